"""On which days anybody looked whether disease had progressed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

ASSESSED = (
    ("response", "assessment_date", ("overall_response",)),
    ("ascites", "assessment_date", ("category", "volume_ml")),
    ("follow_up", "contact_date", ("progression",)),
)
"""Sheet, its date, and the columns of which one must say something."""


def assessed(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[pd.DataFrame, str]]:
    """Yield the rows of each sheet that are an adequate assessment, and the name of their date.

    Adequate are a response that could be evaluated, ascites that was seen, progression judged.
    """
    for sheet, date, evidence in ASSESSED:
        table = tables.get(sheet)
        present = [c for c in evidence if table is not None and c in table]
        if table is not None and date in table and present:
            judged = (table[present].notna() & (table[present] != "NE")).any(axis=1)
            yield table[judged], date
