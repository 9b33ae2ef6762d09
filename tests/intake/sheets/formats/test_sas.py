"""SAS tables: what is written is what is read, dates by their format, limits, refusals."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pyreadstat
import pytest

from outcomes.intake.gate.limits import LIMITS
from outcomes.intake.gate.raw import Refused
from outcomes.intake.sheets.formats import sas
from outcomes.intake.sheets.formats.sas import read_table

FORMATS = {"RANDDT": "E8601DA.", "ASTDTM": "DATETIME20."}


def table(tmp_path, version=5, **columns):
    path = tmp_path / f"v{version}.xpt"
    frame = pd.DataFrame(columns)
    formats = {name: form for name, form in FORMATS.items() if name in frame}
    pyreadstat.write_xport(frame, path, file_format_version=version, variable_format=formats)
    return path.read_bytes()


@pytest.mark.parametrize("version", [5, 8])
def test_what_is_written_is_what_is_read(tmp_path, version):
    data = table(
        tmp_path, version,
        USUBJID=["01-001", "01-002", ""], AVAL=[1.5, None, 3.0],
        RANDDT=[dt.date(2014, 1, 2), None, dt.date(1959, 12, 31)],
        ASTDTM=[dt.datetime(2014, 1, 2, 3, 4, 5), None, dt.datetime(2014, 1, 2)],
        NUMBER=[19725.0, None, 2.0], ARM=["腹腔热灌注", "b", " x "],
    )  # fmt: skip
    sheet, findings = read_table("adsl", data)
    assert findings == []
    assert (sheet.name, sheet.header) == (
        "adsl", ("USUBJID", "AVAL", "RANDDT", "ASTDTM", "NUMBER", "ARM"),
    )  # fmt: skip
    assert sheet.columns == ("A", "B", "C", "D", "E", "F")
    assert sheet.row_numbers == (1, 2, 3)
    assert sheet.rows == (
        ("01-001", 1.5, dt.datetime(2014, 1, 2), dt.datetime(2014, 1, 2, 3, 4, 5), 19725,
         "腹腔热灌注"),
        ("01-002", None, None, None, None, "b"),
        (None, 3, dt.datetime(1959, 12, 31), dt.datetime(2014, 1, 2), 2, " x"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "number", "read"),
    [
        ("DATE", 0.0, dt.datetime(1960, 1, 1)), ("YYMMDD10", 366.0, dt.datetime(1961, 1, 1)),
        ("E8601DA10", -1.0, dt.datetime(1959, 12, 31)),
        ("DATETIME20", 86_400.0, dt.datetime(1960, 1, 2)),
        ("DTDATE9", 86_400.0, dt.datetime(1960, 1, 2)),
        ("E8601DT", 3_600.0, dt.datetime(1960, 1, 1, 1)),
        ("BEST12", 366.0, 366), ("", 366.0, 366), ("TIME5", 60.0, 60),
        ("DATE", float("nan"), None), ("DATE", 1e12, 10**12), ("DATE", "x", "x"),
    ],
)  # fmt: skip
def test_a_number_is_a_date_by_its_format(form, number, read):
    assert sas._cells([number], form) == [read]


def test_a_text_of_another_encoding_is_read_and_said(tmp_path):
    # 漏 is C2 A9 in GB18030, which UTF-8 would read as ©: one that is no UTF-8 is needed
    data = table(tmp_path, ARM=["腹腔", "b"])
    told = data.replace("腹腔".encode(), "腹腔".encode("gb18030") + b"  ")
    sheet, findings = read_table("adsl", told)
    assert sheet.rows[0] == ("腹腔",)
    assert [(f.severity, f.rule) for f in findings] == [("warning", "encoding")]


def test_limits(tmp_path):
    data = table(tmp_path, A=[1.0, 2.0, 3.0], B=[1.0, 2.0, 3.0])
    for limits, rule in ((replace(LIMITS, rows=2), "rows"), (replace(LIMITS, columns=1), "columns"),
                         (replace(LIMITS, cells=5), "rows")):  # fmt: skip
        with pytest.raises(Refused) as caught:
            read_table("adsl", data, limits)
        assert caught.value.rule == rule
    assert len(read_table("adsl", data, replace(LIMITS, rows=3, columns=2, cells=6))[0].rows) == 3


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not-a-sas-table"), (b"USUBJID,AGE\n1,2\n", "not-a-sas-table"),
        (b"PK\x03\x04", "not-a-sas-table"), (sas._TRANSPORT + b"x" * 500, "sas-damaged"),
        (sas._DATABASE + bytes(500), "sas-damaged"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data, rule):
    with pytest.raises(Refused) as caught:
        read_table("adsl", data)
    assert caught.value.rule == rule


def test_a_sas7bdat_goes_to_its_own_reader(monkeypatch):
    """No library writes this format; its reader answers in the same form as that of .xpt."""
    seen = []

    def read(file, **options):
        seen.append(options.get("metadataonly", False))
        about = type(
            "About", (), {"column_names": ["A"], "original_variable_types": {"A": "DATE9"}}
        )
        return {"A": [1.0, None]}, about

    monkeypatch.setattr(pyreadstat, "read_sas7bdat", read)
    sheet, _ = read_table("adsl", sas._DATABASE + bytes(100))
    assert sheet.rows == ((dt.datetime(1960, 1, 2),), (None,))
    assert seen == [True, False]
