"""Cohorts made in memory from simulated trials, for proofs that need hundreds of them."""

import numpy as np
import pandas as pd

from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Arm, Covariate, Plan, Population, StudyBlock, StudySpec
from outcomes.model.study import EndpointData, Study
from outcomes.simulate import ASCITES_LEVELS

ASCITES = Covariate(
    "ascites_category", "Baseline ascites", "ordinal", ASCITES_LEVELS, adjust=True, key=True
)


def simulated_cohort(trial: pd.DataFrame, *, at: float, tau: float) -> Cohort:
    """Return everybody of a `simulate_trial`: endpoint "os", landmark ``at``, horizon ``tau``."""
    endpoint = Endpoint(
        "os", "Overall survival", "time_to_event", primary=True, landmarks=(at,), tau=tau
    )
    spec = StudySpec(
        study=StudyBlock("simulated", "Simulated", "randomised"),
        plan=Plan(allocation=(1, 1)),
        arms=(Arm("reference", "Reference", reference=True), Arm("experimental", "Experimental")),
        populations=(Population("itt", "Intention to treat", default=True),),
        endpoints=(endpoint,),
        covariates=(ASCITES,),
    )
    n = len(trial)
    data = EndpointData(
        trial["time"].to_numpy(float), trial["event"].to_numpy(float), np.full(n, "", dtype=object)
    )
    study = Study(
        spec, trial, endpoints={"os": data}, populations={"itt": np.ones(n, bool)}, fingerprint=""
    )
    return Cohort(study, "itt")
