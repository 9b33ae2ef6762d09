"""Both demos, of everybody and one cohort, drawn in both languages: they give nothing away."""

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.publish import publisher
from outcomes.publish.audit import audit
from outcomes.publish.catalogue import catalogue_of
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import publication_of
from tests.demos import demo_study


@pytest.mark.parametrize(
    ("name", "cohort"), [("hipec-sox-demo", "arm=sox;sex=male"), ("rmhtnf-demo", "age<65")]
)
def test_a_demo_is_published_and_the_audit_finds_nothing(name, cohort, monkeypatch):
    def few(study, policy):
        cohorts, left_out = catalogue_of(study, policy)
        return tuple(c for c in cohorts if c.id in ("overall", cohort)), left_out

    monkeypatch.setattr(publisher, "catalogue_of", few)
    study = demo_study(name)
    made = publication_of(study, policy_named(), scene_of, lambda *said: None)
    assert [part.cohort.id for part in made.answered][::2] == ["overall", cohort]
    assert audit(made, tuple(study.patients["patient_id"].astype(str))) == ()
