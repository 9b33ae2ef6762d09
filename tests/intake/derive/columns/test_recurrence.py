"""When disease came back, by hand: by site, from surgery on, at the first contact that says so."""

import pandas as pd
import pytest

from outcomes.intake.derive.columns.recurrence import codes_in
from outcomes.intake.derive.derived import derive
from tests.intake.frames import protocol, table

DAYS = ["2021-03-01", "2021-05-01", "2021-04-01"]


def recurred(sites, surgery=None, **follow_up):
    tables = {
        "patients": table(patient_id=["1"], first_treatment_date=["2021-01-01"]),
        "follow_up": table(patient_id=["1"] * len(sites), contact_date=DAYS[: len(sites)],
                           progression_sites=sites, **follow_up),
    }  # fmt: skip
    if surgery:
        tables["surgery"] = table(patient_id=["1"], surgery_date=[surgery], intent=["radical"],
                                  resected=["Y"])  # fmt: skip
    found = derive(protocol(), tables).patients
    names = ("peritoneal_recurrence_date", "regional_recurrence_date")
    return tuple(None if pd.isna(d := found[n].iloc[0]) else f"{d:%m-%d}" for n in names)


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        (["liver", "peritoneum", "ascites"], ("04-01", None)),
        (["liver; ascites", "local", None], ("03-01", "05-01")),
        (["liver", None, "node"], (None, None)),
    ],
)
def test_the_first_contact_with_a_site_of_the_kind_counts(sites, expected):
    assert recurred(sites) == expected


def test_a_regional_site_of_its_own_column_counts_too():
    assert recurred(["liver", "node", None], regional_site=[None, "anastomosis", None]) == (
        None, "05-01",
    )  # fmt: skip


def test_the_date_of_the_progression_goes_before_that_of_the_contact():
    assert recurred(["peritoneum", None, None], progression_date=["2021-02-11", None, None]) == (
        "02-11", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("surgery", "found"), [("2021-03-01", "03-01"), ("2021-03-02", "04-01"), ("2021-04-02", None)]
)
def test_only_what_is_found_from_the_day_of_surgery_on_is_a_recurrence(surgery, found):
    assert recurred(["peritoneum", None, "peritoneum"], surgery=surgery)[0] == found


def test_codes_of_a_cell():
    assert codes_in("liver; node;local") == {"liver", "node", "local"}
    assert codes_in(None) == codes_in(float("nan")) == set()
