from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from outcomes.displays.catalogue import (
    adjustments,
    catalogue,
    of_ascites,
    of_surgery,
    run_catalogue,
    stratifications,
)
from outcomes.export.table import to_table
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import Lacking
from outcomes.model.further import CYTOLOGY, PARACENTESIS
from outcomes.model.protocol import AscitesRules, ConversionRules, Covariate
from outcomes.model.study import EndpointData
from tests.demos import demo_study
from tests.studies import make_study

DEMOS = ("hipec-sox-demo", "rmhtnf-demo")
KEY = [
    "analysis", "endpoint", "filters", "group", "reference", "covariates", "quantity", "at",
    "method",
]  # fmt: skip

SEX = Covariate("sex", "Sex", "categorical", ("f", "m"), adjust=True, subgroup=True)
ASCITES = Covariate("ascites", "Ascites", "ordinal", ("no", "yes"), adjust=True, key=True)
AGE = Covariate("age", "Age", "continuous", key=True)


def trial(arms=("a", "b"), kind="time_to_event", **options):
    n = 40
    arm = [arms[i % len(arms)] for i in range(n)] if arms else None
    return make_study(
        [float(i + 1) for i in range(n)],
        [float(i % 3 != 0) for i in range(n)],
        arm,
        success=[float(i % 5 == 0) for i in range(n)],
        columns={"sex": ["f", "m", "m", "f"] * 10, "ascites": ["no", "no", "no", "yes", "yes"] * 8},
        covariates=options.pop("covariates", (SEX, ASCITES)),
        kind=kind,
        landmarks=(12.0,),
        **options,
    )


def names(study):
    return [r.name for r in catalogue(study.spec)]


def test_the_sets_of_a_protocol_in_order_without_repetition():
    spec = trial(covariates=(SEX, ASCITES, AGE), strata=("sex",)).spec
    assert stratifications(spec) == (("sex",), ("ascites",))
    assert adjustments(spec) == (("ascites",), ("age",), ("sex", "ascites"))
    alone = trial(covariates=(ASCITES,), strata=("ascites",)).spec
    assert stratifications(alone) == adjustments(alone) == (("ascites",),)


def test_a_single_arm_study_is_asked_for_no_contrast():
    assert names(trial(arms=())) == [
        "enrollment", "baseline", "kaplan_meier", "follow_up", "censoring", "landmark", "rmst",
        "time_dependent_cox", "definitions", "proportion", "blanks", "adverse_events",
    ]  # fmt: skip


def test_the_baseline_of_a_single_arm_is_told_as_that_of_everybody():
    results = run_catalogue(Cohort(trial(arms=None), "itt"))
    (baseline,) = (r for r in results if r.analysis == "baseline")
    assert {e.group for e in baseline.estimates} == {"all"}
    assert {e.quantity for e in baseline.estimates} >= {"n", "proportion"}


def test_competing_risks_replace_kaplan_meier_and_rmst():
    asked = names(trial(kind="competing"))
    assert "cumulative_incidence" in asked
    assert "fine_gray" in asked
    assert not {"kaplan_meier", "rmst", "milestone_difference", "landmark"} & set(asked)


def test_hazards_and_weighted_tests_are_asked_for_where_there_is_a_contrast():
    assert {"hazards", "weighted_tests", "censoring"} <= set(names(trial()))
    assert not {"hazards", "weighted_tests", "fine_gray"} & set(names(trial(arms=())))


def test_landmarks_are_followed_and_later_ones_given_earlier_ones():
    spec = trial().spec
    os = replace(spec.endpoints[0], landmarks=(6.0, 12.0, 18.0))
    found = [r for r in catalogue(replace(spec, endpoints=(os,))) if r.endpoint == "os"]
    at = [dict(r.options)["at"] for r in found if r.name == "landmark"]
    given = [r.options for r in found if r.name == "conditional_survival"]
    assert at == [6.0, 12.0, 18.0]
    assert [(dict(o)["given"], dict(o)["at"]) for o in given] == [(6, 12), (6, 18), (12, 18)]


def test_conversion_rules_ask_for_landmarks():
    study = trial()
    assert "landmark_cox" not in names(study)
    spec = replace(study.spec, conversion=ConversionRules())
    assert "landmark_cox" in [r.name for r in catalogue(spec)]


def test_requests_are_hashable_and_distinct():
    requests = catalogue(trial(strata=("sex",)).spec)
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize("arms", [(), ("a", "b"), ("a", "b", "c")])
def test_every_row_has_its_own_key(arms):
    table = to_table(run_catalogue(Cohort(trial(arms, strata=("sex",)), "itt")))
    assert repeated(table) == []


def repeated(table):
    table = table[table["analysis"] != "baseline"].fillna("")
    keys = Counter(table[KEY].itertuples(index=False, name=None))
    return [key for key, count in keys.items() if count > 1]


@pytest.fixture(scope="module", params=DEMOS)
def demo(request):
    return demo_study(request.param)


