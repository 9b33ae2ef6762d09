"""Files that are no workbooks: tables, transport files, protocols and archives of noise."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.intake.hostile import ORDINARY, book, pack
from tests.intake.test_load import PROTOCOL

CSV = b"patient_id,arm,age\nP001,sox,61\nP002,hipec_sox,58\n"
_ODD = b"\0\xff\"',;\t\n\r=<>[]{}.0a\xe5"


def files(count: int = 15) -> Iterator[tuple[str, str, dict[str, bytes]]]:
    """Yield kind, name and files: ordinary ones with bytes changed, and nothing but noise."""
    good = {
        "a.xlsx": book(ORDINARY),
        "a.csv": CSV,
        "a.xpt": transport(),
        "a.zip": pack({"a.csv": CSV}),
        "study.toml": PROTOCOL.encode(),
    }
    draw = random.Random(11)
    for name, content in good.items():
        beside = {"a.xlsx": good["a.xlsx"]} if name == "study.toml" else {}
        sent = "a.xlsx" if name == "a.zip" else name  # the page offers no archives
        kind = f"random .{name.rpartition('.')[2]}"
        for i in range(count):
            made = noise(draw) if i % 5 == 4 else changed(draw, content)
            yield kind, f"{name} {i}", {**beside, sent: made}
    for name, content in tables().items():
        yield "tables", name, {"a.csv": content}
    yield "tables", "one file as every kind", dict.fromkeys(("a.csv", "a.xpt"), CSV)
    yield "tables", "forty files", {f"{i}.csv": CSV for i in range(40)}


def changed(draw: random.Random, content: bytes) -> bytes:
    """Return a file with bytes changed, put in, cut out, or its end gone."""
    bad = bytearray(content)
    for _ in range(draw.choice((1, 3, 20))):
        at = draw.randrange(len(bad))
        sign = draw.choice((draw.randrange(256), draw.choice(_ODD)))
        what = draw.randrange(4)
        if what == 0:
            bad.insert(at, sign)
        elif what == 1 and len(bad) > 1:
            del bad[at]
        else:
            bad[at] = sign
    return bytes(bad[: draw.randrange(len(bad))] if draw.random() < 0.1 else bad)


def noise(draw: random.Random) -> bytes:
    """Return bytes without any meaning, now and then behind the first ones of a workbook."""
    return draw.choice((b"", b"PK\x03\x04")) + draw.randbytes(draw.choice((0, 7, 4_000, 200_000)))


def tables() -> dict[str, bytes]:
    """Return CSV files that hold their reader."""
    return {
        "one cell of 2 MB": b"patient_id\n" + b"x" * 2_000_000,
        "an open quotation mark": b'patient_id,arm\n"' + b"P1,sox\n" * 200_000,
        "a million columns": b"a," * 1_000_000 + b"\n",
        "a million lines": b"patient_id\n" + b"1\n" * 1_000_000,
        "nothing but quotation marks": b'"' * 1_000_000,
        "zeros": b"\0" * 1_000_000,
        "numbers of 5 000 digits": b"patient_id,age\n" + b"P1," + b"9" * 5_000 + b"\n",
        "nan, inf and dates without end": b"patient_id,age,death_date\nP1,nan,99999-99-99\nP2,inf,0\n",  # noqa: E501
        "formulas": b'patient_id,arm\nP1,"=cmd|\' /C calc\'!A0"\nP2,"=HYPERLINK(""x"")"\n',
    }


def transport() -> bytes:
    """Return a small SAS transport file."""
    import pandas as pd
    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xpt"
        frame = pd.DataFrame({"USUBJID": ["P1", "P2"], "TRT01P": ["a", "b"], "AGE": [60.0, 61.0]})
        pyreadstat.write_xport(frame, path, file_format_version=5)
        return path.read_bytes()
