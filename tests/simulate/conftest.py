"""The simulated studies, made once."""

import pytest

from outcomes.simulate import (
    hipec_sox_demo,
    rmhtnf_demo,
)
from outcomes.simulate.__main__ import DEMOS
from outcomes.simulate.tables import Tables


@pytest.fixture(scope="module")
def trial() -> Tables:
    return hipec_sox_demo()


@pytest.fixture(scope="module")
def cohort() -> Tables:
    return rmhtnf_demo()


@pytest.fixture(scope="module", params=sorted(DEMOS))
def study(request: pytest.FixtureRequest) -> tuple[str, Tables]:
    return request.param, DEMOS[request.param]()
