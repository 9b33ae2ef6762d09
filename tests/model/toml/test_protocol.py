"""study.toml: what is accepted, and that every mistake is answered with the key and a remedy."""

import copy

import pytest

from outcomes.model.toml.protocol import parse_protocol, read_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml

MINIMAL = {"study": {"id": "x", "title": "X", "design": "single_arm"}}
TRIAL = {
    "study": {"id": "x", "title": "X", "design": "randomised"},
    "arm": [{"id": "a", "label": "A", "reference": True}, {"id": "b", "label": "B"}],
    "endpoint": [
        {
            "id": "os", "label": "OS", "kind": "time_to_event", "origin": "randomisation_date",
            "event": ["death_date"], "censor": "last_contact_date", "primary": True,
        }
    ],
    "covariate": [{"id": "sex", "label": "Sex", "kind": "binary"}],
}  # fmt: skip


def problems_of(change):
    raw = copy.deepcopy(TRIAL)
    change(raw)
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(raw)
    return caught.value.problems


def test_defaults_of_a_minimal_study():
    spec = parse_protocol(MINIMAL)
    assert [p.id for p in spec.populations] == ["all", "safety"]
    assert spec.reference is None
    assert spec.compared_arms == ()
    assert spec.study.time_unit == "months"
    assert spec.study.workbook == "workbook.xlsx"


def test_a_trial_names_its_reference_and_primary_endpoint():
    spec = parse_protocol(TRIAL)
    assert spec.reference.id == "a"
    assert [arm.id for arm in spec.compared_arms] == ["b"]
    assert spec.primary.id == "os"
    assert spec.populations[0].id == "itt"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r["study"].update(desing="x"), ("[study]", "'desing'", "did you mean 'design'", "design of the study")),
        (lambda r: r.update(endpoints=[]), ("study.toml", "'endpoints'", "'endpoint'")),
        (lambda r: r["study"].pop("design"), ("[study] lacks 'design'", "design of the study")),
        (lambda r: r["study"].update(design="randomized"), ("'randomized'", "did you mean 'randomised'")),
        (lambda r: r["study"].update(data_cutoff="June"), ("[study].data_cutoff", "a date such as 2026-06-30")),
        (lambda r: r["arm"][1].update(reference=True), ("exactly one [[arm]]", "2 have it")),
        (lambda r: r["arm"].pop(), ("at least two [[arm]]",)),
        (lambda r: r["arm"][1].update(id="a"), ("[[arm]] 'a' is defined twice",)),
        (lambda r: r.update(plan={"allocation": [1, 1, 1]}), ("differ in number: 3 and 2",)),
        (lambda r: r.update(plan={"planned_events": {"so": 3}}), ("'so'", "did you mean 'os'")),
        (lambda r: r["endpoint"][0].update(time="t"), ("not both",)),
        (lambda r: r["endpoint"][0].pop("censor"), ("needs origin, event and censor",)),
        (lambda r: r["endpoint"][0].update(kind="competing"), ("needs 'competing'",)),
        (lambda r: r["covariate"][0].update(kind="ordinal"), ("at least two levels",)),
        (lambda r: r.update(ascites={"window_days": [30, 40]}), ("window_days",)),
        (lambda r: r.update(arm={"id": "a"}), ("two brackets",)),
        (lambda r: r.update(endpoint=r["endpoint"] * 51), ("more than 50 blocks of [[endpoint]]",)),
    ],
)  # fmt: skip
def test_every_mistake_is_named(change, words):
    problems = problems_of(change)
    assert any(all(word in p for word in words) for p in problems), problems


def test_all_mistakes_are_reported_at_once():
    def change(raw):
        raw["study"]["desing"] = "x"
        raw["arm"][0]["lable"] = "A"

    assert len(problems_of(change)) == 2


def test_the_folder_must_carry_the_study_id(tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "study.toml").write_text("[study]\nid='x'\ntitle='X'\ndesign='single_arm'\n")
    with pytest.raises(ProtocolError, match="folder is named 'other'"):
        read_protocol(folder)


def test_a_study_that_says_no_name_is_called_after_its_folder(tmp_path):
    (tmp_path / "study.toml").write_text("[study]\ndesign='single_arm'\n")
    study = read_protocol(tmp_path).study
    assert (study.id, study.title) == (tmp_path.name, tmp_path.name)
    study = parse_protocol({"study": {"design": "single_arm"}}).study  # dropped beside a workbook
    assert (study.id, study.title) == ("study", "Study")


def test_broken_toml_says_where():
    with pytest.raises(ProtocolError, match="line 1"):
        read_toml(b"[study\n")


def test_ready_made_endpoint_needs_one_coding_and_a_unit():
    raw = copy.deepcopy(TRIAL)
    raw["endpoint"] = [{"id": "os", "label": "OS", "kind": "time_to_event", "time": "t"}]
    with pytest.raises(ProtocolError, match="exactly one of event_column and censor_column"):
        parse_protocol(raw)
    raw["endpoint"][0]["event_column"] = "e"
    with pytest.raises(ProtocolError, match="needs its unit"):
        parse_protocol(raw)
    raw["endpoint"][0]["unit"] = "days"
    assert parse_protocol(raw).endpoint("os").unit == "days"


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(KeyError, match="no endpoint 'pfs'; it defines 'os'"):
        parse_protocol(TRIAL).endpoint("pfs")