def beside(study, mask=None):
    """Answer what is asked beside the protocol's endpoints."""
    population = study.spec.default_population.id
    if mask is not None:
        study = replace(study, populations={**study.populations, population: mask})
    cohort = Cohort(study, population)
    return [r.ask(cohort) for r in (*of_ascites(study.spec), *of_surgery(study.spec))]


def test_ascites_and_surgery_are_asked_about_where_the_protocol_has_rules():
    spec = trial().spec
    assert [*of_ascites(spec), *of_surgery(spec)] == []
    ruled = replace(spec, ascites=AscitesRules(), conversion=ConversionRules())
    asked = [r.name for r in catalogue(ruled)]
    assert asked.count("ascites_rate") == asked.count("ascites_difference") == 4
    assert asked.count("conversion_incidence") == 2
    assert {"conversion_ladder", "operation_outcomes"} <= set(asked)
    beside = {(r.name, r.endpoint) for r in catalogue(ruled)}
    own = {("kaplan_meier", PARACENTESIS), ("proportion", CYTOLOGY)}
    contrasts = {("cox", PARACENTESIS), ("log_rank", PARACENTESIS),
                 ("proportion_difference", CYTOLOGY)}  # fmt: skip
    assert own | contrasts <= beside
    alone = {(r.name, r.endpoint) for r in catalogue(replace(ruled, arms=()))}
    assert own <= alone
    assert not contrasts & alone
    assert "ascites_difference" not in {name for name, _ in alone}


def test_a_protocol_that_has_such_an_endpoint_itself_is_not_answered_twice():
    spec = trial().spec
    own = Endpoint(PARACENTESIS, "ParFS", "time_to_event")
    found = of_ascites(replace(spec, ascites=AscitesRules(), endpoints=(own,)))
    assert PARACENTESIS not in {r.endpoint for r in found}


def test_what_is_told_beside_the_endpoints_has_its_own_key_too(demo):
    spec = demo.spec
    proportions = [
        r.ask(Cohort(demo, spec.default_population.id))
        for r in catalogue(spec)
        if r.name.startswith(("proportion", "kaplan", "cumulative"))
        and r.endpoint in {endpoint.id for endpoint in spec.endpoints}
    ]
    assert repeated(to_table([*proportions, *beside(demo)])) == []


def test_rates_beside_the_endpoints_are_those_of_the_endpoints(demo):
    found = {(r.analysis, r.endpoint): r for r in beside(demo)}
    population = demo.spec.default_population.id
    wanted = next(
        r.ask(Cohort(demo, population))
        for r in catalogue(demo.spec)
        if r.endpoint == "ascites_control" and r.name == "proportion"
    )
    assert found["ascites_rate", "ascites_control"].estimates == wanted.estimates


def test_the_naive_incidence_is_named_so_and_is_higher():
    demo = demo_study(DEMOS[0])
    table = to_table(beside(demo)).query("quantity == 'cumulative_incidence'")
    pair = table.pivot_table(index=["group", "at"], columns="analysis", values="value")
    assert (pair["conversion_incidence_naive"] >= pair["conversion_incidence"]).all()
    assert (pair["conversion_incidence_naive"] > pair["conversion_incidence"]).any()
    naive = table[table["analysis"] == "conversion_incidence_naive"]
    assert naive["method"].str.contains("overstates").all()


@pytest.mark.parametrize("who", ["nobody", "one arm", "one patient"])
def test_what_is_told_beside_the_endpoints_is_answered_for_any_cohort(demo, who):
    arms = demo.patients["arm"] if "arm" in demo.patients else demo.patients["patient_id"]
    n = len(demo.patients)
    mask = {
        "nobody": np.zeros(n, dtype=bool),
        "one arm": (arms == arms.iloc[0]).to_numpy(),
        "one patient": np.arange(n) == 5,
    }[who]
    found = beside(demo, mask)
    missing = [
        (r.analysis, e.quantity)
        for r in found
        for e in r.estimates
        if e.value is None and not (e.notes or r.notes)
    ]
    assert missing == []
    assert {e.value for r in found for e in r.estimates if e.quantity == "hazard_ratio"} <= {None}


def test_endpoints_narrow_the_answers_and_unknown_ones_are_refused():
    cohort = Cohort(trial(), "itt")
    assert {r.endpoint for r in run_catalogue(cohort, ["response"])} == {"response"}
    with pytest.raises(KeyError, match="no endpoint 'pfs'"):
        run_catalogue(cohort, ["pfs"])


