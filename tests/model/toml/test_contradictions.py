"""What a protocol may not say: numbers that cannot be, names given twice, patients as levels."""

import copy
import datetime as dt
import math

import pytest

from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml

STUDY = {
    "study": {"id": "x", "title": "X", "design": "randomised", "simulated": True},
    "arm": [{"id": "a", "label": "A", "reference": True}, {"id": "b", "label": "B"}],
    "endpoint": [
        {
            "id": "os", "label": "OS", "kind": "time_to_event", "origin": "randomisation_date",
            "event": ["death_date"], "censor": "last_contact_date",
        }
    ],
    "covariate": [
        {"id": "p_status", "label": "P", "kind": "ordinal", "levels": ["P0", "P1a"]},
    ],
    "conversion": {},
    "safety": {},
    "plan": {},
    "policy": {},
    "deck": {},
}  # fmt: skip


def _problems(block: str, key: str, value: object) -> str:
    raw = copy.deepcopy(STUDY)
    target = raw[block][0] if isinstance(raw[block], list) else raw[block]
    target[key] = value
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(raw)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("block", "key", "value", "reason"),
    [
        ("endpoint", "tau", math.nan, "not a finite number"),
        ("endpoint", "tau", math.inf, "not a finite number"),
        ("endpoint", "tau", -1, "not more than 0"),
        ("endpoint", "tau", 0, "not more than 0"),
        ("endpoint", "tau", 10**4000, "not a finite number"),
        ("endpoint", "landmarks", [6, math.nan], "not a finite number"),
        ("endpoint", "landmarks", [6, -6], "not more than 0"),
        ("endpoint", "landmarks", [6, 6.0], "given twice"),
        ("endpoint", "landmarks", [1e300], "more than"),
        ("endpoint", "truth", -1, "not more than 0"),
        ("endpoint", "truth", math.nan, "not a finite number"),
        ("endpoint", "better", "more", "longer or shorter"),
        ("endpoint", "origin", "patient_id", "cannot be a variable"),
        ("covariate", "cut", math.inf, "not a finite number"),
        ("covariate", "levels", ["P0", "P1a", "p0 "], "given twice"),
        ("covariate", "levels", ["P0", " "], "one has no name"),
        ("covariate", "id", "patient_id", "cannot be a variable"),
        ("covariate", "id", "_row", "no name of a column"),
        ("covariate", "missing", [True], "a text or a number"),
        ("study", "data_cutoff", dt.date(1, 1, 1), "less than 1950-01-01"),
        ("study", "data_cutoff", dt.date(9999, 12, 31), "more than 2100-12-31"),
        ("study", "missing", [math.nan], "not a finite number"),
        ("study", "missing", -9, "not a list"),
        ("study", "date_order", "ydm", "not one of ymd, dmy, mdy"),
        ("plan", "planned_n", 0, "less than 1"),
        ("plan", "allocation", [1, -1], "not more than 0"),
        ("plan", "planned_events", {"os": -3}, "less than 0"),
        ("plan", "accrual_start", dt.date(1, 1, 1), "less than 1950-01-01"),
        ("plan", "strata", ["patient_id"], "cannot be a variable"),
        ("plan", "strata", ["site", "site"], "twice"),
        ("safety", "window_hours", -24, "not more than 0"),
        ("conversion", "landmarks", [math.nan], "not a finite number"),
        ("conversion", "landmarks", [4, 4], "twice"),
        ("policy", "left_out_at_most", 5, "more than 1"),
        ("policy", "left_out_at_most", -0.1, "less than 0"),
        ("policy", "filter_levels_at_most", 0, "less than 1"),
        ("arm", "aliases", ["b"], "two [[arm]] blocks"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_key_and_reason(block, key, value, reason):
    words = _problems(block, key, value)
    assert reason in words
    assert key in words or "patient_id" in words or key == "aliases"
    assert len(words) < 300


@pytest.mark.parametrize("text", ["x = 08", "x = 1\nx = 2"])
def test_what_the_parser_cannot_hold_is_no_valid_protocol(text):
    with pytest.raises(ProtocolError, match="not valid TOML"):
        read_toml(text.encode())


def test_missing_codes_are_texts_however_they_are_written():
    raw = copy.deepcopy(STUDY)
    raw["study"]["missing"] = [9999, -1.0, "-9", 0.5]
    raw["covariate"][0]["missing"] = ["NK"]
    raw["columns"] = {
        "patients.age": "Alter",
        "patients.albumin": {"header": "ALB", "missing": [-9]},
        "patients.cea": {"missing": ["n.b."]},
    }
    spec = parse_protocol(raw)
    assert spec.study.missing == ("9999", "-1", "-9", "0.5")
    assert spec.covariates[0].missing == ("NK",)
    assert spec.columns == {"patients.age": "Alter", "patients.albumin": "ALB"}
    assert spec.column_missing == {"patients.albumin": ("-9",), "patients.cea": ("n.b.",)}


@pytest.mark.parametrize(
    ("block", "value", "reason"),
    [
        ("columns", 3, "[columns] must be a table"),
        ("columns", {"patients.age": 3}, '[columns]."patients.age".header: 3 is not a text'),
        ("columns", {"patients.age": {"heading": "x"}}, "did you mean 'header'"),
        ("values", {"sex": "male"}, "[values.sex] must be a table"),
        ("values", {"sex": {"male": [None]}}, "[values.sex].male: None is not a text or a number"),
    ],
)
def test_mappings_that_are_none_are_refused(block, value, reason):
    raw = {**copy.deepcopy(STUDY), block: value}
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(raw)
    assert reason in "\n".join(caught.value.problems)


def test_one_entry_of_values_needs_no_list():
    raw = {**copy.deepcopy(STUDY), "values": {"sex": {"male": 1, "female": ["2", 3.0]}}}
    assert parse_protocol(raw).values == {"sex": {"male": ("1",), "female": ("2", "3")}}


def test_policy_has_defaults():
    policy = parse_protocol({"study": STUDY["study"] | {"design": "single_arm"}}).policy
    assert (policy.left_out_at_most, policy.filter_levels_at_most) == (0.05, 20)
    assert policy.partial_dates == "unknown"


@pytest.mark.parametrize(
    "name", ["../group.pptx", "/tmp/group.pptx", "group.ppt", "a\\b.pptx", ".pptx"]
)
def test_slides_are_set_in_a_file_beside_the_protocol_only(name):
    assert "beside study.toml" in _problems("deck", "template", name)
