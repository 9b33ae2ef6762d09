from __future__ import annotations

import pytest

from tests.estimators.survival.prediction.veteran import cohort_of
from tests.kernel.conftest import load_veteran


@pytest.fixture(scope="module")
def trial():
    return cohort_of(load_veteran())
