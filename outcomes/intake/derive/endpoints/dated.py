"""Dates that count only where another column says so, as columns of patients."""

import numpy as np
import pandas as pd

from outcomes.dictionary import fold_value
from outcomes.intake.derive.timeline import Timeline
from outcomes.model.cohort import as_levels
from outcomes.model.plan.dated import DatedWhere
from outcomes.model.protocol import StudySpec


def with_conditional_dates(spec: StudySpec, line: Timeline) -> tuple[Timeline, tuple[str, ...]]:
    """Return the time line with every date of the protocol that has a condition, and their names.

    Notes
    -----
    A date of whom nobody knows whether the condition holds is unknown, and so is one that is blank
    where it holds: who is dead died on some day.
    """
    made = []
    for dated in spec.conditional_dates:
        dates = line.dates(dated.column)
        if dates is None or dated.by not in line.patients:
            continue
        holds, open_ = _holds(dated, line)
        given = dates.notna().to_numpy()
        unread = line.unknown(dated.column)
        unknown = (unread & (holds | open_)) | (given & open_) | (~given & holds)
        line = line.with_columns({dated.name: dates.where(holds)}, {dated.name: unknown})
        made.append(dated.name)
    return line, tuple(made)


def _holds(dated: DatedWhere, line: Timeline) -> tuple[np.ndarray, np.ndarray]:
    """Return for whom the condition holds, and of whom that is not known."""
    levels = as_levels(line.patients[dated.by])
    wanted = {fold_value(level) for level in dated.levels}
    known = levels.notna().to_numpy()
    texts = pd.Series(levels).map(lambda level: fold_value(str(level)), na_action="ignore")
    return texts.isin(wanted).to_numpy() & known, ~known
