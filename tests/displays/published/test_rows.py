"""What stands beside published results: the right measure, setting and time, or nothing."""

from dataclasses import replace

import pytest

from components.computed import Computed
from outcomes.displays.published.beside import ask
from outcomes.displays.published.rows import (
    Asked,
    measure_of,
    quantities_of,
    read_at,
    rows_of,
    setting_of,
)
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.benchmarks import load_benchmarks
from outcomes.results.result import Curve
from tests.demos import demo_study


@pytest.fixture(scope="module")
def views():
    found = {}
    for name in ("hipec-sox-demo", "rmhtnf-demo"):
        study = demo_study(name)
        found[name] = Computed(Cohort(study, study.spec.default_population.id), "en")
    return found


def test_an_endpoint_is_what_it_is_made_of_not_what_it_is_called():
    made = Endpoint("efs", "x", "competing", event=("peritoneal_recurrence_date",))
    assert measure_of(made) == "peritoneal_recurrence"
    assert measure_of(Endpoint("mort", "x", "time_to_event", event=("death_date",))) == "os"
    rate = Endpoint("cs", "x", "proportion", success="conversion_surgery")
    assert measure_of(rate) == "conversion"


def test_demo_studies_name_published_studies_that_exist(views):
    for view in views.values():
        assert len(view.scene.published) == len(view.spec.benchmarks) > 3


def test_after_surgery_disease_is_to_be_prevented(views):
    view = views["rmhtnf-demo"]
    assert setting_of(view.spec, view.spec.endpoint("efs")) == "prophylactic"
    assert setting_of(view.spec, view.spec.endpoint("os")) == "mixed"
    trial = views["hipec-sox-demo"]
    assert setting_of(trial.spec, trial.spec.endpoint("os")) == "therapeutic"


def test_medians_come_in_the_unit_of_the_study(views):
    view = views["hipec-sox-demo"]
    phoenix = next(p for p in load_benchmarks() if p.id == "phoenix-gc")
    asked = Asked("os", "median")
    assert [r.estimate.value for r in rows_of(view.words, phoenix, asked)] == [17.7, 15.2]
    study = replace(view.study, spec=replace(
        view.spec, study=replace(view.spec.study, time_unit="years")))  # fmt: skip
    yearly = Computed(Cohort(study, "itt"), "en")
    found = rows_of(yearly.words, phoenix, asked)[0].estimate.value
    assert found == pytest.approx(17.7 / 12)


def test_percentages_and_their_limits_become_shares(views):
    phoenix = next(p for p in load_benchmarks() if p.id == "phoenix-gc")
    asked = Asked("os", "survival", 36.0)
    row = rows_of(views["hipec-sox-demo"].words, phoenix, asked)[0].estimate
    assert (row.value, row.ci_low, row.ci_high) == pytest.approx((0.219, 0.149, 0.299))


def test_medians_are_offered_first_then_ratios(views):
    view = views["hipec-sox-demo"]
    offered = list(quantities_of(view.scene.published, view.spec.endpoint("os")).values())
    assert [a.quantity for a in offered[:2]] == ["median", "hazard_ratio"]
    assert [a.at for a in offered if a.quantity == "survival"] == [12.0, 36.0, 60.0]


def test_a_related_measure_is_shown_without_an_own_estimate(views):
    view = views["rmhtnf-demo"]
    chosen = {"endpoint": "ascites_control", "published": True}
    related = Asked("ascites_response", "proportion")
    assert (
        related
        in quantities_of(view.scene.published, view.spec.endpoint("ascites_control")).values()
    )
    assert ask(view.scene, {**chosen, "published_what": related.code}) == {}
    assert ask(view.scene, {**chosen, "published_what": "ascites_control-proportion"})


def test_a_curve_is_read_at_a_time_and_not_beyond_follow_up():
    curve = Curve("all", "survival", (0.0, 5.0, 12.0), (1.0, 0.8, 0.5), (None, 0.7, 0.4),
                  (None, 0.9, 0.6), (10.0, 10.0, 6.0))  # fmt: skip
    found = read_at(curve, 11.9)
    assert (found.value, found.ci_low, found.n) == (0.8, 0.7, 10)
    assert read_at(curve, 12.0).value == 0.5
    assert read_at(curve, 12.1).value is None
    dead = Curve("all", "survival", (0.0, 5.0, 12.0), (1.0, 0.5, 0.0))
    assert read_at(dead, 12.1).value == 0.0
    risk = Curve("all", "cumulative_incidence", (0.0, 5.0, 12.0), (0.0, 0.0, 0.0))
    assert read_at(risk, 12.1).value is None
