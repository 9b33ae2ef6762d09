"""What always holds, walked over every display of both demos, both of them cut, and odd studies.

The lines of ``docs/INVARIANTS.md`` that no other walk holds; one file, so that every question is
asked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

import pytest

from outcomes.displays.base.display import Given
from outcomes.displays.base.panel import Cells, Folded, Text
from outcomes.displays.base.words import plain
from outcomes.displays.catalogue import catalogue
from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.shapes import Line
from outcomes.export.r_script.script import to_r_script
from outcomes.figures.base.look import arm_color, arm_dash, word_color
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_p
from tests.displays.asked import WALKED, Seen, everything, pictures, seen, study_named
from tests.displays.test_every_display import DISPLAYS, texts_of
from tests.figures.measured import faults

COMPARED = ("ratio", "difference")
UNCERTAIN = (*COMPARED, "proportion", "probability", "time")
# What tells apart groups that nobody assigned: after surgery or not, along a covariate.
NO_REFERENCE = {"prognosis", "time_dependent_cox"}
# These describe the patients there are, or say how wrong something would have to be: no interval.
DESCRIBED = {"baseline", "balance", "exposure_balance", "completeness", "exposure", "e_value"}
NO_ESTIMATE = {("lost", "tipping_time"), ("between_visits", "median")}  # a limit, a habit of visits
MODELED = {"extrapolation", "projection"}


@cache
def shown(name: str, *filters: str) -> tuple[Seen, ...]:
    return tuple(everything(name, *filters))


def numbers(name: str) -> Iterator[tuple[Seen, Result, Estimate, str]]:
    """Yield every number behind every display of a study, and its kind."""
    for view in shown(name):
        for _, found in view.results:
            for e in found.estimates:
                if e.finite:
                    yield view, found, e, quantity_named(e.quantity).kind


def lacks(view: Seen, found: Result, e: Estimate, kind: str) -> Iterator[str]:
    """Yield what a number stands without."""
    described = found.analysis in DESCRIBED
    if not found.population:
        yield "population"
    if kind in COMPARED and e.reference is None and found.analysis not in NO_REFERENCE:
        yield "reference"
    if kind not in UNCERTAIN:
        return
    if e.n is None:
        yield "n"
    if e.n_events is None and not described:
        yield "events"
    bare = described or (found.analysis, e.quantity) in NO_ESTIMATE
    if e.interval is None and not bare and found.analysis not in MODELED and not e.notes:
        yield "interval"
    if not e.method and not view.words.say_or(f"method.{found.analysis}", ""):
        yield "method"


@pytest.mark.parametrize("name", WALKED)
def test_no_number_is_without_who_how_many_how_sure_how_and_against_whom(name):
    missing = {
        (what, view.display.id, found.analysis, e.quantity)
        for view, found, e, kind in numbers(name)
        for what in lacks(view, found, e, kind)
    }
    assert missing == set()


@pytest.mark.parametrize("name", WALKED)
def test_every_figure_says_whom_it_shows(name):
    for view in shown(name):
        for picture in pictures(view.draw()):
            words = " ".join(inside(picture.figure))
            sets = [view.words.population(p.id) for p in view.scene.spec.populations]
            who = [f"{s} · {n} of {of}" for s in sets for n, of in sizes(view)]
            assert any(one in words for one in who), (view.display.id, picture.id)


def sizes(view: Seen) -> set[tuple[int, int]]:
    """Return how many are shown of how many; enrollment does not follow the analysis set."""
    scene = view.scene
    return {(scene.n, scene.n_population), (scene.n_enrolled, scene.n_planned)}


def inside(figure: Any) -> Iterator[str]:
    """Yield the words of a figure, tags removed."""
    for note in figure.spec["layout"].get("annotations", ()):
        yield re.sub(r"<[^>]+>", "", str(note.get("text") or ""))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", WALKED)
def test_simulated_data_say_so_in_every_figure(name, language):
    mark = {"en": "SIMULATED", "zh": "模拟数据"}[language]
    simulated = "demo" in name
    views = shown(name) if language == "en" else everything(name, language=language)
    for view in views:
        for picture in pictures(view.draw()):
            said = mark in " ".join(inside(picture.figure))
            assert said == simulated, (view.display.id, picture.id)


ARMS = {"hipec-sox-demo": "arm in hipec_sox", "three arms": "arm in arm1,arm2"}


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("name", ARMS)
def test_color_dash_and_order_belong_to_an_arm(name, filtered):
    """A name of an arm is in its color, no curve in another's dash, and arms in their order."""
    found = 0
    for view in shown(name, *[ARMS[name]] * filtered):
        labels = list(view.words.labels.values())
        for theme in ("light", "dark"):
            for picture in pictures(view.draw(theme=theme)):
                spec, where = picture.figure.spec, (view.display.id, picture.id, theme)
                named = list(colored(spec, labels))
                found += len(named)
                for place, color in named:
                    own = {arm_color(place, theme), word_color(place, theme), *BARE[theme]}
                    assert color in own, (*where, labels[place], color)
                for dash, beside in dashed(spec, len(labels), theme):
                    assert dash not in map(arm_dash, beside), where  # or one of its own
                rows = [labels.index(t["name"]) for t in spec["data"] if t.get("name") in labels]
                assert list(dict.fromkeys(rows)) == sorted(set(rows)), where
    assert found > 30


