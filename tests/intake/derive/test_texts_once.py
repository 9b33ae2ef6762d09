"""What every patient of a study shares is held once, however many there are."""

from __future__ import annotations

import numpy as np

from outcomes.intake.load import load_study
from tests.intake.faulty import DEMO


def test_a_text_that_patients_share_is_one_object():
    study = load_study(DEMO)
    columns = [study.patients[name] for name in ("arm", "sex", "age_group", "ascites_category")]
    for texts in [*columns, *(e.reason for e in study.endpoints.values())]:
        values = np.asarray(texts, dtype=object).tolist()
        assert len({id(text) for text in values}) == len(set(values))
