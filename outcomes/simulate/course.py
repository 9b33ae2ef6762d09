"""What happens to one simulated patient, in days, before any sheet is filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from outcomes.simulate.trial import ASCITES_LEVELS

FIVE_POINT_ML_PER_CM = 200.0
"""Five-point method: volume in mL is 200 times the sum of the five thicknesses in cm."""

ASCITES_BOUNDS_ML = (50.0, 550.0, 1900.0)
"""Volumes at which a simulated amount becomes small, moderate, massive."""


@dataclass(frozen=True, slots=True)
class Course:
    """The true course of one patient; every number is a day after `origin`, None if never.

    Attributes
    ----------
    baseline : mapping
        Columns of the ``patients`` sheet known at entry.
    seed : tuple of int
        Seeds the patient's own records, so that one patient's story never shifts another's.
    scans : tuple of int
        Assessments that took place, the last one at progression if that was seen.
    last_contact : int
        Day of death if dead.
    """

    patient_id: str
    seed: tuple[int, ...]
    baseline: Mapping[str, Any]
    origin: date
    start: int | None
    scans: tuple[int, ...]
    progression: int | None
    last_contact: int
    status: str
    second_look: int | None = None
    surgery: int | None = None

    @property
    def death(self) -> int | None:
        return self.last_contact if self.status == "dead" else None

    def day(self, number: int | None) -> date | None:
        """Return the calendar date of a day, None for never."""
        return None if number is None else self.origin + timedelta(days=int(number))

    def at(self, number: int, hour: float) -> datetime:
        """Return day and hour as a datetime, to the full minute."""
        return datetime.combine(self.origin, time()) + timedelta(
            days=int(number), minutes=round(hour * 60)
        )

    def rng(self, sheet: int) -> np.random.Generator:
        """Return the generator of one sheet of this patient."""
        return np.random.default_rng((*self.seed, sheet))


class Follow(NamedTuple):
    """How long one patient was watched and how it ended."""

    last_contact: int
    status: str


def follow_up(rng: np.random.Generator, death: int, cutoff: int, loss: int | None) -> Follow:
    """Return the end of follow-up: death, loss, or a last contact at or shortly before the cut-off.

    Parameters
    ----------
    rng : Generator
    death, cutoff : int
        Days at which the patient would die and the data are cut.
    loss : int, optional
        Day at which the patient stops coming.
    """
    if loss is not None and loss < min(death, cutoff):
        return Follow(loss, "lost" if rng.random() < 0.7 else "withdrawn")
    if death <= cutoff:
        return Follow(death, "dead")
    gap = 0 if rng.random() < 0.15 else int(rng.integers(1, 75))
    return Follow(max(cutoff - gap, 0), "alive")


def seen_scans(
    rng: np.random.Generator, schedule: Sequence[int], progression: int, last: int
) -> tuple[tuple[int, ...], int | None]:
    """Return the scans that took place and the one that showed progression, if any did.

    Parameters
    ----------
    rng : Generator
    schedule : sequence of int
        Planned days; most are kept to the day, which is where ties come from.
    progression : int
        Day of true progression, seen at the first scan on or after it.
    last : int
        Day of last contact or death.
    """
    done: list[int] = []
    for planned in schedule:
        shift = 0 if rng.random() < 0.65 else int(rng.integers(-3, 5))
        missed = rng.random() < 0.03
        if planned + shift >= last:
            break
        if missed:
            continue
        done.append(planned + shift)
        if done[-1] >= progression:
            return tuple(done), done[-1]
    return tuple(done), None


def ascites_category(volume_ml: float) -> str:
    """Return the category of an amount of ascites in mL."""
    return ASCITES_LEVELS[sum(volume_ml >= bound for bound in ASCITES_BOUNDS_ML)]


def five_points(rng: np.random.Generator, volume_ml: float) -> tuple[list[float], int]:
    """Return the five thicknesses (cm, one decimal) and the volume (mL) they amount to."""
    shares = rng.dirichlet((3.0, 3.0, 4.0, 4.0, 8.0))
    millimeters = rng.multinomial(round(volume_ml / FIVE_POINT_ML_PER_CM * 10), shares)
    thickness = [int(mm) / 10 for mm in millimeters]
    return thickness, round(sum(thickness) * FIVE_POINT_ML_PER_CM)


def pick(rng: np.random.Generator, options: Mapping[Any, float]) -> Any:
    """Return one of the keys, with probabilities proportional to the values."""
    weights = np.fromiter(options.values(), float)
    return list(options)[int(rng.choice(len(weights), p=weights / weights.sum()))]


def yes(flag: bool) -> str:
    """Return Y or N."""
    return "Y" if flag else "N"


def mostly(rng: np.random.Generator, value: Any, missing: float) -> Any:
    """Return the value, or None with the given probability: nobody wrote it down."""
    return None if rng.random() < missing else value


def working_days(rng: np.random.Generator, n: int, start: date, end: date) -> list[date]:
    """Return n working days between two dates, ascending, busier after a slow first half-year."""
    days = int((end - start).days)
    offsets = np.sort((days * rng.beta(1.25, 1.0, n)).astype(int))
    rolled = np.busday_offset(
        np.datetime64(start, "D") + offsets.astype("timedelta64[D]"), 0, roll="backward"
    )
    return [max(day, start) for day in rolled.astype(object).tolist()]


def spaced(first: int, step: int, until: int) -> Iterator[int]:
    """Yield first, first + step, … up to and including until."""
    yield from range(first, until + 1, step)
