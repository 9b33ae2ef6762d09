"""Life without another drainage, patient by patient."""

import numpy as np
import pytest

from outcomes.clinical.ascites_rules import Assessment, Fate
from outcomes.estimators.ascites.courses import Course
from outcomes.estimators.ascites.paracentesis import free_of_drainage


def course(*drained, death=np.inf, last=90.0, started=True):
    visits = tuple(Assessment(day, drained=True) for day in drained)
    return Course(0, "1", "a", visits, None, Fate(death, 400.0), last, started)


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (course(), (90.0, False)),
        (course(death=60.0), (60.0, True)),
        (course(30.0, 40.0), (30.0, True)),
        (course(0.0), (90.0, False)),  # on the day of the first dose: baseline
        (course(30.0, death=30.0), (30.0, True)),
        (course(120.0), (120.0, True)),  # the drainage proves that the patient was alive that day
        (course(120.0, death=60.0), (60.0, True)),
    ],
)
def test_the_first_of_drainage_and_death_ends_it(patient, expected):
    assert free_of_drainage(patient) == expected


def test_before_the_first_dose_there_is_no_time():
    days, happened = free_of_drainage(course(started=False))
    assert np.isnan(days)
    assert not happened
