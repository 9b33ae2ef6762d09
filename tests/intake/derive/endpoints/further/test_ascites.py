"""Life without another drainage, patient by patient."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.unread import with_unread
from outcomes.model.further import PARACENTESIS
from outcomes.model.units import in_unit
from tests.estimators.ascites.test_response import made


def times(*drained, death=None):
    """The time in days, and whether drainage or death ended it, of one patient."""
    visits = [(-1, "massive", 3000, None, None)]
    visits += [(day, "massive", 3000, 2000, None) for day in drained]
    study = made(patients={"p": ("massive", 3000, visits, death)}).study
    data = study.endpoints[PARACENTESIS]
    return data.time[0], data.event[0]


@pytest.mark.parametrize(
    ("drained", "death", "expected"),
    [
        ((), None, (90, 0)),
        ((), 60, (60, 1)),
        ((30, 40), None, (30, 1)),
        ((0,), None, (90, 0)),  # on the day of the first dose: baseline
        ((30,), 30, (30, 1)),
        ((120,), None, (120, 1)),  # the drainage proves that the patient was alive that day
        ((120,), 60, (60, 1)),
    ],
)
def test_the_first_of_drainage_and_death_ends_it(drained, death, expected):
    assert times(*drained, death=death) == expected


def test_it_is_of_the_treated_with_ascites():
    curve = kaplan_meier(made(), PARACENTESIS).pick("median")
    assert (curve.n, curve.n_events) == (8, 2)  # neither "dry" nor "untreated"
    assert cox(made(design="randomised"), PARACENTESIS).pick("hazard_ratio").n == 8


@pytest.mark.parametrize(
    ("sheet", "column", "row", "left"),
    [
        ("patients", "death_date", 1, 7),  # halved: followed to day 90, now perhaps dead
        ("ascites", "drained_ml", 2, 7),  # its only visit, now perhaps a drainage
        ("ascites", "category", 2, 8),
        ("ascites", "drained_ml", 5, 8),  # drained: a visit after a drainage that is known
    ],
)
def test_who_may_have_been_drained_is_not_free_of_drainage(sheet, column, row, left):
    plain = made()
    study = plain.study
    whole = study.patients if sheet == "patients" else study.tables[sheet]
    marked = with_unread(whole, {column: np.arange(len(whole)) == row})
    changed = {"patients": marked} if sheet == "patients" else {"tables": {sheet: marked}}
    asked = Cohort(with_further_endpoints(replace(study, **changed)), plain.population)
    assert kaplan_meier(asked, PARACENTESIS).pick("median").n == left


def test_an_endpoint_of_that_name_in_the_protocol_is_the_protocols():
    study = made().study
    own = Endpoint(PARACENTESIS, "ParFS", "time_to_event")
    data = study.endpoints[PARACENTESIS]
    named = replace(study, spec=replace(study.spec, endpoints=(own,)))
    found = with_further_endpoints(named)
    assert found.spec.endpoint(PARACENTESIS) is own
    assert PARACENTESIS not in {endpoint.id for endpoint in found.spec.further}
    assert found.endpoints[PARACENTESIS] is data


def test_another_unit_of_time_is_theirs_too():
    study = in_unit(made().study, "weeks")
    assert study.endpoints[PARACENTESIS].time[1] == pytest.approx(90 / 7)
    assert study.spec.endpoint(PARACENTESIS).landmarks[0] == pytest.approx(3 * 365.25 / 12 / 7)
