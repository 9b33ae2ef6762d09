"""Why a release shows nothing of a tab."""

from dataclasses import replace
from types import SimpleNamespace

from outcomes.displays.adjusted.alone.ways import ALONE
from outcomes.displays.conduct.follow_up import FOLLOW_UP
from outcomes.displays.conduct.overview import _follow_up_fact
from outcomes.displays.tab import Tab, nothing_here
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result


def test_what_could_be_traced_to_few_is_said_to_be_kept_back():
    alone = replace(ALONE, offered=lambda scene, words: "")
    absent = replace(ALONE, offered=lambda scene, words: "nothing is compared")
    shared = replace(FOLLOW_UP, offered=lambda scene, words: "")

    def key(*displays):
        tab = Tab("t", "t", dict(enumerate(displays)), "t")
        return nothing_here(tab, None, None)

    assert key(absent, alone) == "hosted.of_few"
    assert key(absent, shared) == "hosted.not_here"


def test_a_follow_up_that_is_kept_back_is_not_beyond_estimation():
    words = SimpleNamespace(
        language="en", labels={"a": "A", "b": "B"}, unit_short="mo",
        marks=SimpleNamespace(at=lambda e: ""),
        say=lambda key: key, note=lambda note: "fewer than 11: not shown",
    )  # fmt: skip
    few = (Note("publish_few", k=11),)
    medians = tuple(Estimate("median", arm, notes=few) for arm in "ab")
    fact = _follow_up_fact(words, Result("follow_up", estimates=medians))
    assert fact == ("overview.follow_up, mo", "not shown", "fewer than 11: not shown")
    seen = replace(medians[0], value=12.0, notes=())
    fact = _follow_up_fact(words, Result("follow_up", estimates=(seen, medians[1])))
    assert fact == ("overview.follow_up, mo", "12.0 / not shown", "A / B")
