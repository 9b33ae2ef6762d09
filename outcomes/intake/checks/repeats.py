"""Cross-field rules about who a row is of, and what is there twice."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.timeline import row_of
from outcomes.intake.shapes import by_shape

FEWEST_CODES = 10
COMMON_SHARE = 0.8
_PARTS = re.compile(r"\d+|[^\W\d_]+|\s+")
# What tells two rows of a patient apart, besides everything else being the same.
_VISITS = {
    "ascites": ("assessment_date", ("method", "post_drainage")),
    "response": ("assessment_date", ("method",)),
    "surgery": ("surgery_date", ("intent", "procedure")),
    "treatment": ("datetime", ("type", "drug", "cycle")),
}
_OF_THE_PLAN = re.compile(r"\d|baseline|基线")  # an unscheduled visit may well come twice


def id_unlike(facts: Facts) -> Iterator[Found]:
    """Codes of patients are built alike: letters, digits and signs in one order."""
    known = facts.rows("patients", ["patient_id"])
    shapes = known["patient_id"].map(_shape)
    if len(known) < FEWEST_CODES:
        return
    counts = shapes.value_counts()
    if counts.iloc[0] < COMMON_SHARE * len(known):
        return
    for row in known["row"][shapes != counts.index[0]]:
        yield Found(
            "warning", "patients", "patient_id", int(row),
            "the code is unlike all others: is this a patient?",
            "Correct the code, or delete the row.",
        )  # fmt: skip


def arm_of_one(facts: Facts) -> Iterator[Found]:
    """Arms that nobody declared are what stands in the column: a slip or a note is one, too."""
    known = facts.rows("patients", ["patient_id", "arm"]).dropna(subset=["arm"])
    if not facts.spec.inferred or len(known) < FEWEST_CODES // 2:
        return
    alone = known["arm"].map(known["arm"].value_counts()) == 1
    for row in known["row"][alone]:
        yield Found(
            "warning", "patients", "arm", int(row),
            "this is the only patient of this arm: is it an arm, another spelling or a note?",
            "Correct the entry, or say in the aliases of the [[arm]] which arm it is.",
        )  # fmt: skip


@by_shape
def _shape(code: str) -> str:
    """Return what codes of one kind share: P-001 and p-12 are letters, a dash and digits."""
    return _PARTS.sub(_kind, unicodedata.normalize("NFKC", code))


def _kind(part: re.Match[str]) -> str:
    first = part[0][0]
    return "0" if first.isdigit() else " " if first.isspace() else "a"


def visit_twice(facts: Facts) -> Iterator[Found]:
    """A patient has one row per visit, or per day and way of looking."""
    for sheet, (date, ways) in _VISITS.items():
        for row in _again(facts, sheet, date, ways):
            yield Found(
                "warning", sheet, date, row, "the same visit of the patient has a row already",
                "Delete one of them, or correct the date or the visit.",
            )  # fmt: skip


def _again(facts: Facts, sheet: str, date: str, ways: Sequence[str]) -> list[int]:
    """Return the rows of a sheet that repeat one above."""
    frame = facts.frame(sheet)
    if frame is None or date not in frame:
        return []
    same = ["patient_id", *(way for way in ways if way in frame)]
    again = frame[date].notna() & frame.duplicated([*same, date])
    if "visit" in frame:
        visits = frame["visit"].astype("string").str.strip().str.casefold()
        planned = visits.str.contains(_OF_THE_PLAN, na=False)
        again |= planned & frame[same].assign(visit=visits).duplicated()
    return [int(row) for row in row_of(frame)[again.to_numpy()]]
