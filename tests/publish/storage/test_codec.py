"""Every value that is published comes back as it was."""

from dataclasses import dataclass
from datetime import date
from math import inf

import pytest

from outcomes.model.plan.benchmarks import published_of
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.publish.storage.codec import UnreadableValue, from_json, to_json
from outcomes.results.condition import Condition
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Curve, Estimate, Flow, Interval, Result
from tests.demos import demo_study
from tests.serving import ROOT

RESULT = Result(
    "survival.kaplan_meier",
    "os",
    estimates=(
        Estimate(
            "median",
            "sox",
            value=inf,
            interval=Interval(1.5, None),
            n=60,
            method=(Method("limits", covariates=("ecog",)),),
            where=Condition("ecog", "in", ("0", "1")),
            notes=(Note("few_events", n=4, of=Ref("arm", "sox"), why=Note("inner")),),
        ),
    ),
    curves=(Curve("sox", "survival", (0.0, 1.0), (1.0, 0.5), (None, 0.25)),),
    flow=(Flow("in", 12, reasons=((Note("late"), 1), ("word", 2))),),
)


@pytest.mark.parametrize(
    "value",
    [
        RESULT,
        request("survival.cox", "os", covariates=("ecog",), strata=None, at=12.0),
        date(2024, 2, 29),
        {"a": 1, "b": 2.0},
        frozenset({"patients", "surgery"}),
        (),
        -inf,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_comes_back_as_it_was(value):
    back = from_json(to_json(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("study", ["hipec-sox-demo", "rmhtnf-demo"])
def test_a_protocol_and_a_scene_come_back(study):
    spec = demo_study(study).spec
    assert from_json(to_json(spec)) == spec
    published = published_of(spec.benchmarks, ROOT / "data")
    back = from_json(to_json(Scene(spec, "itt", n=160, events={"os": 90}, published=published)))
    assert (back.spec, back.population, back.n, back.events) == (spec, "itt", 160, {"os": 90})
    assert back.published == published
    assert published


def test_whole_numbers_and_others_are_told_apart():
    assert [type(x) for x in from_json(to_json((1, 1.0, True)))] == [int, float, bool]


@pytest.mark.parametrize("content", [b"", b"{", b'{"$":"os.system"}', b'{"a":1}', b"\xff"])
def test_what_is_no_value_is_refused_without_being_quoted(content):
    with pytest.raises(UnreadableValue) as refused:
        from_json(content)
    assert "os.system" not in str(refused.value)


def test_a_type_that_is_not_listed_is_not_written():
    @dataclass(frozen=True)
    class Patient:
        name: str

    with pytest.raises(TypeError):
        to_json(Patient("x"))
