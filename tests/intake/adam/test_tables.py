"""ADaM tables are known by what they hold; only ADSL makes a file an ADaM file."""

from outcomes.intake.adam.tables import (
    constant,
    first_filled,
    kept_rows,
    tables_of,
    texts,
    with_cells,
)
from outcomes.intake.gate.raw import RawWorkbook
from tests.intake.adam.sheets import sheet

ADSL = sheet("adsl_v2", "USUBJID TRT01P", ("A", "a"), ("B", "b"))
ADTTE = sheet("tte_onco", "USUBJID PARAMCD AVAL CNSR TRT01P", ("A", "OS", 3, 0, "a"))
ADRS = sheet("ADRS", "USUBJID PARAMCD AVALC", ("A", "BOR", "CR"))
ADLB = sheet("adlb", "USUBJID PARAMCD AVAL AVALC TRT01P", ("A", "ALB", 40, "40", "a"))
ADAE = sheet("events", "USUBJID AEDECOD TRT01P", ("A", "Nausea", "a"), ("A", "Rash", "a"))


def book(*sheets):
    return RawWorkbook(sheets, "0" * 64, False, ())


def test_tables_are_known_by_their_columns():
    found = tables_of(book(ADAE, ADLB, ADRS, ADTTE, ADSL))
    assert found.adsl is ADSL
    assert found.adtte == (ADTTE,)
    assert found.adrs == (ADRS,)
    assert found.adae is ADAE
    assert found.others == (ADLB,)


def test_without_one_row_per_subject_there_is_no_adsl():
    exposure = sheet("adex", "USUBJID TRT01P DOSE", ("A", "a", 1), ("A", "a", 2))
    assert tables_of(book(exposure, ADTTE)) is None
    assert tables_of(book(sheet("patients", "USUBJID arm age", ("A", "a", 60)))) is None
    assert tables_of(book()) is None


def test_the_table_named_adsl_is_taken_before_another_with_one_row_per_subject():
    other = sheet("adsub", "USUBJID TRT01P", ("A", "a"))
    found = tables_of(book(other, ADSL))
    assert found.adsl is ADSL
    assert found.others == (other,)


def test_of_two_tables_of_events_the_one_named_adae_is_read():
    special = sheet("adaesi", "USUBJID AEDECOD", ("A", "Rash"))
    usual = sheet("ADAE", "USUBJID AEDECOD", ("A", "Nausea"))
    assert tables_of(book(ADSL, special, usual)).adae in (special, usual)
    assert tables_of(book(ADSL, ADAE, usual)).adae is usual


def test_cells_as_text():
    frame = texts(sheet("x", "usubjid AVAL FL", ("A", 182.0, "NA"), (None, ".", "Y")))
    assert frame.to_dict("list") == {
        "USUBJID": ["A", ""], "AVAL": ["182", ""], "FL": ["", "Y"], "_row": [2, 3],
    }  # fmt: skip
    assert first_filled(frame, ("NONE", "AVAL")) == "AVAL"
    assert first_filled(frame, ("NONE",)) == ""
    assert constant(frame, "USUBJID") == "A"
    assert constant(frame, "NONE") == ""


def test_rows_and_columns_keep_their_place_in_the_file():
    kept = kept_rows(ADSL, texts(ADSL)["USUBJID"].to_numpy() == "B")
    assert (kept.row_numbers, kept.rows) == ((3,), (("B", "b"),))
    assert with_cells(kept, {"os_aval": [4.5], "os_cnsr": [0]}).columns[-2:] == ("C", "D")
    joined = with_cells(kept, {"os_aval": [4.5]})
    assert (joined.header[-1], joined.columns[-1], joined.rows) == (
        "os_aval",
        "C",
        (("B", "b", 4.5),),
    )
