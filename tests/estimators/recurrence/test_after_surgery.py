"""Recurrence by stratum, its sites, and the best response: counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from outcomes.estimators.base.strata import group_id, strata, without_stratum
from outcomes.estimators.recurrence.after_surgery import recurrence, recurrence_sites
from outcomes.estimators.recurrence.best_response import best_response
from outcomes.estimators.survival.competing import cumulative_incidence
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from tests.said import said
from tests.studies import make_cohort, nobody

SITE = ["gastric"] * 4 + ["colorectal"] * 4
INTENT = ["prevention", "prevention", "treatment", "treatment"] * 2
BY = ("primary_site", "intent")


def with_sheet(cohort, name, frame):
    return replace(cohort, study=replace(cohort.study, tables={name: pd.DataFrame(frame)}))


def timed(**more):
    return make_cohort(
        [1, 2, 3, 4, 2, 4, 6, 8], [1, 2, 1, 0, 1, 0, 0, 2], kind="competing", landmarks=(3.0,),
        columns={"primary_site": SITE, "intent": INTENT, **more},
    )  # fmt: skip


def test_strata_are_combinations_that_have_patients():
    cohort = timed()
    assert [(s.levels, s.cohort.n) for s in strata(cohort, BY)] == [
        (("colorectal", "prevention"), 2), (("colorectal", "treatment"), 2),
        (("gastric", "prevention"), 2), (("gastric", "treatment"), 2),
    ]  # fmt: skip
    assert [s.cohort.n for s in strata(cohort, ())] == [8]
    assert [s.cohort.n for s in strata(cohort, ("no_such_column",))] == [8]
    assert group_id((), "all") == "all"
    assert group_id(("gastric",), "sox") == "gastric|sox"


def test_patients_without_a_stratum_are_said():
    cohort = timed(intent=[None, *INTENT[1:]])
    assert without_stratum(cohort, BY) == 1
    result = recurrence(cohort, "os", by=BY, times=(3,))
    assert said(result.notes) == ("without a stratum: 1 patient, not shown",)
    assert result.n == 7


def test_each_stratum_is_estimated_alone_and_death_competes():
    """Gastric: event at 1, competing at 2, event at 3: 1/4 + (2/4)(1/2) = 0.5 by month 3."""
    result = recurrence(timed(), "os", by=("primary_site",), times=(2, 3))
    gastric = result.pick("cumulative_incidence", "gastric", 3.0)
    assert gastric.value == pytest.approx(0.5)
    assert (gastric.n_events, gastric.n) == (2, 4)
    assert result.pick("cumulative_incidence", "gastric", 2.0).value == pytest.approx(0.25)
    assert result.pick("cumulative_incidence", "colorectal", 3.0).value == pytest.approx(0.25)
    assert result.pick("n_at_risk", "gastric", 2.0).value == 3
    assert result.pick("n_at_risk", "gastric", 3.0).value == 2


def test_together_it_is_what_the_survival_tab_shows():
    cohort = timed()
    pooled, shown = recurrence(cohort, "os"), cumulative_incidence(cohort, "os")
    assert pooled.curves == shown.curves
    assert pooled.all("cumulative_incidence") == shown.all("cumulative_incidence")


def test_arms_stay_apart_within_strata():
    cohort = make_cohort(
        [1, 2, 3, 4], [1, 0, 1, 1], ["a", "b", "a", "b"], columns={"primary_site": SITE[2:6]}
    )
    groups = [e.group for e in recurrence(cohort, "os", by=("primary_site",)).all("median")]
    assert groups == ["colorectal|a", "colorectal|b", "gastric|a", "gastric|b"]


FOLLOW_UP = {
    "patient_id": ["P000", "P000", "P001", "P004", "P009"],
    "contact_date": pd.to_datetime(
        ["2024-05-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-01-01"]
    ),
    "progression_sites": ["peritoneum", "liver; node", "ascites", None, "bone"],
}


def counts(result, group, when):
    return {e.covariates[1]: (e.n_events, e.n) for e in result.estimates
            if e.group == group and e.covariates[0] == when}  # fmt: skip


def test_sites_are_counted_first_and_ever():
    cohort = with_sheet(timed(), "follow_up", FOLLOW_UP)
    result = recurrence_sites(cohort, by=BY)
    assert counts(result, "gastric|prevention", "first") == {
        "all": (2, 2), "ascites": (1, 2), "liver": (1, 2), "node": (1, 2), "peritoneum": (0, 2),
    }  # fmt: skip
    assert counts(result, "gastric|prevention", "any")["peritoneum"] == (1, 2)
    assert counts(result, "colorectal|prevention", "any")["all"] == (0, 2)


def test_what_was_found_before_surgery_is_no_recurrence():
    cohort = with_sheet(timed(surgery_date=pd.to_datetime(["2024-04-01"] * 8)), "follow_up",
                        FOLLOW_UP)  # fmt: skip
    spec = cohort.study.spec
    dated = Endpoint("efs", "EFS", "competing", origin="surgery_date")
    study = replace(cohort.study, spec=replace(spec, endpoints=(*spec.endpoints, dated)))
    found = counts(recurrence_sites(replace(cohort, study=study)), "all", "first")
    assert found == {"all": (1, 8), "peritoneum": (1, 8)}


def test_without_the_sheet_there_is_a_note():
    assert said(recurrence_sites(timed()).notes) == ("no sheet follow_up with sites",)


BEST = ["CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PR", None, "NE"]


def responders(**more):
    success = [1, 1, 0, 0, 0, 1, None, None]
    cohort = make_cohort(success=success, columns={
        "best_response": BEST, "primary_site": SITE, "intent": INTENT, **more}, **(
        {"denominator": "peritoneal"} if "peritoneal" in more else {}))  # fmt: skip
    sheet = {"patient_id": ["P000", "P000", "P002", "P005"], "measurable": [1.0, 0.0, 1.0, np.nan]}
    return with_sheet(cohort, "response", sheet)


def response(result, category, group="all"):
    (e,) = (x for x in result.estimates if x.covariates == (category,) and x.group == group)
    return e.n_events, e.n


def test_every_category_is_counted_of_everybody():
    result = best_response(responders(), "response")
    assert response(result, "response") == (3, 8)
    assert response(result, "response_measurable") == (1, 2)
    wanted = {"CR": 1, "PR": 2, "SD": 1, "NON-CR/NON-PD": 1, "PD": 1, "NE": 1, "not_assessed": 1}
    for category, count in wanted.items():
        assert response(result, category) == (count, 8)
    first = result.estimates[0]
    limits = binomtest(3, 8).proportion_ci(0.95, method="exact")
    assert (first.ci_low, first.ci_high) == pytest.approx((limits.low, limits.high))


def test_the_denominator_is_that_of_the_endpoint():
    cohort = responders(peritoneal=[1.0] * 4 + [0.0] * 4)
    result = best_response(cohort, "response", by=("primary_site",))
    assert response(result, "response", "gastric") == (2, 4)
    assert {e.group for e in result.estimates} == {"gastric"}
    assert result.n == 4


def test_nobody_has_sites():
    empty = with_sheet(nobody([1.0], [1], columns={"intent": ["treatment"]}), "follow_up",
                       FOLLOW_UP)  # fmt: skip
    assert recurrence_sites(empty, by=("intent",)).estimates == ()
    (whole,) = recurrence_sites(empty).all("proportion")[:1] or (None,)
    assert whole is None or whole.value is None


def test_nobody_is_no_error():
    empty = nobody([1.0], [1], kind="competing", columns={"primary_site": ["gastric"]})
    assert recurrence(empty, "os", by=("primary_site",)).estimates == ()
    assert recurrence(empty, "os", times=(1,)).pick("cumulative_incidence").value is None
    nil = nobody(success=[1.0], columns={"best_response": ["CR"]})
    assert isinstance(nil, Cohort)
    assert best_response(nil, "response").n == 0


def test_without_the_sheet_nobody_is_known_to_be_measurable():
    cohort = responders()
    bare = best_response(replace(cohort, study=replace(cohort.study, tables={})), "response")
    assert response(bare, "response") == (3, 8)
    assert response(bare, "response_measurable") == (0, 0)
    none = best_response(make_cohort(success=[1.0, 0.0]), "response")
    assert (none.estimates, said(none.notes)) == ((), ("no sheet response",))


def test_of_a_best_response_who_has_no_stratum_is_said():
    found = best_response(responders(intent=[None, *INTENT[1:]]), "response", by=("intent",))
    assert said(found.notes) == ("without a stratum: 1 patient, not shown",)
    assert found.n == 7
    sites = with_sheet(timed(intent=[None, *INTENT[1:]]), "follow_up", FOLLOW_UP)
    found = recurrence_sites(sites, by=("intent",))
    assert said(found.notes) == ("without a stratum: 1 patient, not shown",)
    assert found.n == 7
    assert recurrence_sites(sites).notes == best_response(responders(), "response").notes == ()


def test_a_site_is_of_the_day_of_its_progression_before_that_of_the_contact():
    dated = FOLLOW_UP | {"progression_date": pd.to_datetime(["2024-01-15"] + [None] * 4)}
    found = counts(recurrence_sites(with_sheet(timed(), "follow_up", dated)), "all", "first")
    assert found["peritoneum"] == (1, 8)
    assert found["liver"] == (0, 8)
    undated = {k: v for k, v in FOLLOW_UP.items() if k != "contact_date"}
    found = counts(recurrence_sites(with_sheet(timed(), "follow_up", undated)), "all", "first")
    assert found["peritoneum"] == (1, 8)  # in the order of the rows


def test_sites_of_another_column_are_those_of_that_column():
    sheet = FOLLOW_UP | {"regional_site": ["node"] + [None] * 4}
    cohort = with_sheet(timed(), "follow_up", sheet)
    found = recurrence_sites(cohort, column="regional_site")
    assert counts(found, "all", "any") == {"all": (1, 8), "node": (1, 8)}
    assert said(recurrence_sites(cohort, column="other").notes) == (
        "no sheet follow_up with sites",
    )


def test_what_comes_after_surgery_counts_from_its_day_on_and_all_of_who_had_none():
    operated = pd.to_datetime(["2024-05-01", None, *["2024-04-01"] * 6])
    cohort = with_sheet(timed(surgery_date=operated), "follow_up", FOLLOW_UP)
    spec = cohort.study.spec
    dated = Endpoint("efs", "EFS", "competing", origin="surgery_date")
    study = replace(cohort.study, spec=replace(spec, endpoints=(*spec.endpoints, dated)))
    found = counts(recurrence_sites(replace(cohort, study=study)), "all", "first")
    assert found == {"all": (2, 8), "peritoneum": (1, 8), "ascites": (1, 8)}


def test_all_strata_together_count_patients_events_and_blanks():
    cohort = timed()
    found = recurrence(cohort, "os", by=("primary_site",), times=(2, 9))
    assert (found.n, found.n_events, found.n_missing) == (8, 3, 0)
    assert found.pick("n_at_risk", "gastric", 9.0).value == 0
