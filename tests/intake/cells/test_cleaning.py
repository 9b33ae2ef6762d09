"""What a column asks for before its notation: what is declared, its levels, its unit, unknowns."""

from dataclasses import replace

import pytest

from outcomes.dictionary import Column, columns_of
from outcomes.intake.cells.cleaning import Context, cleaner_for
from tests.intake.cells.reading import P, read_cell


@pytest.mark.parametrize("raw", ["不详", "UK", "未知", "?", "？", "unk", "Not known", "日期不详"])
def test_not_known_is_not_did_not_happen(raw):
    assert read_cell(P["death_date"], raw) == (None, "warning", "entry_unknown")
    assert read_cell(P["status"], raw) == (None, "warning", "entry_unknown")
    sites = columns_of("follow_up")["progression_sites"]
    assert read_cell(sites, raw) == (None, "warning", "entry_unknown")
    assert read_cell(P["albumin"], raw) == (None, None, None)


@pytest.mark.parametrize("raw", [1, 1.0, "1"])
def test_sex_as_a_number_needs_a_declared_meaning(raw):
    assert read_cell(P["sex"], raw) == (None, "error", "undeclared_number")
    declared = {"male": ("1",), "female": ("2",)}
    assert read_cell(P["sex"], raw, declared=declared) == ("male", None, None)
    assert read_cell(P["sex"], "男", declared=declared) == ("male", None, None)


def test_yes_and_no_in_other_numbers_need_a_declaration():
    assert read_cell(P["prior_chemo"], 10) == (None, "error", "not_yes_or_no")
    assert read_cell(P["prior_chemo"], 10, declared={"Y": ("10",), "N": ("0",)}) == (
        1.0,
        None,
        None,
    )


def test_declared_numbers_recode_numbers():
    column = replace(P["cea"], name="event", kind="number")
    assert read_cell(column, 2, declared={"1": ("2",), "2": ("1",)})[0] == 1.0
    assert read_cell(column, 1.0, declared={"1": ("2",), "2": ("1",)})[0] == 2.0


def test_levels_of_a_covariate():
    column = replace(P["sex"], name="cell_type", codes=())
    context = {"levels": ("squamous", "large")}
    assert read_cell(column, "Squamous", **context) == ("squamous", None, None)
    assert read_cell(column, "adeno", **context) == ("adeno", "warning", "undeclared_level")
    assert read_cell(P["sex"], "男", levels=("f", "m")) == ("m", None, None)
    assert read_cell(P["ecog"], 1, levels=("0", "1"))[1] != "error"


def test_levels_read_through_the_dictionary():
    assert read_cell(P["ecog"], "1分", levels=("0", "1", "2")) == ("1", None, None)
    assert read_cell(P["ecog"], 80, levels=("0", "1", "2"))[2] == "ecog_or_kps"
    assert read_cell(P["ecog"], 3, levels=("0", "1", "2")) == ("3", "warning", "undeclared_level")
    assert read_cell(P["prior_chemo"], "是", levels=("no", "yes")) == ("yes", None, None)
    assert read_cell(P["prior_chemo"], 0, levels=("no", "yes")) == ("no", None, None)


def test_the_unit_of_the_header_stands_behind_bare_numbers():
    assert read_cell(P["ascites_ml"], 1.5, unit="l") == (1500.0, None, None)
    assert read_cell(P["ascites_ml"], "800ml", unit="l") == (800.0, None, None)
    assert read_cell(P["albumin"], 3.5, unit="g/dl") == (35.0, None, None)
    assert read_cell(P["albumin"], 35, unit="ml")[2] == "unit"


@pytest.mark.parametrize(
    ("raw", "value"), [(4.337, 43.37), (4.0, 40.0), (1e-05, 1e-04), ("4", 40.0)]
)
def test_a_number_of_the_file_takes_the_unit_of_its_header_and_has_no_mark_to_be_asked_about(
    raw, value
):
    hemoglobin = Column("hb", "number", "Hb", "Hb", "", unit="g/l")
    found = cleaner_for(hemoglobin, Context(unit="g/dl"))(raw)
    assert (found.value, found.problem) == (pytest.approx(value), None)


def test_a_level_with_a_question_mark_is_asked_about():
    column = replace(P["sex"], name="cell_type", codes=())
    context = {"levels": ("squamous", "large")}
    assert read_cell(column, "large?", **context) == (None, "warning", "questioned")
    assert read_cell(column, "adeno?", **context) == ("adeno?", "warning", "undeclared_level")
    assert read_cell(column, "NA", **context) == (None, None, None)
