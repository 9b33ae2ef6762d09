"""What is known at baseline, and what came later."""

from collections.abc import Iterable

from outcomes.dictionary import sheet_named
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.results.condition import Condition

_ALWAYS_KNOWN = {"arm", "site", "age_group", "ascites_at_baseline", "itt"}


def measured_later(filters: Iterable[Condition]) -> bool:
    """Whether any filter is on something measured after baseline, which breaks a comparison."""
    later = {c.name for c in sheet_named("patients").columns if not c.baseline}
    later |= {column.name for column in DERIVED_COLUMNS}
    return bool({f.column for f in filters} & (later - _ALWAYS_KNOWN))
