"""Headers nobody has listed: by their words and by what stands under them, English and Chinese."""

import datetime as dt

import pytest

from outcomes.dictionary import find_column
from outcomes.dictionary.concepts import concept_sets, concepts_of
from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.infer.headers import guesses
from tests.intake.infer.headers import CHINESE, ENGLISH

DAYS = [dt.datetime(2023, 1, 1) + dt.timedelta(days=31 * i) for i in range(12)]
UNDER = {
    "patient_id": [f"A{i:03}" for i in range(12)],
    "arm": ["SOX", "HIPEC+SOX"] * 6,
    "age": [40 + i for i in range(12)],
    "sex": ["M", "F"] * 6,
    "ecog": [0, 1, 2, 1] * 3,
    "ascites_category": ["none", "mild", "mod", "severe"] * 3,
    "status": ["alive", "dead"] * 6,
    "albumin": [30 + i for i in range(12)],
    "hemoglobin": [100 + i for i in range(12)],
    "ca199": [10.5 * i for i in range(12)],
    "cea": [1.5 * i for i in range(12)],
    "pci": [3 * i for i in range(12)],
    "site": ["A", "B", "C"] * 4,
    "prior_chemo": ["Y", "N"] * 6,
    "her2": ["negative", "positive"] * 6,
    "lauren": ["diffuse", "intestinal"] * 6,
}
CORPUS = [
    (language, column, header)
    for language, corpus in (("en", ENGLISH), ("zh", CHINESE))
    for column, headers in corpus.items()
    for header in headers.split("|")
]


def sheet(header, cells):
    rows = tuple((cell,) for cell in cells)
    return RawSheet("Sheet1", (header,), ("A",), tuple(range(2, len(rows) + 2)), rows)


def read_as(header, cells):
    """Return what a header is read as: by the dictionary, else by a sure guess."""
    known = find_column("patients", header)
    if known:
        return known.name
    sure, _ = guesses(sheet(header, cells))
    return sure[0].column if sure else ""


def test_the_corpus_is_large_enough_and_has_no_spelling_twice():
    for language in ("en", "zh"):
        mine = [header for lang, _, header in CORPUS if lang == language]
        assert len(mine) >= 200
        assert len(set(mine)) == len(mine)


@pytest.mark.parametrize(("language", "column", "header"), CORPUS)
def test_a_spelling_of_the_corpus_is_read(language, column, header):
    assert read_as(header, UNDER.get(column, DAYS)) == column


@pytest.mark.parametrize(("language", "column", "header"), CORPUS)
def test_contents_of_another_kind_are_not_read(language, column, header):
    """Words alone never suffice: under the header of a date there must be dates."""
    if find_column("patients", header) or column in ("patient_id", "site", "arm"):
        return
    sure, _ = guesses(sheet(header, ["see the letter of the ward, p. 3"] * 12))
    assert sure == []


def test_a_header_that_says_something_else_beside_is_asked_about():
    unsure = sheet("Date of death or last contact or transfer", DAYS)
    sure, asked = guesses(unsure)
    assert sure == []
    assert [g.column for g in asked] in (["death_date"], ["last_contact_date"])


def test_of_two_headers_for_one_column_the_surer_is_read_and_the_other_asked_about():
    rows = tuple((day, day) for day in DAYS)
    both = RawSheet("S", ("Date of last follow up", "Last FU clinic"), ("A", "B"),
                    tuple(range(2, 14)), rows)  # fmt: skip
    sure, asked = guesses(both)
    assert [(g.column, g.letter) for g in sure] == [("last_contact_date", "A")]
    assert [g.letter for g in asked] == ["B"]


def test_what_is_mapped_already_is_not_guessed_again():
    assert guesses(sheet("Date death", DAYS), frozenset({"patients.death_date"})) == ([], [])


def test_every_concept_of_a_column_has_words():
    words = {c for sets in concept_sets().values() for one in sets for c in one}
    said = " ".join(words)
    assert all(concepts_of(w)[0] or w in said for w in words)
    assert concepts_of("Date of last F/U") == (frozenset({"date", "last", "contact"}), 0)
    assert concepts_of("末次随访时间") == (frozenset({"date", "last", "contact"}), 0)
