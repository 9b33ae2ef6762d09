"""Only what was published can be chosen."""

from outcomes.displays.base.choice import any_of, number, one_of, switch
from outcomes.displays.base.display import Display, standing
from outcomes.displays.base.panel import Panel
from outcomes.displays.base.words import Words
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.publish.contents.offered import answers_known, offered_choices
from tests.publish.bundles import SPEC

SCENE, WORDS = Scene(SPEC, "itt"), Words(SPEC)


def choices(scene, words, chosen):
    return (
        one_of("by", "By", [("arm", "Arm"), ("site", "Site")], default="site"),
        any_of("with", "With", [("age", "Age"), ("sex", "Sex")]),
        switch("strict", "Strict"),
        number("until", "Until", 0, 12, 6, 1),
        number("seen", "Seen", 0, 12, 6, 1),
    )


def ask(scene, chosen):
    options = {name: chosen[name] for name in ("by", "with", "strict", "until")}
    return {"it": request("survival.cox", "os", **options)}


SHOWN = Display("survival.cox", ask, lambda given: Panel(()), choices)
PUBLISHED = {
    ask(SCENE, {"by": "arm", "with": with_, "strict": strict, "until": 6.0})["it"]
    for with_, strict in (((), False), ((), True), (("sex",), False))
}


def offered(chosen):
    found = offered_choices(SHOWN, SCENE, WORDS, chosen, PUBLISHED.__contains__)
    return {choice.key: choice for choice in found}


def test_options_that_were_not_published_are_not_offered():
    by = offered({})["by"]
    assert ([code for code, _ in by.options], by.default) == (["arm"], "arm")
    assert [code for code, _ in offered({"by": "arm"})["with"].options] == ["sex"]


def test_a_switch_and_a_number_stay_only_where_both_ends_are_known():
    found = offered({"by": "arm", "with": ()})
    assert found["strict"].kind == "switch"
    assert found["until"].kind == "settled"  # it changes the question
    assert found["seen"].kind == "number"  # it does not


def test_a_display_is_known_where_its_standing_questions_are():
    assert not answers_known(SHOWN, SCENE, WORDS, PUBLISHED.__contains__)
    every = set(ask(SCENE, standing(SHOWN, SCENE, WORDS)).values())
    assert answers_known(SHOWN, SCENE, WORDS, every.__contains__)
