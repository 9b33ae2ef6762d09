"""What the tests of simulated studies share: the demos, their cut-off, the order of dates."""

from datetime import date
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[2] / "data"
CUTOFF = date(2025, 6, 30)


def ordered(earlier: pd.Series, later: pd.Series) -> bool:
    both = earlier.notna() & later.notna()
    assert both.any()
    return bool((pd.to_datetime(earlier[both]) <= pd.to_datetime(later[both])).all())
