"""Every x/N and n = N of every page agrees with the cohort, with the results file, with each other.

All pages of both demo studies are walked through once; what they say is held against the data
and against the catalogue, which is what `python -m outcomes results` writes.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from components.computed import Computed
from outcomes.displays.base.said.context import extent_of, who_of
from outcomes.displays.catalogue import catalogue, run_catalogue
from outcomes.estimators.ascites.courses import with_ascites
from outcomes.model.cohort import Cohort
from tests.demos import demo_study
from tests.pages.test_pages import STUDIES
from tests.pages.walk import PAGES, SECTIONS, walk

pytestmark = pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours

# No date, no interval.
PAIR = re.compile(r"(?<![\d.–−/-])(?<!/ )(\d+)\s?/\s?(\d+)(?![\d.]|\s?/|[–-]\d)")
PROPORTIONS = ("conversion", "r0_resection", "ascites_control", "objective_response")
WHOLE = ("kaplan_meier", "cumulative_incidence", "follow_up", "proportion")


@pytest.fixture(params=STUDIES)
def name(request):
    return request.param


@cache
def cohort_of(name):
    study = demo_study(name)
    return Cohort(study, study.spec.default_population.id)


@cache
def answers(name):
    """Return what the results file holds of whole arms: (analysis, endpoint) to the result."""
    cohort = cohort_of(name)
    asked = [r for r in catalogue(cohort.study.spec) if r.name in WHOLE]
    found = [r.ask(cohort) for r in asked]
    return {(r.analysis, r.endpoint): r for r in found}


@cache
def truth(name, endpoint):
    """Return events and patients of each group, counted on the endpoint itself.

    Of a proportion with its denominator: blanks are failures, as both protocols have it.
    """
    cohort = cohort_of(name)
    data, block = cohort.study.endpoints[endpoint], cohort.endpoint(endpoint)
    inside = np.asarray(cohort.mask) & ~np.isnan(data.event)
    if block.kind == "proportion":
        study, of = cohort.study, block.denominator or ""
        column = study.populations.get(of) if data.members is None else data.members
        rows = column if column is not None else (study.patients[of] == 1).to_numpy()
        inside = np.asarray(cohort.mask) & np.asarray(rows, dtype=bool)
    arm = np.full(len(inside), -1)
    arm[np.asarray(cohort.mask)] = cohort.arm
    counts = {}
    for i, group in enumerate(cohort.groups):
        mine = inside & (arm == i)
        counts[group] = (int((data.event[mine] == 1).sum()), int(mine.sum()))
    return counts


def total(name, endpoint):
    """Return events and patients of all arms together."""
    return tuple(map(sum, zip(*truth(name, endpoint).values(), strict=True)))


def labels_of(name):
    return Computed(cohort_of(name)).words.labels


def arm_sizes(name):
    cohort = cohort_of(name)
    return {g: int((cohort.arm == i).sum()) for i, g in enumerate(cohort.groups)}


def ascites_sizes(name):
    """Return how many of each arm had ascites at baseline."""
    cohort = cohort_of(name)
    ascites = with_ascites(cohort.study)[np.asarray(cohort.mask)]
    return {g: int(ascites[cohort.arm == i].sum()) for i, g in enumerate(cohort.groups)}


def pairs_of(words):
    if re.search(r"\d of \d+$", words):  # levels of an operation: "26 / 1 of 27"
        return []
    return [(int(a), int(b)) for a, b in PAIR.findall(words)]


def counted(drawn):
    """Return every (k, n) the results behind a view hold, and the totals of their curves."""
    found = set()
    for result in drawn.asked:
        if result.n is not None and result.n_events is not None:
            found.add((result.n_events, result.n))
        for e in result.estimates:
            if e.n is None:
                continue
            if e.n_events is not None:
                found.add((e.n_events, e.n))
            if e.value is not None and np.isfinite(e.value) and float(e.value).is_integer():
                found.add((int(e.value), e.n))
        for curve in result.curves:
            if curve.n_at_risk and curve.n_events:
                found.add((round(sum(curve.n_events)), int(curve.n_at_risk[0])))
    return found


def of_the_study(drawn):
    """Return the texts of a view that speak of this study, not of publications."""
    yield from drawn.words
    yield from drawn.figures
    for row in drawn.rows:
        if "Publication" not in row:
            yield from (f"{head}: {cell}" for head, cell in row.items())


def test_every_page_is_walked_through(name):
    assert {d.page for d in walk(name)} == set(PAGES)
    assert len(walk(name)) == sum(len(SECTIONS.get(page, ({},))) for page in PAGES)
    assert sum(bool(pairs_of(" ".join(d.everything))) for d in walk(name)) > 25
    for drawn in walk(name):
        assert "nan" not in " ".join(drawn.everything).lower().split(), drawn


def test_the_population_of_every_figure_is_that_of_the_status_line(name):
    cohort = cohort_of(name)
    view = Computed(cohort)
    said = who_of(view.scene, view.words)[-1]
    assert str(cohort.n) in said
    safe = int(np.asarray(cohort.study.populations["safety"]).sum())
    sizes = {view.words.population(view.cohort.population): cohort.n, "Safety (as treated)": safe}
    seen = set()
    for drawn in walk(name):
        words = " ".join(drawn.figures)
        for label, size in sizes.items():
            for k, n in re.findall(rf"{re.escape(label)} · (\d+) of (\d+)", words):
                assert (int(k), int(n)) == (size, size), drawn
                seen.add((drawn.page, label))
        for n in re.findall(r"(?:Enrollment|Patients per month|Cumulative enrollment): n = (\d+)",
                            words):  # fmt: skip
            assert int(n) == cohort.n, drawn
    assert {label for _, label in seen} == set(sizes)
    assert len({page for page, _ in seen}) >= 6


def test_events_of_the_status_line_and_of_captions_are_those_of_the_curves(name):
    cohort = cohort_of(name)
    view = Computed(cohort)
    for endpoint in cohort.study.spec.endpoints:
        if not endpoint.timed:
            continue
        events = total(name, endpoint.id)[0]
        assert extent_of(view.scene, view.words, endpoint)[0].startswith(f"{events} events")
        for drawn in walk(name):
            words = " ".join(drawn.figures)
            for n in re.findall(rf"(\d+) events \({re.escape(endpoint.label)}\)", words):
                assert int(n) == events, (drawn, endpoint.id)


def test_every_pair_on_every_page_is_a_count_of_a_result_behind_it(name):
    planned = {tuple(p) for p in ((153, 150),)}  # information fraction: events of those planned
    n = cohort_of(name).n
    # The ladder says in words how many of each arm had ascites.
    fluid, sizes = ascites_sizes(name), arm_sizes(name)
    planned |= {(fluid[group], sizes[group]) for group in sizes}
    said = ("enrollment", "sensitivity")
    for drawn in walk(name):
        known = counted(drawn) | (planned if drawn.page in said else set())
        for words in of_the_study(drawn):
            if words.startswith("Filled cells: "):
                continue  # of a column of a file, of which no result tells
            filled = words.startswith("Filled: ")  # completeness counts cells, of everybody
            wrong = [p for p in pairs_of(words) if p not in known and not (filled and p[1] == n)]
            assert not wrong, (drawn, words)


def test_every_result_of_a_whole_arm_counts_what_the_endpoint_holds(name):
    """Curves, medians, incidences, proportions: the same events and patients on every page."""
    cohort = cohort_of(name)
    known = {e.id for e in cohort.study.spec.endpoints}
    asked = {r for d in walk(name) for r in d.asked if r.analysis in WHOLE and r.endpoint in known}
    asked |= set(answers(name).values())
    own = [r for r in asked if r.population == cohort.population and not r.filters]
    pages = [d.page for d in walk(name) if any(r in own for r in d.asked)]
    assert len(set(pages)) >= 4
    for result in own:
        counts = truth(name, result.endpoint)
        for e in result.estimates:
            plain = e.n_events is not None and not e.made_by("sensitivity") and not e.where
            if plain and e.group in counts and e.quantity != "n_at_risk":
                assert (e.n_events, e.n) == counts[e.group], (result.analysis, result.endpoint)
        for curve in result.curves:
            events, n = counts[curve.group]
            assert curve.n_at_risk[0] == n, (result.analysis, result.endpoint)
            if result.analysis != "follow_up":  # its steps are the ends of observation
                assert sum(curve.n_events) == events, (result.analysis, result.endpoint)


@pytest.mark.parametrize("endpoint", PROPORTIONS)
def test_a_rate_is_the_same_on_every_page_and_in_the_results_file(name, endpoint):
    if endpoint not in {e.id for e in cohort_of(name).study.spec.endpoints}:
        pytest.skip("no such endpoint in this study")
    kept = answers(name)["proportion", endpoint]
    assert {e.group: (e.n_events, e.n) for e in reversed(kept.estimates) if not e.method} == (
        truth(name, endpoint)
    )
    for drawn in walk(name):
        for result in drawn.asked:
            if (result.analysis, result.endpoint) == ("proportion", endpoint):
                if result.notes == kept.notes:  # else another rule for blanks was asked for
                    assert result.estimates == kept.estimates, drawn


# Where a page states a rate in a row: page, choices, how its first cell begins, endpoint.
STATED = (
    ("conversion", {"conv": "ladder"}, "Conversion surgery (Int", "conversion"),
    ("conversion", {"conv": "timing"}, "", "conversion"),
    ("conversion", {"conv": "ladder"}, "R0 resection (Int", "r0_resection"),
    ("ascites", {"asc": "response"}, "DCR · missing = failure", "ascites_control"),
    ("recurrence", {"recurrence_panel": "response"}, "Objective response", "objective_response"),
    ("subgroups", {"endpoint": "conversion"}, "All patients", "conversion"),
    ("subgroups", {"endpoint": "objective_response"}, "All patients", "objective_response"),
)


@pytest.mark.parametrize(("page", "choices", "row", "endpoint"), STATED)
def test_the_rate_in_the_row_of_each_page_is_that_of_the_results_file(page, choices, row, endpoint):
    study = STUDIES[0]
    drawn = next(d for d in walk(study) if (d.page, dict(d.choices)) == (page, choices))
    counts, labels = truth(study, endpoint), labels_of(study)
    if row:
        cells = next(r for r in drawn.rows if next(iter(r.values())).strip().startswith(row))
        shown = {g: pairs_of(" ".join(c for h, c in cells.items() if _of(h, label, labels)))
                 for g, label in labels.items()}  # fmt: skip
    else:
        by_arm = {next(iter(r.values())): r for r in drawn.rows}
        shown = {g: pairs_of(by_arm[label]["Operated on, n/N"]) for g, label in labels.items()}
    assert shown == {g: [counts[g]] for g in labels}


def _of(head, label, labels):
    """Whether a column belongs to an arm: "SOX" is also part of "HIPEC + SOX"."""
    longer = [other for other in labels.values() if other != label and label in other]
    return label in head and not any(other in head for other in longer)


@pytest.mark.parametrize("endpoint", PROPORTIONS)
def test_the_ladder_of_assumptions_starts_from_the_same_patients(endpoint):
    study = STUDIES[0]
    drawn = next(d for d in walk(study) if d.choices.get("sensitive") == endpoint)
    row = next(r for r in drawn.rows if r["Analysis"] == "As planned: Unadjusted")
    events, n = total(study, endpoint)
    assert pairs_of(row["Events/n"]) == [(events, n)]


def test_the_arms_of_tables_and_figures_have_the_size_they_are_said_to_have(name):
    sizes = arm_sizes(name)
    with_fluid = ascites_sizes(name)
    labels, seen = labels_of(name), 0
    for drawn in walk(name):
        words = [*drawn.figures, *(head for table in drawn.tables for head in (table or ({},))[0])]
        for group, label in labels.items():
            for text in words:
                found = re.fullmatch(rf"\s*{re.escape(label)} \(n = (\d+)\)\s*", text)
                if found is None or drawn.choices.get("asc") == "patients":
                    continue
                fluid = drawn.choices.get("asc") == "time" and "asc_who" not in drawn.choices
                expected = with_fluid if fluid else sizes
                assert int(found[1]) == expected[group], (drawn, text)
                seen += 1
    assert seen >= 3


@pytest.mark.parametrize("figure", ["waterfall", "trajectories", "swimmer"])
def test_patients_shown_one_by_one_and_those_left_out_are_all_with_ascites(name, figure):
    cohort = cohort_of(name)
    total = int(with_ascites(cohort.study)[np.asarray(cohort.mask)].sum())
    drawn = next(d for d in walk(name) if d.choices.get("asc_figure") == figure)
    words = next(w for w in drawn.figures if "with ascites at baseline" in w)
    shown, of = map(int, re.search(r"(\d+) of (\d+) patients", words).groups())
    left = [int(n) for n in re.findall(r"[a-z] (\d+)(?=,|$|\.)", words.partition("not shown:")[2])]
    panels = [int(n) for n in re.findall(r"\(n = (\d+)\)", " ".join(drawn.figures))]
    assert of == total == shown + sum(left)
    assert sum(panels) == shown


LEVELS = re.compile(r"((?:\d+ / )+\d+) of (\d+)")


def test_levels_of_an_operation_add_up_to_the_resected(name):
    drawn = next(d for d in walk(name) if d.choices.get("conv") == "operation")
    found = [LEVELS.fullmatch(cell) for row in drawn.rows for cell in row.values()]
    assert sum(bool(m) for m in found) >= 2
    for match in filter(None, found):
        assert sum(map(int, match[1].split(" / "))) == int(match[2])


def test_safety_counts_are_of_the_safety_set_as_treated(name):
    cohort = cohort_of(name)
    safe = np.asarray(cohort.study.populations["safety"])
    patients, spec = cohort.study.patients, cohort.study.spec
    column = "arm_actual" if "arm_actual" in patients else None
    if column is None:
        expected = {"all": int(safe.sum())}
    else:
        received = patients.loc[safe, column]
        expected = {arm.id: int(received.isin((arm.id, arm.label)).sum()) for arm in spec.arms}
    assert sum(expected.values()) == int(safe.sum())
    seen = set()
    for drawn in walk(name):
        if drawn.page != "safety" or drawn.choices["safety"] == "exposure":
            continue
        for words in of_the_study(drawn):
            for _, n in pairs_of(words):
                assert n in expected.values(), (drawn, words)
                seen.add(n)
    assert seen == set(expected.values())


def test_the_catalogue_asks_the_same_questions_as_the_pages(name):
    """What a page answers with an estimator of the file, the file answers with equal numbers."""
    cohort = cohort_of(name)
    kept = {}
    for result in run_catalogue(cohort):
        for e in result.estimates:
            kept[_key(result, e)] = (e.n, e.n_events, e.value)
    compared = 0
    for result in {r for d in walk(name) for r in d.asked}:
        for e in result.estimates:
            key = _key(result, e)
            if key in kept:
                assert (e.n, e.n_events, e.value) == kept[key], key
                compared += 1
    assert compared > 100


def _key(result, e):
    """Return what makes a number of the file unique; notes name the rule for blanks."""
    about = (result.analysis, result.endpoint, result.population, result.filters, result.notes)
    return (*about, e.quantity, e.group, e.reference, e.at, e.covariates, e.method, e.where)
