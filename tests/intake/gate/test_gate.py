from __future__ import annotations

import ast
import contextlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from outcomes.intake.gate import markup
from outcomes.intake.gate.gate import unpack
from outcomes.intake.gate.limits import LIMITS, Limits
from outcomes.intake.gate.package import read_package
from outcomes.intake.sheets.formats.workbook import Refused, read_workbook
from tests.intake.hostile import ORDINARY, book, hostile_files, pack, parts, rows

HOSTILE = hostile_files()


def _refusal(data: bytes, limits: Limits = LIMITS) -> tuple[str, ...]:
    try:
        read_workbook(data, limits=limits)
    except Refused as error:
        return error.rule, error.reason, error.remedy
    return ("",)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_rule_or_read(name: str) -> None:
    data, rule = HOSTILE[name]
    refusal = _refusal(data)
    assert refusal[0] in rule.split("|")
    assert all(sentence.endswith(".") for sentence in refusal[1:])


def test_each_byte_of_xml_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a tag begins and does not end, the parser is given each piece one time."""
    given: list[int] = []
    create = markup.expat.ParserCreate

    class Counting:
        def __init__(self, encoding: str) -> None:
            self.__dict__["parser"] = create(encoding)

        def __getattr__(self, name: str) -> object:
            return getattr(self.parser, name)

        def __setattr__(self, name: str, value: object) -> None:
            setattr(self.parser, name, value)

        def Parse(self, piece: bytes, last: bool) -> None:
            given.append(len(piece))
            self.parser.Parse(piece, last)

    monkeypatch.setattr(markup.expat, "ParserCreate", Counting)
    plain = parts(ORDINARY)
    for xml in ("<sst " * 60_000, "<mergeCell />" * 60_000, "<rPh>" * 60_000, "<c/>:si>" * 60_000):
        plain["customXml/item1.xml"] = f"<a>{xml}</a>"
        given.clear()
        with contextlib.suppress(Refused):
            read_package({k: str(v).encode() for k, v in plain.items()}, lambda _: True)
        assert sum(given) <= sum(len(v) for v in plain.values())


def test_no_pattern_is_matched_over_a_part() -> None:
    """The few patterns of the gate see the first letters of a part, a number, or a binary part."""
    room = Path(markup.__file__).parent
    found = {
        target.id
        for path in room.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and "re.compile" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert found == {"_DECLARED", "_NUMBER", "_DIGITS"}


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ({f"customXml/item{i}.xml": f"<a>{' ' * 1_000_000}</a>" for i in range(20)}, "ratio"),
        ({"customXml/a.xml": "<a/>" * 1}, ""),
        ({"customXml/a.xml": f"<a>{'<b/>' * 700_000}</a>"}, "tags|ratio"),
        ({f"customXml/{i}.xml": f"<a>{i:09d}</a>" for i in range(1_000)}, ""),
    ],
)
def test_many_small_parts_count_together(extra: dict[str, str], rule: str) -> None:
    assert _refusal(book(ORDINARY, extra))[0] in rule.split("|")


@pytest.mark.parametrize(
    ("path", "mark"),
    [("xl/drawings/a.vml", "<b c='x'/>"), ("customXml/a.xml", "<b c='x' d='y' e='z'/>"),
     ("customXml/b.xml", "<y>x</y>")],
)  # fmt: skip
def test_what_stands_outside_of_the_cells_costs_time_by_its_texts(path: str, mark: str) -> None:
    few = replace(LIMITS, tags=1_000)
    for count, rule in ((200, ""), (800, "tags")):
        data = book(ORDINARY, {path: f"<a>{mark * count}</a>"})
        assert _refusal(data, few)[0] == rule


def test_sheets_are_few_and_each_its_own() -> None:
    one = '<sheet name="patients" sheetId="1" r:id="rId1" />'
    for more, rule in (
        ("".join(one.replace("patients", f"s{i}") for i in range(300)), "sheets"),
        (one.replace("patients", "again"), "sheet-twice"),
        (one, "sheet-twice"),
    ):
        plain = parts(ORDINARY)
        plain["xl/workbook.xml"] = str(plain["xl/workbook.xml"]).replace(
            "</sheets>", more + "</sheets>"
        )
        assert _refusal(pack(plain))[0] == rule


def test_a_text_no_cell_can_hold_is_refused() -> None:
    for text, rule in (
        ("a" + "\u0301" * 100, "odd-text"),
        ("\ufdfa" * 100, "odd-text"),  # each stands for eighteen letters
        ("1234567 " + "\ufdfa" * 100, "odd-text"),
        ("ab " * 30_000, "long-text"),
    ):
        shared = pack(parts(ORDINARY, shared=f"<si><t>{text}</t></si>"), zipfile.ZIP_STORED)
        inline = pack(parts(rows(("patient_id", text))), zipfile.ZIP_STORED)
        assert [_refusal(data)[0] for data in (shared, inline)] == [rule, rule]


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


MAIL = {"docProps/core.xml": "<a>from someone@example.org</a>"}


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(rows=2), "rows"),
        (Limits(columns=2), "columns"),
        (Limits(cells=8), "cells"),
        (Limits(members=5), "members"),
        (Limits(file_bytes=100), "file-size"),
        (Limits(unpacked_bytes=100), "unpacked-size"),
        (Limits(letters=10), "letters"),
        (Limits(suspect_letters=10), "letters"),
    ],
)
def test_every_limit_can_be_set(limits: Limits, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        read_workbook(book(ORDINARY, extra=MAIL), limits=limits)
    assert caught.value.rule == rule


def test_what_unpacks_to_too_much_says_how_much_is_allowed() -> None:
    much = book(ORDINARY, extra={f"xl/media/{i}": "ab" * (1 << 19) for i in range(3)})
    with pytest.raises(Refused, match="more than 2 MB"):
        read_workbook(much, limits=Limits(unpacked_bytes=2 << 20))


def test_limits_are_inclusive() -> None:
    read_workbook(book(ORDINARY), limits=Limits(rows=3, columns=3, cells=9, members=6))


def test_cells_that_are_only_formatted_do_not_widen_a_sheet() -> None:
    formatted = '<row r="9"><c r="XFD9" s="1"/></row>'
    read_workbook(book(rows(("a", "b"), ("c", "d")) + formatted))


def test_signs_that_grow_are_refused_outside_of_cells_and_in_tables_of_text() -> None:
    text = "1234567 " + "\ufdfa" * 100
    assert (
        _refusal(book(ORDINARY, extra={"customXml/item1.xml": f"<a>{text}</a>"}))[0] == "odd-text"
    )
    with pytest.raises(Refused):
        read_workbook({"patients.csv": f"patient_id,{text}\nP1,1\n".encode()})


def test_units_and_fractions_are_ordinary_signs() -> None:
    read_workbook(book(rows(("patient_id", "130 ㎎/㎡ … ½ ℃ " * 30), ("P1", "x"))))
