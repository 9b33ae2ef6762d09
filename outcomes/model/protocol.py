"""The protocol of a study as values: what ``study.toml`` says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.dated import DatedWhere, dated_where
from outcomes.model.plan.prespecified import Sensitivity
from outcomes.model.time_unit import TimeUnit
from outcomes.model.toml.reader import CellText, entry

DateOrder = Literal["ymd", "dmy", "mdy"]
_FIRST, _LAST = date(1950, 1, 1), date(2100, 12, 31)
_MOST = 100_000


UNNAMED: Mapping[str, str] = {"id": "study", "title": "Study"}
"""What a study is called that says nothing of it and lies in no folder."""


@dataclass(frozen=True, slots=True)
class StudyBlock:
    """What the study is: identity, design, data and their cut-off."""

    id: str = entry("short name of the study, the same as its folder and that by default")
    title: str = entry("title shown on every page; by default the id")
    design: Literal["randomised", "single_arm", "observational"] = entry("design of the study")
    workbook: str = entry("file or folder with the data", default="workbook.xlsx")
    format: Literal["template", "adam", "redcap"] = entry("layout of the data", default="template")
    registry_id: str = entry("registration number", default="")
    setting: Literal["therapeutic", "prophylactic", "mixed"] | None = entry(
        "treatment of present disease, its prevention, or both", default=None
    )
    exposure: str | None = entry(
        "a covariate whose levels are compared as observed, where no arms are", default=None
    )
    data_cutoff: date | None = entry(
        "date at which the data were cut", low=_FIRST, high=_LAST, default=None
    )
    time_unit: TimeUnit = entry("unit in which times are shown", default="months")
    simulated: bool = entry("true for invented data; shown everywhere", default=False)
    date_order: DateOrder | None = entry(
        "order of day and month in dates written as text", default=None
    )
    decimal_mark: Literal[".", ","] | None = entry(
        "decimal mark of numbers written as text", default=None
    )
    missing: tuple[CellText, ...] = entry("entries that stand for unknown everywhere", default=())


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned, against which progress is shown."""

    planned_n: int | None = entry("number of patients planned", low=1, high=_MOST, default=None)
    accrual_start: date | None = entry(
        "planned first enrollment", low=_FIRST, high=_LAST, default=None
    )
    accrual_end: date | None = entry(
        "planned last enrollment", low=_FIRST, high=_LAST, default=None
    )
    allocation: tuple[float, ...] = entry(
        "allocation ratio in the order of the arms", above=0, high=_MOST, default=()
    )
    planned_events: Mapping[str, int] = entry(
        "planned events per endpoint", low=0, high=_MOST, default_factory=dict
    )
    strata: tuple[str, ...] = entry("randomisation strata: columns of patients", default=())
    hierarchy: tuple[str, ...] = entry("order of the confirmatory tests: endpoints", default=())
    alpha: float = entry("level of the confirmatory tests", above=0, high=0.5, default=0.05)
    one_sided: bool = entry("whether alpha is of one side", default=False)
    method: Literal["fixed_sequence", "holm", "gatekeeping"] = entry(
        "how the tests share alpha; gatekeeping: the first, then the others by Holm",
        default="fixed_sequence",
    )


@dataclass(frozen=True, slots=True)
class Arm:
    """One treatment arm."""

    id: str = entry("short name of the arm")
    label: str = entry("name shown for the arm")
    reference: bool = entry("true for the arm others are compared with", default=False)
    aliases: tuple[str, ...] = entry("values in the workbook meaning this arm", default=())


@dataclass(frozen=True, slots=True)
class Population:
    """One analysis set."""

    id: str = entry("short name of the analysis set")
    label: str = entry("name shown for the analysis set")
    column: str | None = entry("Y/N column of patients", default=None)
    default: bool = entry("true for the set shown first", default=False)


@dataclass(frozen=True, slots=True)
class Covariate:
    """One baseline characteristic: adjustment, subgroups, filters."""

    id: str = entry("baseline column of patients")
    label: str = entry("name shown for the covariate")
    kind: Literal["categorical", "ordinal", "continuous", "binary"] = entry("type of the covariate")
    levels: tuple[str, ...] = entry("levels in order, the first is the reference", default=())
    adjust: bool = entry("in the prespecified adjustment set", default=False)
    subgroup: bool = entry("offered in the subgroup forest", default=False)
    filter: bool = entry("offered as a filter", default=True)
    key: bool = entry("the imbalance this study must answer for", default=False)
    unit: str = entry("unit of a continuous covariate", default="")
    cut: float | None = entry("prespecified cut of a continuous covariate", default=None)
    missing: tuple[CellText, ...] = entry("entries of this column meaning unknown", default=())


@dataclass(frozen=True, slots=True)
class AscitesRules:
    """How ascites response is assessed."""

    criteria: Literal["who_effusion", "category_shift"] = entry(
        "response criteria", default="category_shift"
    )
    target_day: int = entry("day of the response assessment", low=0, high=_MOST, default=28)
    window_days: tuple[int, ...] = entry(
        "first and last day accepted", low=0, high=_MOST, default=(21, 35)
    )
    origin: str = entry("date column where day 0 lies", default="first_treatment_date")


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """Which adverse events count as acute."""

    window_hours: float = entry(
        "hours after a dose that count as acute", above=0, high=_MOST, default=24.0
    )


@dataclass(frozen=True, slots=True)
class AdamRules:
    """What the tables of an ADaM file do not say by themselves."""

    best_response: str | None = entry(
        "PARAMCD of ADRS that is the best overall response", default=None
    )


