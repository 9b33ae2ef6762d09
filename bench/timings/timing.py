"""Samples of time, taken in turns, and the tables they make."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

Clock = Callable[[], float]
"""Does the work once or several times; returns milliseconds for one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Milliseconds for the same work, one value per round."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        return f"{_ms(self.median)} ({_ms(low)}–{_ms(high)}, k={len(self.values)})"


@dataclass(frozen=True, slots=True)
class Target:
    """At most so many milliseconds, or at least so many times faster than the other."""

    at_most: float | None = None
    times_faster: float | None = None

    def met(self, ours: Sample, ratio: float | None) -> bool:
        fast = self.at_most is None or ours.median <= self.at_most
        return fast and (self.times_faster is None or (ratio or 0.0) >= self.times_faster)

    def __str__(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g} ms"
        return f"≥ {self.times_faster:g} ×"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``against`` names the other, ``note`` says what a number cannot."""

    what: str
    n: int
    ours: Sample
    against: str = ""
    other: Sample | None = None
    target: Target | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Other divided by ours, the median over rounds: both of a round met the same noise."""
        if self.other is None:
            return None
        pairs = zip(self.other.values, self.ours.values, strict=True)
        return median(b / a for b, a in pairs)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.target.met(self.ours, self.ratio) else "MISSED"

    def cells(self) -> tuple[str, ...]:
        ratio = self.ratio
        return (
            self.what,
            f"{self.n:,}".replace(",", " ") if self.n else "",
            str(self.ours),
            f"{self.against} {_ms(self.other.median)}" if self.other else "",
            "" if ratio is None else f"{ratio:.3g} ×",
            str(self.target or ""),
            self.verdict,
            self.note,
        )


HEADINGS = ("what", "n", "ours, ms", "other, ms", "ratio", "target", "", "")


def clock(work: Callable[[], object], *, at_least: float = 0.01) -> Clock:
    """Return a clock of ``work`` that repeats it until ``at_least`` seconds have passed.

    The first call, here, warms caches and lazy imports and is not counted.
    """
    start = time.perf_counter()
    work()
    once = time.perf_counter() - start
    repeats = max(1, min(1000, round(at_least / max(once, 1e-7))))

    def read() -> float:
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        return (time.perf_counter() - start) / repeats * 1000

    return read


def in_turns(
    clocks: Sequence[Clock], *, seconds: float = 1.5, fewest: int = 3, most: int = 21
) -> tuple[Sample, ...]:
    """Read the clocks A B A B … until the time is up, so that noise meets all of them alike."""
    rounds: list[tuple[float, ...]] = []
    end = time.perf_counter() + seconds
    gc.collect()
    while len(rounds) < fewest or (len(rounds) < most and time.perf_counter() < end):
        rounds.append(tuple(read() for read in clocks))
    return tuple(Sample(values) for values in zip(*rounds, strict=True))


def versus(
    what: str,
    n: int,
    ours: Callable[[], object],
    others: Sequence[tuple[str, Clock, Target | None]],
    target: Target | None = None,
) -> list[Row]:
    """Return a row for our own target, if there is one, and a row against each other."""
    mine, *theirs = in_turns([clock(ours), *(other for _, other, _ in others)])
    rows = [Row(what, n, mine, target=target)] if target or not others else []
    named = zip(others, theirs, strict=True)
    return rows + [Row(what, n, mine, name, sample, goal) for (name, _, goal), sample in named]


def print_table(title: str, rows: Iterable[Row]) -> None:
    """Print rows with aligned columns; numbers to the right."""
    lines: list[tuple[str, ...]] = [HEADINGS]
    before = None
    for row in rows:
        what, n, ours, *others = row.cells()
        lines.append(("", "", "", *others) if row.ours is before else (what, n, ours, *others))
        before = row.ours
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    print(f"\n{title}")
    for line in lines:
        cells = [
            cell.rjust(width) if 0 < i < 6 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)


def _ms(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
