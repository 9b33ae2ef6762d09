"""Who is in: an analysis population, narrowed by filters, and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import NOT_YET
from outcomes.model.later import measured_later
from outcomes.model.once import once
from outcomes.model.protocol import Arm, StudySpec
from outcomes.model.study import Study
from outcomes.results.condition import Condition

Filter = Condition


class FilterError(ValueError):
    """A filter that cannot be understood or does not fit the study."""


_COMPARED = {">=": np.greater_equal, "<=": np.less_equal, "<": np.less, ">": np.greater}


def satisfies(patients: pd.DataFrame, condition: Condition) -> np.ndarray:
    """Return the mask of patients that satisfy a condition."""
    values = patients[condition.column]
    if condition.op == "in":
        return as_levels(values).isin(condition.levels).to_numpy()
    return _within(values, condition)


def _within(values: pd.Series, condition: Condition) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(float)
    with np.errstate(invalid="ignore"):
        return _COMPARED[condition.op](numbers, condition.bound)


class Coded(NamedTuple):
    """A column as levels: the place of each patient's among them, −1 where there is none."""

    codes: np.ndarray
    levels: tuple[str, ...]

    def told(self, of_level: Mapping[str, Any], unknown: Any) -> np.ndarray:
        """Return what is told of each patient's level."""
        told = [*(of_level.get(level, unknown) for level in self.levels), unknown]
        return np.array(told)[self.codes]


@once
def coded(study: Study, column: str) -> Coded:
    """Return a column of the patients of a study as levels, in the order they occur."""
    if column not in study.patients:
        return Coded(np.full(len(study.patients), -1), ())
    codes, levels = pd.factorize(as_levels(study.patients[column]))
    return Coded(codes, tuple(levels))


@once
def _in_time(study: Study, endpoint: str) -> np.ndarray:
    """Return the patients of a study in the order of their times."""
    return np.argsort(study.endpoints[endpoint].time, kind="stable")


def as_levels(values: pd.Series) -> pd.Series:
    """Return a column as the level names filters use: Y/N for flags, text otherwise."""
    if values.dtype.kind == "f":
        flags = set(values.dropna().unique()) <= {0.0, 1.0}
        names = values.map({1.0: "Y", 0.0: "N"}) if flags else values.map("{:g}".format)
        return names.where(values.notna())
    return values


_FILTER = re.compile(r"^\s*([\w.]+)\s*(>=|<=|\bin\b)\s*(.+?)\s*$")


def parse_filter(text: str, study: Study) -> Filter:
    """Return the filter written ``column in a,b``, ``column >= 1`` or ``column <= 1``.

    A level may stand in double quotes, doubled within: ``stage in "T4a, N0", "T4b"``.

    Raises
    ------
    FilterError
        When the text has another form, or the column or a level does not exist in the study.
    """
    match = _FILTER.match(text)
    if not match:
        raise FilterError(f"'{text}' is not a filter; write column in a,b or column >= 1")
    column, op, right = match.groups()
    if column not in study.patients or column == "patient_id" or column.startswith("_"):
        raise FilterError(f"there is no column '{column}' to filter on")
    if op == "in":
        wanted = tuple(dict.fromkeys(_levels_in(right)))
        known = set(levels_of(study, column))
        most = study.spec.policy.filter_levels_at_most
        if len(known) > most:
            raise FilterError(f"'{column}' has more than {most} levels and is no filter")
        unknown = [level for level in wanted if level not in known]
        if unknown or not wanted:
            shown = ", ".join(sorted(known))
            raise FilterError(f"'{column}' has no level '{', '.join(unknown)}'; it has {shown}")
        return Filter(column, "in", wanted)
    try:
        bound = float(right)
    except ValueError:
        raise FilterError(f"'{right}' is not a number in '{text}'") from None
    if study.patients[column].dtype.kind not in "fi":
        raise FilterError(f"'{column}' is not a number; use: {column} in …")
    return Filter(column, ">=" if op == ">=" else "<=", bound=bound)


_LEVEL = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))')


