"""An endpoint of the protocol as a value: what a block ``[[endpoint]]`` says."""

from dataclasses import dataclass
from typing import Literal

from outcomes.model.plan.dated import dated_where
from outcomes.model.time_unit import TimeUnit
from outcomes.model.toml.reader import entry

_MOST = 100_000
_WINDOWED = ("ascites_control", "adverse_event_24h")
_AT_VISITS = {"progression_date", "peritoneal_recurrence_date", "regional_recurrence_date"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One outcome: how it is derived and where it is reported."""

    id: str = entry("short name of the endpoint")
    label: str = entry("name shown for the endpoint")
    kind: Literal["time_to_event", "competing", "proportion"] = entry("type of the endpoint")
    primary: bool = entry("true for the primary endpoint", default=False)
    origin: str | None = entry("date column where the clock starts", default=None)
    event: tuple[str, ...] = entry("date columns; the earliest counts", default=())
    competing: tuple[str, ...] = entry("date columns of competing events", default=())
    censor: str | None = entry("date column of the last adequate follow-up", default=None)
    time: str | None = entry("ready-made time column", default=None)
    event_column: str | None = entry("1 = event, 0 = censored, 2 = competing", default=None)
    censor_column: str | None = entry("CDISC coding: 0 = event, 1 or more = censored", default=None)
    unit: TimeUnit | None = entry("unit of the ready-made time column", default=None)
    success: str | None = entry("Y/N/blank column of patients", default=None)
    denominator: str | None = entry("population id or Y/N column", default=None)
    missing: Literal["failure", "exclude"] = entry(
        "what a blank success counts as", default="failure"
    )
    window_days: int | None = entry(
        "of a proportion: days from its origin, or enrollment, until the answer must be there",
        low=1,
        high=_MOST,
        default=None,
    )
    landmarks: tuple[float, ...] = entry(
        "times at which it is reported", above=0, high=_MOST, default=()
    )
    tau: float | None = entry(
        "horizon of the restricted mean survival time", above=0, high=_MOST, default=None
    )
    better: Literal["longer", "shorter", "fewer", "more"] | None = entry(
        "which side is the better one", default=None
    )
    target: float | None = entry(
        "share the plan compares with: successes, or patients with the event by the last landmark",
        above=0,
        high=1,
        default=None,
    )
    registered: str = entry("wording of the registration", default="")
    registered_as: Literal["primary", "secondary"] | None = entry(
        "role in the registration, where it is not that of the analysis", default=None
    )
    truth: float | None = entry(
        "simulated studies only: the conditional hazard ratio that was put in",
        above=0,
        high=_MOST,
        default=None,
    )
    entry: str | None = entry(
        "date (beside a ready-made time: time) from which a patient is observed", default=None
    )

    @property
    def timed(self) -> bool:
        """Whether patients have a time and an event status (not a proportion)."""
        return self.kind != "proportion"

    @property
    def windowed(self) -> bool:
        """Whether it is known until when the answer of a proportion must be there."""
        return self.window_days is not None or self.success in _WINDOWED

    @property
    def dates(self) -> tuple[str, ...]:
        """The names of the dates it is made of, with their conditions."""
        entry = None if self.time else self.entry
        names = (self.origin, *self.event, *self.competing, self.censor, entry)
        return tuple(name for name in names if name)

    @property
    def date_columns(self) -> tuple[str, ...]:
        """The date columns of the file it is made of, whatever their conditions."""
        found = ((name, dated_where(name)) for name in self.dates)
        return tuple(dated.column if dated else name for name, dated in found)

    @property
    def seen_at_visits(self) -> tuple[str, ...]:
        """Its events that are found when somebody looks, some time after they happened."""
        columns = {name: dated_where(name) for name in self.event}
        return tuple(
            n for n, where in columns.items() if (where.column if where else n) in _AT_VISITS
        )
