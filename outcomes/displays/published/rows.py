"""Published numbers as rows: what was printed about an endpoint, and this study's own beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from outcomes.displays.base.words import Words
from outcomes.figures.row_plot.published import RATIOS, PublishedRow
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.benchmarks import Published, PublishedQuantity
from outcomes.model.protocol import StudySpec
from outcomes.model.scene import Scene
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Interval, Result

SETTINGS = ("therapeutic", "prophylactic")
# What an endpoint measures, by what it is made of: its id is the author's choice.
BY_EVENT: dict[tuple[str, ...], str] = {
    ("death_date",): "os",
    ("peritoneal_recurrence_date",): "peritoneal_recurrence",
    ("regional_recurrence_date",): "regional_recurrence",
}
BY_SUCCESS = {"conversion_surgery": "conversion"}
RELATED = {"ascites_control": ("ascites_response",)}
CAUTION = Note("different_populations")


class Asked(NamedTuple):
    """What is shown: a quantity of a measure, at a time (in months) where it has one."""

    measure: str
    quantity: str
    at: float | None = None

    @property
    def code(self) -> str:
        """Name in the link."""
        return "-".join([self.measure, self.quantity, *([f"{self.at:g}"] if self.at else [])])


def setting_of(spec: StudySpec, endpoint: Endpoint) -> str | None:
    """Return the setting of an endpoint: after radical surgery disease is to be prevented."""
    setting = spec.study.setting
    mixed = setting not in SETTINGS
    return "prophylactic" if mixed and endpoint.origin == "surgery_date" else setting


def measure_of(endpoint: Endpoint) -> str:
    """Return what an endpoint measures, in the words of the published results."""
    if endpoint.kind == "proportion":
        success = endpoint.success or endpoint.id
        return BY_SUCCESS.get(success, success)
    return BY_EVENT.get(endpoint.event, endpoint.id)


def quantities_of(published: Sequence[Published], endpoint: Endpoint) -> dict[str, Asked]:
    """Return what was published about an endpoint: medians, then ratios, then shares by time."""
    first = measure_of(endpoint)
    measures = (first, *RELATED.get(first, ()))
    found = {
        Asked(item.endpoint, item.quantity, item.at)
        for p in published
        for item in p.quantities
        if item.endpoint in measures
    }
    order = ["median", *RATIOS, "survival", "cumulative_incidence", "proportion"]
    ordered = sorted(
        found, key=lambda a: (measures.index(a.measure), order.index(a.quantity), a.at or 0)
    )
    return {asked.code: asked for asked in ordered}


def rows_of(words: Words, published: Published, asked: Asked) -> list[PublishedRow]:
    """Return the rows of one published study."""
    return [_published_row(words, published, item) for item in printed_of(published, asked)]


def printed_of(published: Published, asked: Asked) -> list[PublishedQuantity]:
    """Return what one published study printed of a quantity."""
    return [q for q in published.quantities if (q.endpoint, q.quantity, q.at) == tuple(asked)]


def _published_row(words: Words, published: Published, item: PublishedQuantity) -> PublishedRow:
    share = item.share
    scale = 1.0 if share is None else 0.01
    if item.quantity == "median":
        scale = DAYS_PER[item.unit] / DAYS_PER[words.spec.study.time_unit]
    value = share if share is not None else (item.value or 0.0) * scale
    interval = None
    if item.interval:
        low, high = (limit * scale for limit in item.interval)
        interval = Interval(low, high, item.level or 0.95)
    arm, other = published.arm(item.arm), published.arm(item.reference)
    name = arm.label if arm else words.say("group.all")
    if arm and other:
        name = words.say("contrast.arms", arm=arm.label, reference=other.label)
    if item.adjusted:
        name = words.say("published.adjusted", name=name)
    counted = item.numerator if item.denominator else None
    n = item.denominator or (arm.n if arm else None)
    estimate = Estimate(item.quantity, item.arm or "all", item.reference or None, value, interval,
                        at=item.at, p_value=item.p_value, n=n, n_events=counted)  # fmt: skip
    return PublishedRow(published.label, name, estimate, level_known=item.level is not None)


def published_ratios(scene: Scene, words: Words, endpoint: Endpoint) -> list[PublishedRow]:
    """Return the hazard ratios of the published studies named, with their intervals.

    Only of the study's own setting: prevention and treatment never share an axis.
    """
    asked, own = Asked(measure_of(endpoint), "hazard_ratio"), setting_of(scene.spec, endpoint)
    mine = (p for p in scene.published if p.setting == own)
    return [row for p in mine for row in rows_of(words, p, asked)]


def short_name(words: Words, row: PublishedRow) -> str:
    """Return the trial of a hazard ratio, and whether this was adjusted."""
    adjusted = row.name == words.say("published.adjusted", name=row.name.rpartition(", ")[0])
    return words.say("published.adjusted", name=row.block) if adjusted else row.block


def own_rows(words: Words, asked: Asked, answers: Mapping[str, Result]) -> list[PublishedRow]:
    """Return this study's estimates of the same quantity."""
    block = words.say("published.own")
    if asked.quantity == "hazard_ratio":
        return [
            PublishedRow(block, _model(words, result, estimate), estimate, own=True)
            for result in answers.values()
            for estimate in result.all("hazard_ratio")
        ]
    return [
        PublishedRow(block, words.arm(e.group), e, own=True)
        for result in answers.values()
        for e in _own_estimates(words.spec, asked, result)
    ]


def _model(words: Words, result: Result, estimate: Estimate) -> str:
    """Return the arm and what the model allows for, short enough for a row."""
    by = words.covariates(estimate.covariates)
    model = words.say(f"published.{result.analysis}", by=by)
    return f"{words.arm(estimate.group)}, {model}" if len(words.labels) > 2 else model


def _own_estimates(spec: StudySpec, asked: Asked, result: Result) -> list[Estimate]:
    if asked.quantity == "proportion":
        return [e for e in result.all("proportion") if not e.method]
    if asked.at is None:
        return list(result.all(asked.quantity))
    at = asked.at * DAYS_PER["months"] / DAYS_PER[spec.study.time_unit]
    return [read_at(curve, at) for curve in result.curves if curve.quantity == asked.quantity]


def read_at(curve: Curve, at: float) -> Estimate:
    """Return a curve's value at a time; None where follow-up ended before, unless at survival 0."""
    n = int(curve.n_at_risk[0]) if curve.n_at_risk else None
    over = curve.quantity == "survival" and curve.value[-1] == 0
    if at > curve.time[-1] and not over:
        return Estimate(curve.quantity, curve.group, at=at, n=n, notes=(Note("follow_up_shorter"),))
    last = max(i for i, time in enumerate(curve.time) if time <= at)
    interval = Interval(curve.ci_low[last], curve.ci_high[last]) if curve.ci_low else None
    return Estimate(curve.quantity, curve.group, value=curve.value[last], interval=interval,
                    at=at, n=n)  # fmt: skip
