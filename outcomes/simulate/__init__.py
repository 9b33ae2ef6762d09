"""Seeded trials with known truth, for demos and tests; ``python -m outcomes.simulate`` writes both.

`simulate_trial` is the small one for tests. `hipec_sox_demo` and `rmhtnf_demo` are complete
workbooks, every sheet of the template, plainly synthetic.
"""

from outcomes.simulate.observational_records import rmhtnf_demo
from outcomes.simulate.randomised_records import hipec_sox_demo
from outcomes.simulate.trial import (
    ASCITES_LEVELS,
    BALANCED_MIX,
    HONDA_LOG_HR,
    IMBALANCED_MIX,
    simulate_trial,
)

__all__ = [
    "ASCITES_LEVELS",
    "BALANCED_MIX",
    "HONDA_LOG_HR",
    "IMBALANCED_MIX",
    "hipec_sox_demo",
    "rmhtnf_demo",
    "simulate_trial",
]
