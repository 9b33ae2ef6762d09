from __future__ import annotations

import pytest

from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.identify.patient_ids import rules_of_ids
from outcomes.intake.sheets.formats.workbook import read_workbook
from tests.intake.hostile import book, rows


def rules(*ids: str) -> set[str]:
    return set(rules_of_ids(ids).values())


@pytest.mark.parametrize(
    "ids",
    [
        ("001", "002", "003"),
        ("SOX-HIPEC-01", "SOX-HIPEC-02", "SOX-HIPEC-03"),
        ("BJ01", "BJ02", "SH01", "SH02", "SH03"),
        ("1001001", "1002001", "1003001", "1004002"),  # many sites, few patients each
        ("KXQ7PLM", "B4TTW9A", "ZZ81QLE", "M3NNA0P"),  # drawn at random
        ("受试者1", "受试者2", "受试者3"),
        ("20230105", "20230206", "20230307"),  # of this study, whose patients are no children
        ("甲", "乙", "丙"),
        ("P1", "see note", "n/a", "not enrolled"),
        ("P1",),
        tuple(f"{site}{n:02}" for site in ("BJ", "SH", "GZ") for n in range(1, 14)),
        tuple(f"{s}C-{n}" for s in "ABCDEFGHIJKL" for n in (1, 2, 4, 5)),  # a dozen sites
        ("BJ华西01", "BJ华西02", "SH华山01", "SH华山02"),  # hospitals, not people
    ],
)
def test_codes_are_codes(ids: tuple[str, ...]) -> None:
    assert rules(*ids) == set()


@pytest.mark.parametrize(
    ("ids", "rule"),
    [
        (("张伟", "P2", "P3", "P4"), "identifier-name"),  # one is enough
        (("John Smith",), "identifier-name"),
        (("P035", "P036王建国", "P037"), "identifier-name"),
        (("王建国-036", "李秀英-037"), "identifier-name"),
        (("00384756", "00912837", "00127465"), "identifier-record-number"),
        (("19500307", "19471122", "19610814"), "identifier-birth-date"),
        (("P1", "P2", "P3", "John Smith"), "possible-name"),  # or Screen Failure
        (("zw001", "wf002", "ln003"), "possible-initials"),
        (("Zhangwei", "Wangfang", "Lina"), "possible-name"),
        (("P001AB", "P002CD", "P003EF", "P004GH"), "possible-initials"),
        (("A.B.", "C.D.", "E F", "G-H"), "possible-initials"),
        (tuple(f"{'ABCDEFGHIJKLM'[n % 13]}X{n:02}" for n in range(40)), "possible-initials"),
        (tuple(a + b for a in "ABCDEFGH" for b in "KLMNO"), "possible-initials"),
        (("zhw", "wfa", "lna"), "possible-initials"),  # three letters are initials, four a name
    ],
)
def test_what_could_tell_who_it_is_is_not(ids: tuple[str, ...], rule: str) -> None:
    assert rules(*ids) == {rule}


def test_it_is_told_by_its_address_in_every_sheet_and_never_quoted() -> None:
    data = book(rows(("age", "受试者编号"), (60, "P1"), (61, "张伟")))
    ((finding),) = find_identifiers(read_workbook(data))
    assert (finding.severity, finding.sheet, finding.cell) == ("error", "patients", "B3")
    assert "张" not in finding.message


def test_the_same_word_elsewhere_is_no_name() -> None:
    data = book(rows(("patient_id", "site"), ("P1", "张家口"), ("P2", "高血压")))
    assert find_identifiers(read_workbook(data)) == ()


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        # Three digits count the patients of a site: below 100 in more than half is a count.
        (("100100", "200100", "300100"), True),
        (("100099", "200099", "300100"), False),
        (("100099", "200100", "300100", "400099"), True),
        (("100099", "200099", "300099", "400100"), False),
        # Of one site more than half would share what stands before.
        (("100100", "100200", "300100", "400100"), True),
        (("100100", "100200", "300100", "300200"), False),
        (("A100100", "B200100", "C300100"), True),
        (("10010", "20010", "30010"), False),  # five digits
        (("AB100100", "AB200100", "AB300100"), False),
        (("100100", "200100"), False),  # two patients tell nothing
    ],
)
def test_numbers_of_a_hospital_are_scattered(ids, found):
    assert (rules(*ids) == {"identifier-record-number"}) is found


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (("AB1", "CD1", "EF1", "GH1"), True),
        (("AB1", "AB2", "CD1", "CD2"), False),  # two sites
        ((*(f"{a}B1" for a in "ACDEFGHIJ"), "9"), True),  # nine in ten
        ((*(f"{a}B1" for a in "ACDEFGHI"), "8", "9"), False),
        (("ABCD1", "EFGH1", "IJKL1"), False),  # four letters
    ],
)
def test_initials_differ_from_patient_to_patient(ids, found):
    assert (rules(*ids) == {"possible-initials"}) is found
