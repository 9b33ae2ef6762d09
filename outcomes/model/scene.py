"""What is known of a cohort before anything is asked about it: the context of every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from outcomes.model.changes import Earlier
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import Lacking
from outcomes.model.file.report import Issue, SheetReport
from outcomes.model.later import measured_later
from outcomes.model.plan.benchmarks import Published
from outcomes.model.protocol import StudySpec
from outcomes.results.condition import Condition


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One cohort of one study as counts and names; no patient is in it.

    Attributes
    ----------
    spec
        The protocol.
    population, filters
        Who was asked for.
    n, n_population
        How many are in, and in the analysis set before the filters.
    n_enrolled, n_planned
        The same of the protocol's own set: enrollment does not follow the analysis sets.
    fixed
        Whether the display is always asked of this set, so that nobody chose another one.
    fingerprint
        Of the data and the protocol.
    events
        Number of events by timed endpoint.
    known
        How many have a time, likewise; nothing where it is not said.
    last
        Last time anybody was followed, by timed endpoint, in the unit of the study.
    shortest
        Of the arms' last times, the shortest, likewise.
    lacking
        Of the endpoints that lack more of the default analysis set than the protocol allows: how
        many, and why.
    sheets
        The sheets that hold at least one row.
    columns
        The columns of ``patients``.
    filled
        The columns of other sheets that hold at least one value, as ``sheet.column``.
    levels
        The levels of each covariate, those that occur included.
    strata
        The columns patients can be kept apart by: tumor and intent, where they differ.
    treatments
        The kinds of treatment given, and whether their temperatures were recorded.
    surgery, surgery_origin
        What resection is in this study, conversion or radical surgery; and the column the way to
        it is counted from, empty where no patient has one.
    findings
        What is wrong with the data, the gravest first.
    read
        What became of each sheet of the file.
    published
        The published studies the protocol names.
    earlier
        The latest earlier cut beside the data of now.
    corrected
        What somebody corrected in how the file was read.
    """

    spec: StudySpec
    population: str
    filters: tuple[Condition, ...] = ()
    n: int = 0
    n_population: int = 0
    n_enrolled: int = 0
    n_planned: int = 0
    fixed: bool = False
    fingerprint: str = ""
    events: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, float] = field(default_factory=dict)
    shortest: Mapping[str, float] = field(default_factory=dict)
    lacking: Mapping[str, Lacking] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset({"patients"})
    columns: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strata: tuple[str, ...] = ()
    treatments: Mapping[str, bool] = field(default_factory=dict)
    surgery: str = "conversion"
    surgery_origin: str = ""
    findings: tuple[Issue, ...] = ()
    read: tuple[SheetReport, ...] = ()
    published: tuple[Published, ...] = ()
    earlier: Earlier | None = None
    corrected: tuple[str, ...] = ()

    @property
    def other_set(self) -> bool:
        """Whether another analysis set than the protocol's own was chosen."""
        return not self.fixed and self.population != self.spec.default_population.id

    @property
    def exploratory(self) -> bool:
        """Whether these are others than the patients of the analysis as planned."""
        return bool(self.filters) or self.other_set

    @property
    def randomized(self) -> bool:
        """Whether arms are as they were randomized: as treated they are not."""
        return self.spec.study.design == "randomised" and self.population != "safety"

    @property
    def enrolled(self) -> Scene:
        """The scene of everybody enrolled, whatever analysis set was chosen."""
        own = self.spec.default_population.id
        return replace(self, population=own, n=self.n_enrolled, n_population=self.n_planned)

    @property
    def post_baseline(self) -> bool:
        """Whether a filter is on something measured after baseline, which breaks a comparison."""
        return measured_later(self.filters)

    @property
    def compares(self) -> bool:
        """Whether the arms can be compared in this cohort."""
        return bool(self.spec.compared_arms) and not self.post_baseline

    @property
    def timed(self) -> tuple[Endpoint, ...]:
        """The endpoints with times, in protocol order."""
        return tuple(e for e in self.spec.endpoints if e.timed)
