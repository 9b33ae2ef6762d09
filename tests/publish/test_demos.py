"""Both demos, of everybody and one cohort, drawn in both languages: they give nothing away."""

from functools import partial
from math import isinf

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.model.plan.benchmarks import published_of
from outcomes.publish import publisher
from outcomes.publish.audit import audit
from outcomes.publish.contents.catalogue import catalogue_of
from outcomes.publish.disclosure.estimates import OF_SHARES, OVER_TIME
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import publication_of
from outcomes.results.masked import Masked
from outcomes.results.quantities import quantity_named
from tests.demos import demo_study
from tests.serving import ROOT


@pytest.mark.parametrize(
    ("name", "cohort"), [("hipec-sox-demo", "arm=sox;sex=male"), ("rmhtnf-demo", "age<65")]
)
def test_a_demo_is_published_and_the_audit_finds_nothing(name, cohort, monkeypatch):
    def few(study, policy):
        cohorts, left_out = catalogue_of(study, policy)
        return tuple(c for c in cohorts if c.id in ("overall", cohort)), left_out

    monkeypatch.setattr(publisher, "catalogue_of", few)
    study = demo_study(name)
    known = partial(scene_of, published=published_of(study.spec.benchmarks, ROOT / "data"))
    made = publication_of(study, policy_named(), known, lambda *said: None)
    assert [part.cohort.id for part in made.answered][::2] == ["overall", cohort]
    assert audit(made, tuple(study.patients["patient_id"].astype(str))) == ()
    apart = [told for part in made.answered for told in differing(made, part)]
    assert apart == []


def differing(made, part):
    """Yield the numbers of a host that are neither those of the workbench, rounded, nor hidden."""
    exact = made.exact[part.cohort.id, part.population]
    compared = 0
    for question, shown in part.answers.items():
        for e in shown.estimates:
            own = nearest(e, exact[question].estimates)
            for a, b in ((e.value, own.value), (e.p_value, own.p_value)):
                if a is None or isinstance(a, Masked) or b is None or isinf(b):
                    continue
                compared += 1
                if abs(a - b) > step_of(e, made.policy) + 0.05 * abs(b):
                    yield question.estimator, e.quantity, a, b
    assert compared > 200


def nearest(e, among):
    """Return the number it was made of: a time out of the data is rounded, too."""
    same = [own for own in among if key_of(own) == key_of(e)]
    return min(same, key=lambda own: abs((own.at or 0) - (e.at or 0)))


def key_of(e):
    return (e.quantity, e.group, e.reference, e.covariates, e.where, e.method, e.unit)


def step_of(e, policy):
    """Return by how much rounding may move a number: counts, and shares of them, times, rest."""
    kind = quantity_named(e.quantity).kind
    if kind == "count":
        return policy.round_to
    if e.quantity.removesuffix("_same_patients") in OF_SHARES:  # in steps, or as it is
        return policy.round_to / 200
    if e.quantity in OVER_TIME and e.at is not None:  # on a straight line between two knots
        return 2 * policy.events_per_knot / max(float(e.n or 0), policy.k)
    if kind in ("proportion", "probability"):
        return policy.round_to / max(float(e.n or 0), policy.k)
    if kind == "date":
        return 31  # told by its month
    return policy.time_step if kind in ("time", "measure") else 0.5 * 10**-policy.decimals
