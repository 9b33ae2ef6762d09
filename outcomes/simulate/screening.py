"""The screening log of a demo study: those who entered, those who did not, numbered by date."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from outcomes.simulate.course import yes
from outcomes.simulate.tables import Row


class Exclusion(NamedTuple):
    """Why someone screened did not enter, and how far they had come by then."""

    reason: str
    n: int
    eligible: bool = False
    consented: bool = False


def screening_log(
    entered: Sequence[Row],
    exclusions: Sequence[Exclusion],
    accrual: tuple[date, date],
    rng: np.random.Generator,
) -> list[Row]:
    """Return the whole log in order of screening, numbered from S001.

    Parameters
    ----------
    entered : sequence of mappings
        Rows of those who entered, each with its ``screening_date``.
    exclusions : sequence of Exclusion
    accrual : pair of date
        Those excluded were screened between these dates.
    rng : Generator
    """
    days = (accrual[1] - accrual[0]).days
    blank = dict.fromkeys(name for row in entered for name in row)
    randomized: Mapping[str, Any] = {"randomised": "N"} if "randomised" in blank else {}
    excluded = [
        {
            "screening_date": accrual[0] + timedelta(days=int(rng.integers(0, days))),
            "eligible": yes(exclusion.eligible),
            "exclusion_reason": exclusion.reason,
            "consented": yes(exclusion.consented),
            **randomized,
        }
        for exclusion in exclusions
        for _ in range(exclusion.n)
    ]
    log = sorted(
        [*entered, *excluded], key=lambda r: (r["screening_date"], r.get("patient_id", ""))
    )
    return [{"screening_no": f"S{i:03d}", **row} for i, row in enumerate(log, 1)]
