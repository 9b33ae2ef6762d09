"""Words: what notes, flows, scenes and the data themselves say."""

from dataclasses import replace

import pytest

from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Arm, Population, StudyBlock, StudySpec
from outcomes.model.scene import Scene
from outcomes.publish.disclosure.mask import masked, masked_protocol, masked_scene
from outcomes.results.condition import Condition
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate, Flow, Result
from tests.publish.disclosure.masked import FEW, WORDS, known, shown


def test_words_of_the_data_are_shown_only_where_enough_share_them():
    rare, frequent = (
        Estimate("proportion", group, value=n / 45, n=45, n_events=n, covariates=(word, "term"))
        for group, word, n in (("a", "Wang Jianguo", 2), ("a", "Nausea", 20))
    )
    assert [e.covariates[0] for e in shown(rare, frequent)] == ["Nausea"]


def test_a_word_in_a_group_or_without_counted_events_does_not_hide_behind_all():
    estimates = [
        Estimate("n", "all", value=90.0, n=90),
        Estimate("n", "Ward of Dr Wang", value=3.0, n=3),
        Estimate("n", "all", value=3.0, n=90, covariates=("term", "Ward of Dr Wang")),
        Estimate("proportion", "all", value=3 / 90, n=90, covariates=("term", "Ward of Dr Wang")),
    ]
    assert [(e.group, e.value) for e in shown(*estimates)] == [("all", 90.0)]


@pytest.mark.parametrize("quantity", ["smd_level", "smd_level_weighted"])
def test_a_word_whose_patients_nobody_counted_is_not_shown(quantity):
    """A difference in who has a level has the n of everybody: not of the 3 of one ward."""
    of = Condition("site", "in", ("Ward of Dr Wang",))
    told = Estimate(quantity, "b", "a", value=0.1, n=90, covariates=("site",), where=of)
    known_level = replace(told, where=Condition("ecog", "in", ("1",)))
    protocol = replace(known(), words=WORDS | {"site", "ecog"})
    assert [e.where for e in shown(told, known_level, with_=protocol)] == [known_level.where]


def test_notes_keep_what_they_say_and_lose_whom_they_count():
    result = masked(
        Result("x", notes=(
            Note("left_out", n=3, total=90, why=Note("incomplete_covariates")),
            Note("few_events", events=42, n=7),
            Note("piece", start=0.0, end=2.7926),
            Note("interpolated", low=3.0, high=5.0),
            Note("stalled", date="2023-05-17"),
            Note("each", what=Ref("covariate", "Wang"), n=20),
        )),
        known(),
    )  # fmt: skip
    assert result.notes[:4] == (
        Note("left_out", n=FEW, total=90, why=Note("incomplete_covariates")),
        Note("few_events", events=40, n=7),
        Note("piece", start=0.0, end=2.5),
        Note("interpolated", low=3.0, high=5.0),
    )
    assert len(result.notes) == 4


def test_a_flow_says_no_reason_of_few():
    result = masked(
        Result("x", flow=(Flow("out", 21, reasons=(("Declined", 17), ("Moved to Xi'an", 4))),)),
        known(),
    )
    assert result.flow[0].n == 20
    assert result.flow[0].reasons == (("Declined", 15),)


SPEC = StudySpec(
    StudyBlock("toy", "Toy", "randomised", workbook="王建国.xlsx", missing=("n.a.",)),
    arms=(Arm("a", "A", reference=True, aliases=("对照组",)), Arm("b", "B")),
    populations=(Population("itt", "ITT", default=True),),
    endpoints=(Endpoint("os", "Survival", "time_to_event"),),
    columns={"姓名": "patient_id"},
    folder="/data/hospital/toy",
)


def test_a_scene_and_a_protocol_say_nothing_of_the_file():
    scene = Scene(SPEC, "itt", n=90, n_population=90, events={"os": 57}, last={"os": 31.7},
                  fingerprint="f" * 64, findings=("x",), read=("y",),
                  levels={"ecog": ("0", "1", "ward 7")})  # fmt: skip
    made = masked_scene(scene, known(), masked_protocol(SPEC))
    assert (made.n, made.events, made.last) == (90, {"os": 55}, {"os": 31.5})
    assert (made.findings, made.read, made.levels) == ((), (), {"ecog": ("0", "1")})
    said = repr(made.spec)
    assert not any(word in said for word in ("王建国", "对照组", "姓名", "hospital", "n.a."))
    assert made.spec.arms[0].label == "A"
