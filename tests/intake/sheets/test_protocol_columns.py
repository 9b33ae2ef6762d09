"""What a protocol names among the columns of patients, and how each of it is read."""

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.sheets.protocol_columns import protocol_columns, unit_contradicted
from tests.intake.frames import OS, protocol

READY = {"id": "os", "label": "OS", "kind": "time_to_event", "time": "os_t", "unit": "months"}
RATE = {"id": "r", "label": "R", "kind": "proportion", "success": "mine"}


def named(**blocks):
    return protocol_columns(protocol(**blocks))


def kinds(**blocks):
    return {name: column.kind for name, column in named(**blocks).items()}


def test_dates_and_study_days_of_endpoints():
    mine = OS | {"origin": "diagnosed_day", "event": ["relapse_date"], "censor": "seen_date"}
    found = kinds(endpoint=[mine])
    assert [found[n] for n in ("diagnosed_day", "relapse_date", "seen_date")] == [
        "integer", "date", "date",
    ]  # fmt: skip
    assert named(endpoint=[OS])["death_date"] is columns_of("patients")["death_date"]


def test_a_denominator_is_a_flag_where_it_is_no_analysis_set():
    assert kinds(endpoint=[RATE])["mine"] == "yesno"
    assert kinds(endpoint=[RATE | {"denominator": "measurable"}])["measurable"] == "yesno"
    assert "all" not in kinds(endpoint=[RATE | {"denominator": "all"}])
    sets = [{"id": "pp", "label": "PP", "column": "per_protocol"}]
    found = kinds(endpoint=[RATE | {"denominator": "pp"}], population=sets)
    assert "pp" not in found
    assert found["per_protocol"] == "yesno"


def test_ready_made_times_and_codes_have_their_own_limits():
    found = named(endpoint=[READY | {"event_column": "os_e", "entry": "late"}])
    assert (found["os_t"].kind, found["os_t"].unit) == ("number", "months")
    assert (found["late"].kind, found["late"].unit) == ("number", "months")
    code = found["os_e"]
    assert (code.low, code.high, code.bounded, code.notation) == (0, 1, True, "event")
    competing = READY | {"kind": "competing", "event_column": "os_e"}
    assert named(endpoint=[competing])["os_e"].high == 2
    code = named(endpoint=[READY | {"censor_column": "cnsr"}])["cnsr"]
    assert (code.low, code.high, code.bounded, code.notation) == (0, 99, True, "censor")


@pytest.mark.parametrize(
    ("covariate", "kind"),
    [
        ({"id": "mine", "kind": "binary"}, "yesno"),
        ({"id": "mine", "kind": "binary", "levels": ["a", "b"]}, "code"),
        ({"id": "mine", "kind": "categorical", "levels": ["a", "b"]}, "code"),
        ({"id": "mine", "kind": "continuous"}, "number"),
        ({"id": "sex", "kind": "categorical", "levels": ["male", "female"]}, "code"),
        ({"id": "sex", "kind": "continuous"}, "number"),
        ({"id": "age", "kind": "continuous"}, columns_of("patients")["age"].kind),
    ],
)
def test_covariates(covariate, kind):
    assert kinds(covariate=[{"label": "C"} | covariate])[covariate["id"]] == kind


def test_another_unit_than_that_of_the_dictionary_has_other_limits():
    albumin = {"id": "albumin", "label": "Albumin", "kind": "continuous"}
    known = columns_of("patients")["albumin"]
    assert named(covariate=[albumin])["albumin"] == known
    assert named(covariate=[albumin | {"unit": "g/L"}])["albumin"] == known
    other = named(covariate=[albumin | {"unit": "g/dl"}])["albumin"]
    assert (other.unit, other.low, other.high) == ("", None, None)


def test_what_the_protocol_named_first_keeps_its_kind():
    flag = {"id": "mine", "label": "M", "kind": "categorical", "levels": ["a", "b"]}
    assert kinds(endpoint=[RATE], covariate=[flag])["mine"] == "yesno"
    strata = {"strata": ["mine", "centre"]}
    found = kinds(covariate=[flag], plan=strata)
    assert (found["mine"], found["centre"]) == ("code", "text")


def test_a_header_with_another_unit_than_a_ready_made_time():
    spec = protocol(endpoint=[READY | {"event_column": "os_e"}])
    times = protocol_columns(spec)["os_t"]
    assert [unit_contradicted(times, spec, unit) for unit in ("days", "months", "")] == [
        True, False, False,
    ]  # fmt: skip
    assert not unit_contradicted(columns_of("patients")["age"], spec, "days")
