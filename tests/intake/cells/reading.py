"""Columns of the dictionary, and a cell read as one of them."""

import datetime as dt

from outcomes.dictionary import columns_of
from outcomes.intake.cells.cleaning import Context, cleaner_for
from outcomes.model.protocol import Arm

P = columns_of("patients")
S = columns_of("surgery")
A = columns_of("adverse_events")
DAY = dt.datetime(2023, 5, 6)
ARMS = (
    Arm("sox", "SOX", True, ("对照组", "Control", "2", "B组")),
    Arm("hipec_sox", "HIPEC + SOX", False, ("热灌注组", "试验组", "研究组", "A组", "1")),
)


def read_cell(column, raw, **context):
    """Return the value, and the severity and rule of what is said of it."""
    cleaned = cleaner_for(column, Context(**context))(raw)
    problem = cleaned.problem
    return cleaned.value, problem.severity if problem else None, problem.rule if problem else None