def _levels_in(listed: str) -> Iterator[str]:
    """Yield the levels of a list separated by commas, out of their quotes."""
    for quoted, plain in _LEVEL.findall(listed):
        level = plain.strip() or quoted.replace('""', '"')
        if level:
            yield level


def levels_of(study: Study, column: str) -> tuple[str, ...]:
    """Return the levels of a column: the protocol's order first, then whatever else occurs."""
    return level_names(study.spec, study.patients, column)


def level_names(spec: StudySpec, patients: pd.DataFrame, column: str) -> tuple[str, ...]:
    """Return the levels of a column of patients, as `levels_of` does for a study."""
    if column in ("arm", "arm_actual"):
        return tuple(arm.id for arm in spec.arms)
    declared = next((c.levels for c in spec.covariates if c.id == column), ())
    present = as_levels(patients[column]).dropna().unique()
    return declared + tuple(sorted(str(v) for v in present if v not in declared))


@once
def _places(study: Study, sheet: str) -> np.ndarray:
    """Return whose each row of a sheet is: the place of the patient, −1 of nobody's."""
    ids = pd.Index(study.patients["patient_id"])
    return ids.get_indexer(study.tables[sheet]["patient_id"])


@dataclass(frozen=True, eq=False)
class Cohort:
    """The patients an estimator sees. Nothing in it may be changed.

    Attributes
    ----------
    study : Study
    population : str
        Id of the analysis set.
    filters : tuple of Filter
        All must hold. A cohort with filters is exploratory.
    """

    study: Study
    population: str
    filters: tuple[Filter, ...] = ()

    @cached_property
    def mask(self) -> np.ndarray:
        """Who is in, over all patients of the study (bool, shape (n_study,))."""
        mask: np.ndarray = self.study.populations[self.population] & self.passing
        mask.setflags(write=False)
        return mask

    @property
    def passing(self) -> np.ndarray:
        """Who of the study satisfies the filters, whatever the population."""
        inside = np.ones(len(self.study.patients), dtype=bool)
        for condition in self.filters:
            if condition.op == "in":
                column = coded(self.study, condition.column)
                inside &= column.told(dict.fromkeys(condition.levels, True), False)
            else:
                inside &= _within(self.study.patients[condition.column], condition)
        return inside

    @cached_property
    def patients(self) -> pd.DataFrame:
        """The rows of ``Study.patients`` that are in, in file order."""
        return self.study.patients[self.mask]

    @property
    def n(self) -> int:
        return int(self.mask.sum())

    @property
    def n_population(self) -> int:
        """Size of the analysis set before the filters."""
        return int(self.study.populations[self.population].sum())

    @property
    def enrolled(self) -> Cohort:
        """Everybody of the protocol's own set whom the filters leave, whatever set was chosen."""
        own = self.study.spec.default_population.id
        return self if self.population == own else replace(self, population=own)

    @property
    def planned(self) -> bool:
        """Whether these are the patients of the analysis as planned: the protocol's own set."""
        return not self.filters and self.population == self.study.spec.default_population.id

    @property
    def after_baseline(self) -> bool:
        """Whether a filter is on something measured after baseline, which breaks a comparison."""
        return measured_later(self.filters)

    @property
    def words(self) -> str:
        """The filters in the words of the command line and the link; "" for none."""
        return "; ".join(map(str, self.filters))

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The arms of the protocol, whether or not anybody of them is left."""
        return self.study.spec.arms

    @property
    def arm_column(self) -> str:
        """Planned arm, or the treatment received for the safety population."""
        received = self.population == "safety" and "arm_actual" in self.study.patients
        return "arm_actual" if received else "arm"

    @cached_property
    def arm(self) -> np.ndarray:
        """Index of each patient's arm in ``arms``; all 0 in a study without arms; −1 unknown."""
        if not self.arms:
            return np.zeros(self.n, dtype=int)
        position = {arm.id: i for i, arm in enumerate(self.arms)}
        return coded(self.study, self.arm_column).told(position, -1)[self.mask]

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups ``arm`` indexes: the arms, or ``("all",)``."""
        return tuple(arm.id for arm in self.arms) or ("all",)

    def column(self, name: str) -> pd.Series:
        """Return one column of the patients who are in."""
        return self.patients[name]

    def table(self, sheet: str) -> pd.DataFrame:
        """Return the rows of another sheet that belong to patients who are in."""
        return self.study.tables[sheet][self.rows_of(sheet)]

    def rows_of(self, sheet: str) -> np.ndarray:
        """Return the mask of the rows of another sheet that belong to patients who are in."""
        return np.append(self.mask, False)[_places(self.study, sheet)]

    @once
    def timed(self, endpoint: str) -> Timed:
        """Return time, event and arm of those for whom the endpoint is available, in file order."""
        return self._timed(endpoint, np.flatnonzero(self.mask))

    @once
    def by_time(self, endpoint: str) -> Timed:
        """Return the same in the order of time, so that nobody who counts has to sort."""
        order = _in_time(self.study, endpoint)
        return self._timed(endpoint, order[self.mask[order]])

    def _timed(self, endpoint: str, places: np.ndarray) -> Timed:
        data, rows = self.study.endpoints[endpoint], (np.cumsum(self.mask) - 1)[places]
        time, event, arm = data.time[places], data.event[places], self.arm[rows]
        known = ~np.isnan(time) & ~np.isnan(event) & (arm >= 0)
        found = Timed(
            time[known],
            event[known].astype(int),
            arm[known],
            rows[known],
            int((~known).sum()),
            None if data.entry is None else data.entry[places][known],
        )
        for part in (found.time, found.event, found.arm, found.rows, found.entry):
            if part is not None:
                part.setflags(write=False)
        return found

    def success(self, endpoint: str) -> np.ndarray:
        """Return 1, 0 or nan (blank) per patient for a proportion, before the missing rule."""
        return self.study.endpoints[endpoint].event[self.mask]

    def belonging(self, endpoint: str) -> np.ndarray:
        """Return who is in the denominator of a proportion: an analysis set, or a Y/N column."""
        named, members = self.endpoint(endpoint).denominator, self.study.endpoints[endpoint].members
        if members is None and (not named or named == self.population):
            return np.ones(self.n, dtype=bool)
        if members is None:
            members = self.study.populations.get(named or "")
        if members is not None:
            return np.asarray(members[self.mask], dtype=bool)
        if named not in self.patients:
            return np.zeros(self.n, dtype=bool)
        return pd.to_numeric(self.patients[named], errors="coerce").to_numpy(float) == 1

    def not_yet(self, endpoint: str) -> np.ndarray:
        """Return whose window of a proportion is not over at the data cut-off."""
        codes, reasons = pd.factorize(
            self.study.endpoints[endpoint].reason[self.mask], use_na_sentinel=False
        )
        waiting = [str(reason).startswith(NOT_YET) for reason in reasons]
        return np.array([*waiting, False])[codes]

    def endpoint(self, endpoint_id: str) -> Endpoint:
        """Return the endpoint's protocol block."""
        return self.study.spec.endpoint(endpoint_id)


@dataclass(frozen=True, slots=True, eq=False)
class Timed:
    """Arrays of equal length for one timed endpoint of one cohort.

    ``rows`` are positions within ``Cohort.patients`` (to fetch covariates); ``n_missing`` counts
    the cohort's patients for whom the endpoint is not available. ``entry`` is that of
    `EndpointData`: who enters later is at risk on ``(entry, time]`` only.
    """

    time: np.ndarray
    event: np.ndarray
    arm: np.ndarray
    rows: np.ndarray
    n_missing: int
    entry: np.ndarray | None = None

    @property
    def observed(self) -> np.ndarray:
        """How long each patient was at risk: from the entry, or from the origin."""
        return self.time if self.entry is None else self.time - np.maximum(self.entry, 0)

    def entering(self, rows: np.ndarray) -> np.ndarray | None:
        """Return the entries of some of the patients; None where nobody enters late."""
        return None if self.entry is None else self.entry[rows]
