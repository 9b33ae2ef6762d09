"""Results are values: every analysis, whatever its method, answers with the same frozen type."""

from dataclasses import dataclass, replace
from math import isfinite
from operator import ne
from typing import Any, Self

from outcomes.results.condition import Condition
from outcomes.results.masked import Masked
from outcomes.results.note import Method, Note
from outcomes.results.quantities import quantity_named

Notes = tuple[Note, ...]
BEING_COMPUTED = Note("being_computed")
Methods = tuple[Method, ...]


def _refuse_nan(item: Any) -> None:
    """Raise where a field is NaN: it breaks equality, hashing by value and cache round trips.

    Curves have thousands of numbers: NaN is what does not equal itself.
    """
    for name in item.__dataclass_fields__:
        value = getattr(item, name)
        parts = value if isinstance(value, tuple) else (value,)
        if any(map(ne, parts, parts)):
            raise ValueError(f"{type(item).__name__}.{name} is NaN; use None or inf")


def _refuse_prose(parts: tuple[object, ...], kind: type) -> None:
    """Raise where something is said in words: only ``wording`` makes sentences."""
    for part in (parts,) if isinstance(parts, str) else parts:
        if not isinstance(part, kind):
            raise TypeError(f"{part!r} is no {kind.__name__}")


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; a limit that does not exist is None, one never reached is inf."""

    low: float | None
    high: float | None
    level: float = 0.95

    def __post_init__(self) -> None:
        _refuse_nan(self)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with everything needed to read it.

    Attributes
    ----------
    quantity
        A word of the vocabulary in `quantities` (``median``, ``hazard_ratio``, …).
    group, reference
        Arm id (or ``"all"``) the number describes, and the arm it is compared with. The
        reference is the denominator of a ratio and is subtracted in a difference.
    value
        The estimate; None where it cannot be estimated (a note says why), inf = not reached.
    at
        The time (in ``unit`` of the study) or landmark the number belongs to.
    std_err
        Standard error of the value; of a ratio, of its logarithm.
    method
        How the number was made, part by part.
    covariates
        Ids of the covariates, strata or baseline column the number is about.
    where
        The subgroup the number is restricted to, within the result's own filters.

    Raises
    ------
    ValueError
        Where the quantity is not in the vocabulary, or a number is nan.
    """

    quantity: str
    group: str = "all"
    reference: str | None = None
    value: float | None = None
    interval: Interval | None = None
    at: float | None = None
    p_value: float | None = None
    unit: str = ""
    n: int | None = None
    n_events: int | None = None
    method: Methods = ()
    covariates: tuple[str, ...] = ()
    where: Condition | None = None
    notes: Notes = ()
    std_err: float | None = None

    def __post_init__(self) -> None:
        quantity_named(self.quantity)
        _refuse_nan(self)
        _refuse_prose(self.method, Method)
        _refuse_prose(self.notes, Note)

    def made_by(self, *ids: str) -> bool:
        """Whether a part of the method has one of the ids."""
        return any(part.says(*ids) for part in self.method)

    def says(self, *ids: str) -> bool:
        """Whether a note, or one within it, has one of the ids."""
        return any(note.says(*ids) for note in self.notes)

    @property
    def finite(self) -> bool:
        """Whether there is a number, and one that can be drawn."""
        masked = self.value is None or isinstance(self.value, Masked)
        return not masked and isfinite(self.value or 0.0)

    @property
    def ci_low(self) -> float | None:
        return self.interval.low if self.interval else None

    @property
    def ci_high(self) -> float | None:
        return self.interval.high if self.interval else None


@dataclass(frozen=True, slots=True)
class Curve:
    """A step function of time for one group; the risk table is read from it, never recomputed.

    Of a published curve only some points are known; ``joined`` says that straight lines join them.

    All tuples have equal length. ``n_at_risk`` counts those at risk just before ``time``;
    ``n_events`` and ``n_censored`` count what happened at it. ``time`` starts at 0.
    """

    group: str
    quantity: str
    time: tuple[float, ...]
    value: tuple[float, ...]
    ci_low: tuple[float | None, ...] = ()
    ci_high: tuple[float | None, ...] = ()
    n_at_risk: tuple[float, ...] = ()
    n_events: tuple[float, ...] = ()
    n_censored: tuple[float, ...] = ()
    unit: str = ""
    joined: bool = False

    def __post_init__(self) -> None:
        lengths = {len(self.time), len(self.value)}
        lengths |= {
            len(part)
            for part in (
                self.ci_low, self.ci_high, self.n_at_risk, self.n_events, self.n_censored
            )
            if part
        }  # fmt: skip
        if len(lengths) != 1:
            raise ValueError(f"curve '{self.group}': lengths differ: {sorted(lengths)}")
        quantity_named(self.quantity)
        _refuse_nan(self)


@dataclass(frozen=True, slots=True)
class Flow:
    """One box of a flow diagram: a count, where it comes from, and the reasons that left it."""

    id: str
    n: int
    parent: str | None = None
    group: str = "all"
    reasons: tuple[tuple[Note | str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one question about one cohort. No patient rows in it; hashable."""

    analysis: str
    endpoint: str = ""
    population: str = ""
    filters: str = ""
    estimates: tuple[Estimate, ...] = ()
    curves: tuple[Curve, ...] = ()
    flow: tuple[Flow, ...] = ()
    n: int | None = None
    n_events: int | None = None
    n_missing: int | None = None
    notes: Notes = ()

    def __post_init__(self) -> None:
        _refuse_prose(self.notes, Note)

    @property
    def awaited(self) -> bool:
        """Whether it only stands where an answer will: nothing is known yet, not even nothing."""
        return BEING_COMPUTED in self.notes

    def pick(
        self, quantity: str, group: str | None = None, at: float | None = None
    ) -> Estimate | None:
        """Return the first estimate of that quantity (and group, and time), or None."""
        for estimate in self.estimates:
            if estimate.quantity != quantity or (group is not None and estimate.group != group):
                continue
            if at is None or estimate.at == at:
                return estimate
        return None

    def all(self, quantity: str) -> tuple[Estimate, ...]:
        """Return every estimate of that quantity, in order."""
        return tuple(e for e in self.estimates if e.quantity == quantity)

    def described(self) -> Self:
        """Return the same result without comparisons and tests: what describes a cohort."""
        compares = ("ratio", "difference", "statistic")
        kept = (
            e
            for e in self.estimates
            if e.reference is None and quantity_named(e.quantity).kind not in compares
        )
        return replace(self, estimates=tuple(kept))

    def with_notes(self, *notes: Note) -> Self:
        """Return the same result with further notes."""
        return replace(self, notes=self.notes + notes)