@pytest.mark.parametrize("kind", ["time_to_event", "competing"])
@pytest.mark.parametrize("arms", [(), ("a", "b"), ("a", "b", "c")])
@pytest.mark.parametrize("who", ["everybody", "nobody", "one arm", "one patient"])
def test_every_question_is_answered_for_any_cohort(kind, arms, who):
    study = trial(arms=arms, kind=kind, strata=("sex",))
    first = study.patients["arm"] == "a" if arms else np.ones(40, dtype=bool)
    mask = {
        "everybody": np.ones(40, dtype=bool),
        "nobody": np.zeros(40, dtype=bool),
        "one arm": np.asarray(first),
        "one patient": np.arange(40) == 5,
    }[who]
    found = run_catalogue(Cohort(replace(study, populations={"itt": mask}), "itt"))
    missing = [
        (r.analysis, e.quantity)
        for r in found
        for e in r.estimates
        if e.value is None and not (e.notes or r.notes) and r.analysis != "baseline"
    ]
    assert missing == []
    if who != "everybody":
        ratios = [e.value for r in found for e in r.estimates if e.quantity == "hazard_ratio"]
        assert set(ratios) <= {None}


def numbers(cohort):
    table = to_table(run_catalogue(cohort)).drop(columns="filters")
    return table.sort_values(list(table.columns[:8]), kind="stable").reset_index(drop=True)


def test_the_order_of_the_rows_is_irrelevant():
    study = trial(("a", "b", "c"), strata=("sex",))
    order = np.random.default_rng(3).permutation(40)
    shuffled = replace(
        study,
        patients=study.patients.iloc[order].reset_index(drop=True),
        endpoints={
            name: EndpointData(d.time[order] if len(d.time) else d.time, d.event[order], d.reason)
            for name, d in study.endpoints.items()
        },
    )
    pd.testing.assert_frame_equal(
        numbers(Cohort(study, "itt")), numbers(Cohort(shuffled, "itt")), rtol=1e-9
    )


def test_a_filter_that_keeps_everybody_changes_nothing_but_that_nothing_is_tested():
    study = trial(strata=("sex",))
    everybody = (Filter("sex", "in", ("f", "m")),)
    planned, filtered = (numbers(Cohort(study, "itt", f)) for f in ((), everybody))
    assert planned["p_value"].notna().any()
    assert filtered["p_value"].isna().all()
    tests = planned["quantity"].isin(["statistic", "interaction"])
    assert filtered["value"][tests].isna().all()
    planned, filtered = (t[~tests].drop(columns=["p_value", "notes"]) for t in (planned, filtered))
    pd.testing.assert_frame_equal(planned, filtered)


@pytest.mark.parametrize("arms", [("a", "b"), None])
def test_after_a_filter_on_what_came_later_nothing_is_compared(arms):
    study = trial(arms)
    block = replace(study.spec.study, exposure=None if arms else "sex")
    operated = pd.Series(["Y", "Y", "Y", "N"] * 10)
    study = replace(
        study,
        spec=replace(study.spec, study=block),
        patients=study.patients.assign(conversion_surgery=operated.to_numpy()),
    )
    later = Filter("conversion_surgery", "in", ("Y",))
    everybody, chosen = (run_catalogue(Cohort(study, "itt", f)) for f in ((), (later,)))
    assert [e for r in everybody for e in r.estimates if e.reference]
    assert not [e for r in chosen for e in r.estimates if e.reference or e.p_value]
    notes = to_table(chosen)["notes"]
    assert notes.str.contains("no comparison: filtered on something measured after").all()


def test_estimators_leave_the_study_as_it_is():
    study = trial(strata=("sex",))
    before = study.patients.copy(deep=True), {k: d.event.copy() for k, d in study.endpoints.items()}
    for data in study.endpoints.values():
        data.time.setflags(write=False)
        data.event.setflags(write=False)
    run_catalogue(Cohort(study, "itt"))
    pd.testing.assert_frame_equal(study.patients, before[0])
    assert all((study.endpoints[k].event == v).all() for k, v in before[1].items())


def test_rows_tell_who_is_left_out_because_the_endpoint_is_not_available():
    study = trial()
    data = study.endpoints["os"]
    time, event = data.time.copy(), data.event.copy()
    time[:3] = event[:3] = np.nan
    lacking = replace(
        study, endpoints={**study.endpoints, "os": replace(data, time=time, event=event)}
    )
    rows = to_table(run_catalogue(Cohort(lacking, "itt"), ["os"]))
    assert len(rows)
    said = rows["notes"].str.contains(
        "3 of 40 patients left out: os or the arm not available", regex=False
    )
    assert said.all()
    complete = to_table(run_catalogue(Cohort(study, "itt"), ["os"]))
    assert not complete["notes"].str.contains("not available").any()


@pytest.mark.parametrize(("share", "warned"), [(0.05, False), (0.06, True)])
def test_every_row_warns_where_more_are_left_out_than_the_protocol_allows(share, warned):
    study = trial()
    time = study.endpoints["os"].time.copy()
    time[0] = np.nan
    data = replace(study.endpoints["os"], time=time, lacking=Lacking(round(100 * share), 100))
    cohort = Cohort(replace(study, endpoints={**study.endpoints, "os": data}), "itt")
    (found,) = [r for r in run_catalogue(cohort, ["os"]) if r.analysis == "log_rank"]
    assert ("many_left_out" in {note.id for note in found.notes}) is warned
