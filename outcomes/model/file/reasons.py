"""Why an endpoint is not available for a patient: a code and the column it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcomes.model.file.told import told

if TYPE_CHECKING:
    import numpy as np

UNREAD, MONTH_ONLY, MISSING = "unread", "month_only", "missing"
AFTER_CUTOFF, UNDATED_DEATH, NEGATIVE = "after_cutoff", "undated_death", "negative"
NO_COLUMN, NOT_A_TIME, UNKNOWN_CODE = "no_column", "not_a_time", "unknown_code"
NO_FOLLOW_UP, BLANK, NOT_YES_NO, NOT_BEGUN = "no_follow_up", "blank", "not_yes_no", "not_begun"
BEFORE_ENTRY = "before_entry"
NOT_YET = "not_yet"
"""The window of assessment is not over at the data cut-off."""

_SAYS: Mapping[str, str] = {
    UNREAD: "{} cannot be read",
    MONTH_ONLY: "{} is known to the month only",
    MISSING: "{} is missing",
    AFTER_CUTOFF: "{} is after the data cut-off",
    UNDATED_DEATH: "died on an unknown date",
    NEGATIVE: "ends before {}",
    NO_COLUMN: "no column {}",
    NOT_A_TIME: "{} is not a time",
    UNKNOWN_CODE: "{} has an unknown code",
    NO_FOLLOW_UP: "no follow-up recorded",
    BLANK: "{} is blank",
    NOT_YET: "the window of {} is not over at the data cut-off",
    NOT_YES_NO: "{} does not hold Y and N",
    NOT_BEGUN: "no {}",
    BEFORE_ENTRY: "ends before observation begins at {}",
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many of the default analysis set should have an endpoint and do not.

    Attributes
    ----------
    n, total
        How many lack it, of how many it is about.
    why
        The reasons and how many there are of each, the most frequent first; a reason that is
        empty stands for all others.
    """

    n: int = 0
    total: int = 0
    why: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        """The share of those it is about; 0 without anybody."""
        return self.n / self.total if self.total else 0.0


NOBODY = Lacking()


def reason(code: str, column: str = "") -> str:
    """Return a reason as it stands in `EndpointData.reason`: ``unread:death_date``."""
    return f"{code}:{column}"


def parts(text: str) -> tuple[str, str]:
    """Return the code and the column of a reason."""
    code, _, column = text.partition(":")
    return code, column


def words(text: str) -> str:
    """Return a reason as a sentence without a subject: ``death_date cannot be read``."""
    code, column = parts(text)
    return told(_SAYS.get(code, code), column)


def first_reason(conditions: Sequence[tuple[np.ndarray, str]]) -> np.ndarray:
    """Return per patient the first reason that holds, "" where none does; shape (n,)."""
    import numpy as np  # a published scene holds reasons, and its reader computes nothing

    codes = np.select([holds for holds, _ in conditions], range(len(conditions)), default=-1)
    # Objects: one text for all who share it, where each would hold as much as the longest.
    return np.array([*(text for _, text in conditions), ""], dtype=object)[codes]
