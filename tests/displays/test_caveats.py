"""A caveat of a number is drawn where the number is drawn: in every display, whatever the note.

Every number of every answer is given a note of its own and moved a little. What changes its words
when the number moves shows the number, so it must show the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.added.caveats import letters_of
from outcomes.displays.base.display import Given, standing
from outcomes.displays.base.panel import Facts, Panel, Picture, Text
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import LETTERS, Marks
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.question import Request
from outcomes.results.note import Note
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate, Interval, Result
from tests.demos import demo_study
from tests.displays.asked import answer, cohort_named, seen
from tests.displays.test_every_display import DISPLAYS, STUDIES, texts_of

CANARY, SAID = Note("few_events", events=9137, n=7), "9137"
ODD = ("hazards that cross", "three arms")
SMALLER = {"count", "date", "measure"}  # described, not estimated


def estimated(e: Estimate) -> bool:
    return e.finite and quantity_named(e.quantity).kind not in SMALLER


def described(result: Result) -> bool:
    """Whether a result describes patients in numbers that carry no caveats of their own."""
    mine = result.analysis in ("baseline", "completeness", "exposure")
    return mine and not any(e.notes for e in result.estimates if estimated(e))


def moved(e: Estimate) -> Estimate:
    shares = quantity_named(e.quantity).scale in ("percent", "points")
    by = (0.04 if e.value < 0.5 else -0.04) if shares else 0.2 * e.value + 0.1
    limits = e.interval
    if limits and limits.low is not None and limits.high is not None:
        limits = Interval(limits.low, limits.high + abs(by), limits.level)
    p_value = None if e.p_value is None else min(0.9 * e.p_value + 0.03, 0.98)
    return replace(e, value=e.value + by, interval=limits, p_value=p_value)


def noted(e: Estimate) -> Estimate:
    return replace(e, notes=(*e.notes, CANARY))


def changed(result: Result, quantity: str, how: Any) -> Result:
    estimates = (how(e) if e.quantity == quantity and estimated(e) else e for e in result.estimates)
    return replace(result, estimates=tuple(estimates))


def drawings(display: Any, study_id: str) -> Iterator[tuple[str, Panel, Panel, Panel]]:
    """Yield for each kind of number of each answer the panel as it is, moved, and noted."""
    cohort = cohort_named(study_id, display.within)
    scene = scene_of(cohort)
    words = Words(scene.spec)
    if display.offered(scene, words) or (display.compares and not scene.compares):
        return
    chosen = standing(display, scene, words)
    asked = display.ask(scene, chosen)
    answers = {name: answer(cohort, question) for name, question in asked.items()}

    def draw(**instead: Result) -> Panel:
        look = Look(labels=words.labels, names=words.names)
        return display.draw(Given(scene, chosen, {**answers, **instead}, look))

    plain = draw()
    for name, found in answers.items():
        if not isinstance(found, Result) or described(found):
            continue
        for quantity in dict.fromkeys(e.quantity for e in found.estimates if estimated(e)):
            there = {name: changed(found, quantity, moved)}
            with_note = {name: changed(found, quantity, noted)}
            yield f"{name}: {quantity}", plain, draw(**there), draw(**with_note)


@pytest.mark.parametrize("study_id", [*STUDIES, *ODD])
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_what_shows_a_number_shows_its_caveats(display, study_id):
    dropped, as_it_is = [], None
    for what, plain, there, with_note in drawings(display, study_id):
        as_it_is = as_it_is or said_by(plain)
        noted_ = list(zip(with_note.walk(), said_by(with_note), strict=True))
        for before, after, (block, mine) in zip(as_it_is, said_by(there), noted_, strict=False):
            anywhere = isinstance(block, Text | Facts) and any(SAID in said for _, said in noted_)
            if before != after and not anywhere and SAID not in mine:
                dropped.append(f"{what}, {type(block).__name__}")
    assert dropped == []


def said_by(panel: Panel) -> list[str]:
    """Return what each block of a panel says."""
    return ["\n".join(texts_of(block)) for block in panel.walk()]


def ratios_of(name: str) -> Iterator[tuple[str, Estimate]]:
    """Yield every hazard ratio of the arms of every display with where it is."""
    for display in DISPLAYS.values():
        cohort = cohort_named(name, display.within)
        scene = scene_of(cohort)
        words = Words(scene.spec)
        if display.offered(scene, words) or (display.compares and not scene.compares):
            continue
        for asked, question in display.ask(scene, standing(display, scene, words)).items():
            found = answer(cohort, question)
            for e in found.estimates if isinstance(found, Result) else ():
                if e.quantity in HAZARDS and e.reference and e.value is not None:
                    yield f"{display.id}, {asked}: {e.quantity}", e


def test_the_stretch_of_time_of_a_ratio_is_no_caveat():
    piece = Note("piece", start=0.0, end=3.0)
    e = Estimate("piecewise_hazard_ratio", "a", "b", 0.7, notes=(piece, CANARY))
    marks = Marks.among([Result("hazards", estimates=(e,))])
    assert list(marks.of) == [CANARY]
    assert marks.at(e) == marks.of[CANARY]


HAZARDS = ("hazard_ratio", "hazard_ratio_same_patients", "hazard_ratio_profile")


def test_a_hazard_ratio_that_changes_over_time_says_so_wherever_it_stands():
    """All of one arm die between the early and the late deaths of the other: no ratio sums it up.

    Where a landmark or a subgroup leaves no crossing there is nothing to say; along a covariate
    the ratio at a value has no test of its own; where the lost die faster, time is made up.
    """
    apart = ("survival.landmark", "subgroups", "adjusted.robustness", "survival.follow")
    silent = [
        where
        for where, e in ratios_of("hazards that cross")
        if not e.says("proportionality_doubtful")
        and not where.startswith(apart)
        and not (e.where or e.at)
    ]
    assert silent == []
    assert len(list(ratios_of("hazards that cross"))) > 10


@pytest.mark.parametrize("name", [*STUDIES, *ODD, "arm without events", "one patient"])
def test_an_interval_means_something_or_says_in_words_that_it_does_not(name):
    for display in DISPLAYS.values():
        cohort = cohort_named(name, display.within)
        scene = scene_of(cohort)
        words = Words(scene.spec)
        if display.offered(scene, words) or (display.compares and not scene.compares):
            continue
        for question in display.ask(scene, standing(display, scene, words)).values():
            found = answer(cohort, question)
            for e in found.estimates if isinstance(found, Result) else ():
                low, high = e.ci_low, e.ci_high
                if low is None or high is None:
                    continue
                assert low < high, (display.id, e)
                wide = quantity_named(e.quantity).kind == "ratio" and 0 < low < high / 50 < 1e9
                assert e.says("interval_too_wide") or not wide, (display.id, e)


LATER = "conversion_surgery in Y"


def after_baseline(display: Any, **instead: Result) -> tuple[Panel | None, dict[str, Any]]:
    """Return a display of those operated on, and its answers; None where it shows no comparison."""
    study = demo_study("hipec-sox-demo")
    population = display.within or study.spec.default_population.id
    cohort = Cohort(study, population, (parse_filter(LATER, study),))
    scene = scene_of(cohort)
    assert scene.post_baseline
    words = Words(scene.spec)
    if display.compares or display.offered(scene, words):
        return None, {}
    chosen = standing(display, scene, words)
    asked = display.ask(scene, chosen)
    answers = {name: operated(population, question) for name, question in asked.items()} | instead
    caption = caption_of(scene, words, display.about(scene, chosen))
    look = Look(labels=words.labels, names=words.names, caption=caption)
    return display.draw(Given(scene, chosen, answers, look, p_values=False)), answers


@cache
def operated(population: str, question: Request) -> Any:
    study = demo_study("hipec-sox-demo")
    return question.ask(Cohort(study, population, (parse_filter(LATER, study),)))


COMPARES = ("ratio", "difference", "statistic")


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_after_a_filter_on_what_came_later_nothing_is_compared_anywhere(display):
    """Move every ratio, difference and test: no word of any display may follow."""
    panel, answers = after_baseline(display)
    if panel is None:
        return
    for name, found in answers.items():
        for quantity in {e.quantity for e in getattr(found, "estimates", ()) if estimated(e)}:
            if quantity_named(quantity).kind in COMPARES:
                there, _ = after_baseline(display, **{name: changed(found, quantity, moved)})
                said = [list(texts_of(drawn.blocks)) for drawn in (there, panel)]
                assert said[0] == said[1], (name, quantity)


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_every_figure_filtered_by_what_came_later_says_that_nobody_could_die_before(display):
    """All but the flow, which shows the whole study whatever is filtered."""
    panel, _ = after_baseline(display) if display.id != "conduct.flow" else (None, {})
    for block in panel.walk() if panel else ():
        if isinstance(block, Picture) and block.figure is not None and block.figure.spec["data"]:
            assert "nobody here can have died before it" in " ".join(texts_of(block)), block.id


def test_the_curve_of_the_operated_says_that_nobody_on_it_died_before_the_operation():
    display = DISPLAYS["surgery.after"]
    for _, plain, *_ in drawings(display, "hipec-sox-demo"):
        assert "can have died before" in "".join(texts_of(plain.blocks))


@pytest.mark.parametrize(
    ("language", "cause", "whole"),
    [("en", "cause-specific", "subdistribution"), ("zh", "原因别", "子分布")],
)
def test_where_events_compete_a_ratio_says_which_hazard_it_is_of(language, cause, whole):
    for name, said in (("survival.curves", cause), ("survival.causes", whole)):
        view = seen(DISPLAYS[name], "hipec-sox-demo", language=language,
                    endpoint="time_to_conversion")  # fmt: skip
        assert view is not None
        marked = [mark + " " for mark in LETTERS]
        lines = [t for t in texts_of(view.draw().blocks) if any(m in t for m in marked)]
        assert any(said in line for line in lines), name


@pytest.mark.parametrize("study_id", STUDIES)
def test_letters_follow_the_alphabet_as_they_are_read(study_id):
    """A table that begins with the caveat b makes its reader look for a."""
    shown = {}
    for display in DISPLAYS.values():
        one = seen(display, study_id)
        letters = [] if one is None else letters_of(one.draw())
        shown[display.id] = "".join(dict.fromkeys(letters))
    assert [name for name, found in shown.items() if found != LETTERS[: len(found)]] == []
    assert any(shown.values())
