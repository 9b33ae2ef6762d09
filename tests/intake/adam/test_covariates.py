"""Strata and baseline columns of ADSL become covariates."""

from outcomes.intake.adam.covariates import baseline_blocks, strata_blocks
from tests.intake.adam.sheets import sheet


def test_the_factors_as_randomized_are_the_strata():
    adsl = sheet("adsl", "USUBJID STRATAR STRAT1R STRAT1RN STRAT1V STRAT1D STRAT2R",
                 ("A", "n/e", "none", 0, "small", "Ascites", "x"),
                 ("B", "s/e", "small", 1, "small", "Ascites", "x"),
                 ("C", "n/w", "none", 0, "none", "Ascites", "x"))  # fmt: skip
    assert strata_blocks(adsl) == [
        {"id": "strat1r", "label": "Ascites", "kind": "categorical", "levels": ["none", "small"],
         "subgroup": True}
    ]  # fmt: skip


def test_else_all_of_them_as_one():
    adsl = sheet("adsl", "USUBJID STRATA STRATAN", ("A", "x", 1), ("B", "y", 2))
    assert [(b["id"], b["label"]) for b in strata_blocks(adsl)] == [("strata", "STRATA")]
    assert strata_blocks(sheet("adsl", "USUBJID AGE", ("A", 60))) == []


def test_baseline_columns_the_dictionary_does_not_know():
    rows = [(f"P{i}", "WHITE" if i else "ASIAN", 40.5 + i, "1", 60 + i, "t", "v") for i in range(9)]
    adsl = sheet("adsl", "USUBJID RACE LDHBL CONSTBL AGE REGION1 VISITBL", *rows)
    assert baseline_blocks(adsl) == [
        {"id": "race", "label": "Race", "kind": "categorical", "levels": ["WHITE", "ASIAN"],
         "subgroup": True},
        {"id": "ldhbl", "label": "LDHBL", "kind": "continuous"},
    ]  # fmt: skip
