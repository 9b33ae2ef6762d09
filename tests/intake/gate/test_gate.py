from __future__ import annotations

import time
import zipfile

import pytest

from outcomes.intake.gate.gate import unpack
from outcomes.intake.gate.limits import Limits
from outcomes.intake.gate.package import read_package
from outcomes.intake.sheets.workbook import Refused, read_workbook
from tests.intake.hostile import ORDINARY, book, hostile_files, pack, parts, rows

HOSTILE = hostile_files()


def _refusal(data: bytes) -> tuple[str, ...]:
    try:
        read_workbook(data)
    except Refused as error:
        return error.rule, error.reason, error.remedy
    return ("",)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_rule_or_read_within_two_seconds(name: str) -> None:
    data, rule = HOSTILE[name]
    start = time.perf_counter()
    refusal = _refusal(data)
    assert time.perf_counter() - start < 2
    assert refusal[0] in rule.split("|")
    assert all(sentence.endswith(".") for sentence in refusal[1:])


def test_there_are_enough_hostile_files() -> None:
    assert len(HOSTILE) >= 50


def test_an_ordinary_workbook_passes() -> None:
    read_workbook(book(ORDINARY))


def test_stored_and_utf16_parts_are_searched_like_others() -> None:
    plain = parts(rows(("patient_id", "a@example.org")))
    sheet = str(plain["xl/worksheets/sheet1.xml"])
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        plain["xl/worksheets/sheet1.xml"] = sheet.encode(encoding)
        package = read_package(unpack(pack(plain, zipfile.ZIP_STORED)), lambda text: "@" in text)
        assert package.strings == ((("patients", "B", 1), "a@example.org"),)


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(rows=2), "rows"),
        (Limits(columns=2), "columns"),
        (Limits(cells=8), "cells"),
        (Limits(members=5), "members"),
        (Limits(file_bytes=100), "file-size"),
        (Limits(unpacked_bytes=100), "unpacked-size"),
    ],
)
def test_every_limit_can_be_set(limits: Limits, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        read_workbook(book(ORDINARY), limits=limits)
    assert caught.value.rule == rule


def test_limits_are_inclusive() -> None:
    read_workbook(book(ORDINARY), limits=Limits(rows=3, columns=3, cells=9, members=6))


def test_cells_that_are_only_formatted_do_not_widen_a_sheet() -> None:
    formatted = '<row r="9"><c r="XFD9" s="1"/></row>'
    read_workbook(book(rows(("a", "b"), ("c", "d")) + formatted))