@pytest.mark.parametrize("display", ["conduct.accrual", "conduct.overview"])
def test_everybody_of_several_arms_is_in_the_color_of_none(display):
    drawn = seen(DISPLAYS[display], "hipec-sox-demo").draw().picture("accrual").figure.spec
    inks = {(trace.get("line") or {}).get("color") for trace in drawn["data"]}
    assert inks == set(BARE["light"])


BARE = {"light": ("#1B2733", "#56626E"), "dark": ("#E6EBF0", "#A9B4BF")}


def colored(spec: Any, labels: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the arms that are named in a figure, by their place, and in which color."""
    for note in spec["layout"].get("annotations", ()):
        bare = re.sub(r"<[^>]+>", "", str(note.get("text") or "")).strip()
        if bare in labels:
            yield labels.index(bare), note["font"]["color"]
    for trace in spec["data"]:
        if trace.get("name") in labels and (trace.get("line") or {}).get("color"):
            yield labels.index(trace["name"]), trace["line"]["color"]


def dashed(spec: Any, arms: int, theme: str) -> Iterator[tuple[str, set[int]]]:
    """Yield the dash of each curve in the color of an arm, and the other arms on its axes."""
    colors = [arm_color(place, theme) for place in range(arms)]
    curves = [
        (colors.index(line["color"]), line.get("dash", "solid"), trace.get("xaxis", "x"))
        for trace in spec["data"]
        for line in [trace.get("line") or {}]
        if line.get("shape") == "hv" and line.get("color") in colors and line.get("width")
    ]
    for place, dash, axis in curves:
        yield dash, {other for other, _, its in curves if its == axis} - {place}


@pytest.mark.parametrize("name", WALKED)
def test_what_is_taken_away_has_the_words_of_the_figure(name):
    """Of the same page SVG, PDF, PNG and the shapes of a slide are made."""
    for view in shown(name):
        for picture in pictures(view.draw()):
            page = page_of(picture.figure, 900.0)
            lines = (m for m in page.marks if isinstance(m, Line))
            drawn = squeezed(" ".join("".join(run.words for run in m.runs) for m in lines))
            lost = [w for w in inside(picture.figure) if squeezed(w) not in drawn]
            assert lost == [], (view.display.id, picture.id)


def squeezed(words: str) -> str:
    """Return words without spaces: where lines break does not matter."""
    return re.sub(r"\s+", "", unescape(words))


CHECKED = re.compile(r'^check\("((?:[^"\\]|\\.)*)", ([^,]+),', re.MULTILINE)


@pytest.mark.parametrize("name", WALKED)
def test_a_script_repeats_the_numbers_of_the_answers(name):
    checked = 0
    for view in shown(name):
        found = dict(view.results)
        asked = [(question, found[key]) for key, question in view.asked.items() if key in found]
        known = {repr(float(x)) for _, r in asked for e in r.estimates for x in limits(e)}
        script = to_r_script(view.scene.spec, asked, data="d.csv", context=())
        for what, value in re.findall(
            r'^check\("((?:[^"\\]|\\.)*)", ([^,]+),', script, re.MULTILINE
        ):
            checked += 1
            infinite = value in ("Inf", "-Inf", "NA_real_")
            assert infinite or value in known, (view.display.id, what)
    assert checked > 20


def limits(e: Estimate) -> Iterator[float]:
    yield from (x for x in (e.value, e.ci_low, e.ci_high, e.p_value) if x is not None)


@pytest.mark.parametrize("name", WALKED)
def test_one_adjustment_set_and_single_key_covariates_are_adjusted_for_anywhere(name):
    study = study_named(name)
    spec = study.spec
    keys = {(c.id,) for c in spec.covariates if c.key}
    asked = {q for view in shown(name) for q in view.asked.values()} | set(catalogue(spec))
    asked = {q for q in asked if q.estimator not in ("conduct.baseline", "conduct.flow")}
    used = {tuple(q.option("covariates") or ()) for q in asked} - {()}
    assert used <= {spec.adjustment_set, *keys}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", WALKED)
def test_many_looks_are_counted_where_their_p_values_stand(name, language):
    """Several tests of interaction, each on its own: how often chance gives one is said."""
    said = {"en": "Of {n} interaction tests", "zh": "做{n}次交互作用检验"}[language]
    arms = {"en": "tests of the same arms", "zh": "比较的是同样的组别"}[language]
    for view in everything(name, language=language):
        words = "".join(texts_of(view.draw().blocks))
        tests = (e for _, r in view.results for e in r.all("interaction") if e.p_value is not None)
        alike = [e for e in tests if e.made_by("test_ratios_alike")]  # not whether a model fits
        looks = {e.covariates for e in alike if format_p(e.p_value) in words}
        if len(looks) > 1:  # those of the other comparisons are looks, too
            n = len({(e.covariates, e.group) for e in alike})
            assert said.format(n=n) in words, view.display.id
        if view.display.id in SAME_ARMS and len(rows_with_p(view)) > 3:
            assert arms in words, view.display.id


SAME_ARMS = ("survival.curves", "ascites.response", "ascites.paracentesis", "ascites.cytology")


def rows_with_p(view: Seen) -> list[tuple[str, ...]]:
    """Return the rows of comparisons that have a p-value."""
    tables = (b.table for b in view.draw().walk() if isinstance(b, Cells))
    heads = {"Comparison", "比较"}
    return [r for t in tables if t.columns[0] in heads for r in t.rows if r[-1] not in ("", "–")]


@pytest.mark.parametrize("name", WALKED)
def test_no_two_analyses_have_one_name(name):
    """What one adjusts for or is stratified by is in its name."""
    for view in shown(name):
        for table in (b.table for b in view.draw().walk() if isinstance(b, Cells)):
            if table.columns[0] == "Comparison":
                names = [row[:2] for row in table.rows]
                assert len(set(names)) == len(names), view.display.id


@pytest.mark.parametrize("name", ["arm of one", "twelve patients"])
def test_of_few_nothing_is_sure_and_nothing_is_said_by_an_empty_line(name):
    for view in everything(name):
        tested = [e for _, r in view.results for e in r.estimates if e.p_value is not None]
        assert [e.quantity for e in tested if e.p_value < 0.05] == [], view.display.id
        empty = [b for b in view.draw().walk() if isinstance(b, Text) and not b.words.strip()]
        assert empty == [], view.display.id


def test_an_analysis_the_protocol_does_not_name_says_so_beside_its_p_value():
    view = seen(DISPLAYS["survival.curves"], "hipec-sox-demo")
    assert view is not None
    adjusted = [row[0] for row in rows_with_p(view) if "adjusted for" in row[0]]
    assert [name.endswith("· post hoc") for name in adjusted] == [True, False]


UNASSIGNED = ("hazards that cross", "three arms", "twelve patients", "rmhtnf-demo")
RANDOM = {
    "en": re.compile(r"[Rr]andom"),
    "zh": re.compile("随机"),
}
SAID_OF_OTHERS = {  # what is denied, or said of randomized trials
    "en": ("relies on randomization", "arms were not randomized", "Treatment was not randomized",
           "not assigned at random", "under randomization only", "in a randomized trial",
           "what random assignment", "random survival forest",
           "Counted at the date of randomization (or consent"),
    "zh": ("依赖随机化", "并非随机", "仅在随机化下有效", "没有随机化", "随机试验", "随机分配平均",
           "按随机化日期（", "0.5为随机", "随机生存森林"),
}  # fmt: skip


@pytest.mark.parametrize("language", RANDOM)
@pytest.mark.parametrize("name", UNASSIGNED)
def test_where_nobody_was_randomized_nothing_speaks_as_if(name, language):
    for view in everything(name, language=language):
        if view.display.id.startswith("data.") or view.display.id == "surgery.timing":
            continue  # there columns of the file are named
        panel = view.draw()
        quiet = (found for key, found in view.results if key not in panel.quiet)
        notes = (view.words.note(note) for found in quiet for note in found.notes)
        said = (*texts_of(panel.blocks), panel.method, panel.details, *notes)
        left = squeezed(re.sub(r"<[^>]+>", "", "".join(said))).replace("\\", "")
        for denied in SAID_OF_OTHERS[language]:
            left = left.replace(squeezed(denied), "")
        claimed = [
            left[max(m.start() - 60, 0) : m.end() + 40] for m in RANDOM[language].finditer(left)
        ]
        assert claimed == [], view.display.id


@pytest.mark.parametrize("name", [*WALKED, "deaths on the day"])
def test_what_a_rate_is_made_of_adds_up_to_it(name):
    view = seen(DISPLAYS["ascites.response"], name)
    if view is None:
        return
    tables = [b.table for b in view.draw().walk() if isinstance(b, Cells)]
    rates, made_of = (t.rows for t in tables if t.columns[0] != "Comparison")
    parts = {row[0]: [counted(cell) for cell in row[1:]] for row in made_of}
    for label, levels in (("ORR", ("CR", "PR")), ("DCR", ("CR", "PR", "SD"))):
        row = next(r for r in rates if r[0] == f"{label} · missing = failure")
        for i in range(len(parts["CR"])):
            events, n = counted(row[i + 1])
            assert events == sum(parts[level][i][0] for level in levels), label
            early = parts["window not over (not yet assessable)"][i][0]
            assert n == parts["CR"][i][1] - early, label


def counted(cell: str) -> tuple[int, int]:
    found = re.match(r"(\d+)/(\d+)", cell)
    assert found, cell
    return int(found[1]), int(found[2])


# A phone, a window at 200 % zoom or a printed page, and the widest screen.
PLACES = (340, 640, 2500)


@pytest.mark.parametrize("width", PLACES)
@pytest.mark.parametrize("name", WALKED)
def test_no_words_of_any_figure_overlap_or_are_cut(name, width, monkeypatch):
    monkeypatch.setattr(Given, "wide", lambda self, width=0, height=None: replace(
        self.look, height=height))  # fmt: skip
    for view in shown(name):
        for picture in pictures(view.draw(width=width)):
            assert faults(picture.figure, width, ticks=False) == [], (view.display.id, picture.id)


def test_of_several_comparisons_the_line_names_whose_it_is():
    view = seen(DISPLAYS["survival.curves"], "three arms")
    assert view is not None
    (line,) = (b.title for b in view.draw().blocks if isinstance(b, Folded))
    first, reference = view.scene.spec.compared_arms[0], view.scene.spec.reference
    assert plain(view.words.pair(first.id, reference.id)) in line


def test_one_patient_is_compared_with_nobody_in_any_display():
    compared = [
        (view.display.id, found.analysis, e.quantity)
        for view, found, e, kind in numbers("arm of one")
        if kind == "ratio" and e.reference
    ]
    assert compared == []