@dataclass(frozen=True, slots=True)
class ConversionRules:
    """How conversion surgery is followed."""

    origin: str = entry("date column where the clock starts", default="randomisation_date")
    landmarks: tuple[float, ...] = entry(
        "landmarks in months", above=0, high=_MOST, default=(4.0, 6.0, 9.0)
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """What the study allows before it must warn, and how partial dates are read."""

    left_out_at_most: float = entry(
        "share of the patients an endpoint may lack before its headline warns",
        low=0, high=1, default=0.05,
    )  # fmt: skip
    filter_levels_at_most: int = entry("levels a filter may have", low=1, high=_MOST, default=20)
    partial_dates: Literal["unknown", "midpoint"] = entry(
        "a date known to the month only is unknown, or the 15th", default="unknown"
    )
    exact_times: Literal["warn", "refuse", "allow"] = entry(
        "admissions and discharges to the minute: warn, refuse the file, or allow", default="warn"
    )


@dataclass(frozen=True, slots=True)
class DeckRules:
    """How slides look."""

    template: str | None = entry("a .pptx beside study.toml that slides are set in", default=None)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published reference drawn beside the data."""

    id: str = entry("id of a published reference")


@dataclass(frozen=True, slots=True)
class StudySpec:
    """The whole protocol.

    ``folder`` is where it was read, empty for one made in memory; ``inferred`` says that nobody
    wrote it: it was read off the data, and nothing in it was planned. ``further`` are the
    endpoints every study has beside its own (`outcomes.model.further`): asked about by their id,
    listed nowhere.
    """

    study: StudyBlock
    plan: Plan = field(default_factory=Plan)
    arms: tuple[Arm, ...] = ()
    populations: tuple[Population, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    further: tuple[Endpoint, ...] = ()
    covariates: tuple[Covariate, ...] = ()
    ascites: AscitesRules | None = None
    safety: SafetyRules | None = None
    conversion: ConversionRules | None = None
    policy: Policy = field(default_factory=Policy)
    adam: AdamRules | None = None
    deck: DeckRules | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    column_missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    benchmarks: tuple[str, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    folder: str = ""
    inferred: bool = False

    @property
    def slide_template(self) -> Path | None:
        """The file slides are set in; None for the program's own look."""
        named = self.deck.template if self.deck else None
        return Path(self.folder) / named if named and self.folder else None

    @property
    def conditional_dates(self) -> tuple[DatedWhere, ...]:
        """The dates of endpoints that count only where another column says so, each once."""
        found = (dated_where(name) for e in self.endpoints for name in e.dates)
        return tuple(dict.fromkeys(dated for dated in found if dated))

    @property
    def reference(self) -> Arm | None:
        """The arm others are compared with; None for a study of one arm."""
        return next((arm for arm in self.arms if arm.reference), None)

    @property
    def compared_arms(self) -> tuple[Arm, ...]:
        """The arms that are compared with the reference, in protocol order."""
        return tuple(a for a in self.arms if not a.reference) if len(self.arms) > 1 else ()

    @property
    def adjustment_set(self) -> tuple[str, ...]:
        """Ids of the covariates the protocol adjusts for (``adjust = true``)."""
        return tuple(c.id for c in self.covariates if c.adjust)

    @property
    def key_covariates(self) -> tuple[str, ...]:
        """Ids of the covariates whose imbalance the study must answer for (``key = true``)."""
        return tuple(c.id for c in self.covariates if c.key)

    def adjusted_for(self, named: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the covariates a question names, else the adjustment set, else the key ones."""
        return tuple(named) or self.adjustment_set or self.key_covariates

    def prespecified(
        self, endpoint: str, method: str, covariates: Iterable[str]
    ) -> Sensitivity | None:
        """Return the ``[[sensitivity]]`` entry that names an analysis, None where none does.

        An entry without covariates names its method with any.
        """
        wanted = set(covariates)
        fitting = (s for s in self.sensitivities if (s.endpoint, s.method) == (endpoint, method))
        return next(
            (s for s in fitting if not s.post_hoc and set(s.covariates) in (set(), wanted)), None
        )

    @property
    def primary(self) -> Endpoint | None:
        """The primary endpoint, else the first one."""
        return next((e for e in self.endpoints if e.primary), next(iter(self.endpoints), None))

    @property
    def default_population(self) -> Population:
        return next((p for p in self.populations if p.default), self.populations[0])

    def endpoint(self, endpoint_id: str) -> Endpoint:
        found = next((e for e in self.further if e.id == endpoint_id), None)
        return found or _lookup(self.endpoints, endpoint_id, "endpoint", self.study.id)

    def covariate(self, covariate_id: str) -> Covariate:
        return _lookup(self.covariates, covariate_id, "covariate", self.study.id)

    def population(self, population_id: str) -> Population:
        return _lookup(self.populations, population_id, "population", self.study.id)

    def arm(self, arm_id: str) -> Arm:
        return _lookup(self.arms, arm_id, "arm", self.study.id)


def _lookup(items: tuple[Any, ...], wanted: str, what: str, study: str) -> Any:
    for item in items:
        if item.id == wanted:
            return item
    known = ", ".join(f"'{item.id}'" for item in items) or "none"
    raise KeyError(f"study '{study}' has no {what} '{wanted}'; it defines {known}")


def exposed_spec(spec: StudySpec) -> StudySpec:
    """Return a protocol in which the levels of the exposure are compared: nothing is planned."""
    named = spec.covariate(spec.study.exposure or "")
    levels = named.levels or ("N", "Y")
    return replace(
        spec,
        study=replace(spec.study, design="observational", exposure=None),
        plan=replace(spec.plan, strata=(), hierarchy=()),
        arms=tuple(Arm(level, level, reference=i == 0) for i, level in enumerate(levels)),
        covariates=tuple(c for c in spec.covariates if c.id != named.id),
        sensitivities=(),
    )
