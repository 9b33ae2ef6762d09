"""Published results as typed rows, and what does not fit in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, log, sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any, Literal

from outcomes.model.file.told import told
from outcomes.model.toml.reader import ProtocolError, Reader, entry
from outcomes.model.toml.text import read_toml

FILE = Path(__file__).parents[3] / "data" / "benchmarks.toml"
RATIOS = ("hazard_ratio", "subdistribution_hazard_ratio")
FACTOR_P = 3.0  # a p-value and its confidence interval may differ by rounding and by the test
ASYMMETRY = 0.03  # of a confidence interval about its ratio, on the log scale
ONE_SIDED = 0.1  # relative distance of a p-value from half the one of the interval

Mix = tuple[tuple[tuple[str, ...], float], ...]
"""Levels counted together, and their share of the patients."""

Setting = Literal["therapeutic", "prophylactic"]
Quantity = Literal["median", "hazard_ratio", "subdistribution_hazard_ratio", "survival",
                   "cumulative_incidence", "proportion"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublishedArm:
    """One arm of a published study."""

    id: str = entry("short name of the arm")
    label: str = entry("name shown for the arm")
    n: int | None = entry("number of patients, where it is known", default=None)


@dataclass(frozen=True, slots=True)
class PublishedQuantity:
    """One printed number. Percentages (and their limits) are 0–100, as printed."""

    quantity: Quantity = entry("what was estimated")
    endpoint: str = entry("id of the endpoint as studies name it: os, pfs, conversion, …")
    arm: str = entry("id of the arm; empty for all patients", default="")
    reference: str = entry("id of the arm a ratio is relative to", default="")
    value: float | None = entry("the number, unless it is a percentage", default=None)
    percent: float | None = entry("the percentage as printed", default=None)
    decimals: int = entry("decimals of the printed percentage", default=1)
    numerator: int | None = entry("patients counted", default=None)
    denominator: int | None = entry("patients of whom", default=None)
    at: float | None = entry("months from the start", default=None)
    unit: str = entry("unit of a median", default="months")
    interval: tuple[float, ...] = entry("lower and upper limit", default=())
    level: float | None = entry("confidence level of the interval", default=None)
    p_value: float | None = entry("p-value as printed", default=None)
    p_printed: tuple[float, ...] = entry("all p-values printed for it", default=())
    adjusted: bool = entry("true for a model with covariates", default=False)
    method: str = entry("how it was estimated", default="")

    @property
    def share(self) -> float | None:
        """The percentage as a share of 1; from the counts where none is printed."""
        if self.percent is not None:
            return self.percent / 100
        if self.numerator is not None and self.denominator:
            return self.numerator / self.denominator
        return None


@dataclass(frozen=True, slots=True)
class PublishedMix:
    """How many patients of a published study had some levels of a covariate."""

    covariate: str = entry("column of patients")
    levels: tuple[str, ...] = entry("levels counted together")
    patients: int = entry("patients of whom that was so", low=0, high=1_000_000)


@dataclass(frozen=True, slots=True)
class Published:
    """One published study: who, how, from where, and every number read in it."""

    id: str
    label: str
    citation: str
    source: str
    setting: Setting
    design: str
    provenance: Literal["abstract", "secondary"]
    n: int
    flags: tuple[str, ...] = ()
    arms: tuple[PublishedArm, ...] = ()
    quantities: tuple[PublishedQuantity, ...] = ()
    mixes: tuple[PublishedMix, ...] = ()

    def mix(self, covariate: str) -> Mix:
        """Return the shares of the levels of a covariate; none where they are not printed."""
        printed = [m for m in self.mixes if m.covariate == covariate]
        total = sum(m.patients for m in printed)
        return tuple((m.levels, m.patients / total) for m in printed) if total else ()

    def arm(self, arm_id: str) -> PublishedArm | None:
        """Return the arm of that id; None for all patients."""
        return next((a for a in self.arms if a.id == arm_id), None)


@dataclass(frozen=True, slots=True)
class _Head:
    id: str = entry("short name of the publication")
    label: str = entry("name shown for it")
    citation: str = entry("authors, journal, year")
    source: str = entry("where it was read")
    setting: Setting = entry("treatment of present disease, or its prevention")
    design: str = entry("design of the study")
    provenance: Literal["abstract", "secondary"] = entry("read in the source itself, or elsewhere")
    n: int = entry("patients analyzed")
    flags: tuple[str, ...] = entry("what a reader must know", default=())


def load_benchmarks(path: Path = FILE) -> tuple[Published, ...]:
    """Return the published studies of a file; none where there is no such file.

    Raises
    ------
    ProtocolError
        With every key that is unknown, missing or of the wrong type, and every repeated id.
    """
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return ()
    return _read(path, changed)


def benchmarks_beside(folder: Path) -> tuple[Published, ...]:
    """Return the published studies of a directory of studies, else those of the program."""
    own = folder / "benchmarks.toml"
    return load_benchmarks(own if own.is_file() else FILE)


def published_of(names: Sequence[str], folder: Path) -> tuple[Published, ...]:
    """Return the published studies a protocol names, in its order, out of those beside it."""
    known = {p.id: p for p in benchmarks_beside(folder)}
    return tuple(known[name] for name in names if name in known)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Published, ...]:
    raw = read_toml(path.read_bytes(), path.name)
    reader = Reader([])
    found = [_published(reader, item) for item in raw.get("trial", [])]
    ids = [str(item.get("id")) for item in raw.get("trial", [])]
    repeated = (f"[[trial]] '{i}'" for i in sorted(set(ids)) if ids.count(i) > 1)
    reader.problems += [told("{} is defined twice", where) for where in repeated]
    if reader.problems:
        raise ProtocolError(reader.problems)
    return tuple(item for item in found if item is not None)


def _published(reader: Reader, raw: Mapping[str, Any]) -> Published | None:
    where = f"[[trial]] '{raw.get('id', '')}'"
    parts = {"arm": PublishedArm, "quantity": PublishedQuantity, "mix": PublishedMix}
    head = reader.block(_Head, {k: v for k, v in raw.items() if k not in parts}, where)
    lists = {
        name: tuple(reader.block(cls, item, f"{where}.{name}") for item in raw.get(name, []))
        for name, cls in parts.items()
    }
    if head is None or any(None in part for part in lists.values()):
        return None
    known = {"", *(arm.id for arm in lists["arm"])}
    for item in lists["quantity"]:
        for arm in {item.arm, item.reference} - known:
            reader.problems.append(told("{} has no arm '{}'", where, arm))
    return Published(
        **{name: getattr(head, name) for name in _Head.__slots__},
        arms=lists["arm"], quantities=lists["quantity"], mixes=lists["mix"],
    )  # fmt: skip


def check_benchmark(row: Published) -> tuple[str, ...]:
    """Return what does not fit together in the printed numbers of a publication.

    Parameters
    ----------
    row
        One published study.

    Returns
    -------
    tuple of str
        A sentence each: arm sizes that do not add up; an interval whose level is not recorded; a
        ratio more than 0.03 away from the middle of its interval on the log scale; a p-value
        more than threefold away from that of the interval, or half of it (one-sided); a p-value
        printed in several ways; a percentage that is not that of its counts, or of no whole
        number of patients (a Kaplan–Meier estimate need not be one).

    Notes
    -----
    The p-value of an interval is that of Wald's test: standard error = width on the log scale
    over twice the normal quantile of the level. Percentages may be rounded or cut off: they are
    allowed one unit in the last place.
    """
    flaws = [words for item in row.quantities for words in _flaws(row, item)]
    return tuple(dict.fromkeys([*_sizes(row), *flaws]))


def _sizes(row: Published) -> Iterator[str]:
    sizes = [arm.n for arm in row.arms if arm.n is not None]
    if sizes and len(sizes) == len(row.arms) and sum(sizes) != row.n:
        yield f"arms of {' and '.join(map(str, sizes))} do not add up to {row.n}"


def _flaws(row: Published, item: PublishedQuantity) -> Iterator[str]:
    name = item.endpoint.upper() if len(item.endpoint) <= 3 else item.endpoint.replace("_", " ")
    what = f"{name} {item.quantity.replace('_', ' ')}"
    if item.interval and item.level is None:
        yield f"{what}: level of the confidence interval not recorded"
    if len(set(item.p_printed)) > 1:
        yield f"{what}: p printed as {', '.join(f'{p:g}' for p in item.p_printed)}"
    if item.quantity in RATIOS and item.interval and item.value:
        yield from (f"{what}: {words}" for words in _ratio_flaws(item, item.value))
    arm = row.arm(item.arm)
    words = _share_flaw(item, item.denominator or (arm.n if arm else None))
    if words:
        yield f"{what}{f', {arm.label}' if arm else ''}: {words}"


def _ratio_flaws(item: PublishedQuantity, value: float) -> Iterator[str]:
    low, high = (log(limit) for limit in item.interval)
    if abs(log(value) - (low + high) / 2) >= ASYMMETRY:
        yield "confidence interval not symmetric about the ratio"
    implied = implied_p(item)
    if implied is None or not item.p_value:
        return
    if not 1 / FACTOR_P < implied / item.p_value < FACTOR_P:
        yield f"p = {item.p_value:g}, but {implied:.2g} by the confidence interval"
    elif abs(implied / 2 / item.p_value - 1) < ONE_SIDED:
        yield f"p = {item.p_value:g} is half of {implied:.2g} by the confidence interval: one-sided"


def implied_p(item: PublishedQuantity) -> float | None:
    """Return the two-sided Wald p-value that a ratio and its confidence interval imply."""
    if not item.value or not item.interval or item.level is None:
        return None
    low, high = (log(limit) for limit in item.interval)
    std_err = (high - low) / (2 * NormalDist().inv_cdf(0.5 + item.level / 2))
    return erfc(abs(log(item.value)) / std_err / sqrt(2))


def _share_flaw(item: PublishedQuantity, n: int | None) -> str:
    if item.percent is None or not n or item.quantity not in ("proportion", "survival"):
        return ""
    printed, slack = f"{item.percent:.{item.decimals}f}%", 10.0**-item.decimals
    if item.numerator is not None:
        true = 100 * item.numerator / n
        wrong = abs(item.percent - true) >= slack
        return f"{printed} is printed, {item.numerator}/{n} is {true:.1f}%" if wrong else ""
    whole = round(item.percent * n / 100)
    if abs(item.percent - 100 * whole / n) < slack:
        return ""
    either = "a Kaplan–Meier estimate or " if item.quantity == "survival" else ""
    return f"{printed} of {n} is no whole number of patients: {either}another denominator"
