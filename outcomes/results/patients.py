"""Results that show patients one by one. The hosted instance never builds one."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.results.note import Note


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a patient: ``kind`` (``drainage``, ``hipec``, ``surgery``,
    ``progression``, ``response``, …) at ``time``.
    """

    kind: str
    time: float


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient of a waterfall, spider, swimmer or trajectory figure.

    Attributes
    ----------
    patient_id
        Shown only where a reader asks for it, never in the hover by default.
    time, value
        Equal lengths; ``time`` in the unit of the series. A waterfall has one value and no time.
    end, ended_by
        End of follow-up and why: ``death``, ``censored`` or "".
    flags
        What the figure must mark: ``capped``, ``small_baseline`` (below 300 mL),
        ``after_drainage``, ….
    """

    patient_id: str
    group: str
    time: tuple[float, ...] = ()
    value: tuple[float, ...] = ()
    category: tuple[str, ...] = ()
    end: float | None = None
    ended_by: str = ""
    marks: tuple[Mark, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientSeries:
    """Patients one by one, with the same context as a `Result`.

    Attributes
    ----------
    n, n_missing
        Patients of the cohort the figure is about, and those of them it cannot show.
    left_out
        Why those are missing, and how many of them: ``(reason, n)``.
    unit
        Of ``time``; ``value_unit`` of ``value``.
    """

    analysis: str
    quantity: str
    population: str = ""
    filters: str = ""
    lines: tuple[PatientLine, ...] = ()
    unit: str = ""
    value_unit: str = ""
    n: int | None = None
    n_missing: int | None = None
    left_out: tuple[tuple[str, int], ...] = ()
    notes: tuple[Note, ...] = ()
