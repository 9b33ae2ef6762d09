"""Reading workbooks, and refusing those that are too large."""

import io
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd

from bench.studies import lengthened, workbook_of, write_study
from bench.timings.timing import Row, clock, versus
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.sheets.formats.workbook import Refused, read_workbook

DEMOS = Path(__file__).parents[2] / "data"


def rows() -> list[Row]:
    """Time reading, refusing, and whole loads."""
    data = workbook_of(5_000, 40)
    book = "40 columns, raw cells"
    others = [
        ("openpyxl", clock(lambda: _openpyxl(data)), None),
        (
            "pandas+calamine",
            clock(lambda: pd.read_excel(io.BytesIO(data), engine="calamine")),
            None,
        ),
    ]
    found = versus(book, 5_000, lambda: read_workbook(data, name="a.xlsx"), others)
    found += _alone("40 columns, whole load", 5_000, lambda: load_workbook(data, name="a.xlsx"))
    large = lengthened(data, 20)
    why = _refusal(large)
    found += _alone(f"40 columns, {len(large) >> 20} MB, {why}", 100_000, lambda: _refusal(large))
    for folder in sorted(path.parent for path in DEMOS.glob("*/study.toml")):
        n = len(load_study(folder).patients)
        found += _alone(f"{folder.name}, whole load", n, partial(load_study, folder))
    with tempfile.TemporaryDirectory() as made:
        for n in (2_000, 20_000):
            at = Path(made) / write_study(Path(made), n)
            found += _alone("CSV, 9 columns, whole load", n, partial(load_study, at))
    return found


def _alone(what: str, n: int, work: Callable[[], object]) -> list[Row]:
    return versus(what, n, work, ())


def _openpyxl(data: bytes) -> None:
    for _ in openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0].values:
        pass


def _refusal(data: bytes) -> str:
    try:
        read_workbook(data, name="a.xlsx")
    except Refused as refusal:
        return f"refused: {refusal.rule}"
    return "not refused"
