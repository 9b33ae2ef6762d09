"""A result of subgroups as the rows of a forest: who, how many, which estimate, which test."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import inf, isfinite, log

from outcomes.figures.base.look import Look
from outcomes.figures.base.table import estimate_cell
from outcomes.results.condition import Condition
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_p, say_all

EFFECTS = ("hazard_ratio", "odds_ratio", "risk_ratio", "rmst_difference", "survival_difference",
           "risk_difference")  # fmt: skip
LEVELS = ("survival", "cumulative_incidence", "proportion", "median")  # of an arm, not compared
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of the covariates by id, and of the levels by their ``where``.

    Covariates in ``marked`` are in the protocol.
    """

    factors: Mapping[str, str]
    levels: Mapping[Condition, str]
    marked: Collection[str] = ()

    def factor(self, row: ForestRow) -> str:
        """Return the label of the covariate of a row."""
        return self.factors.get(row.factor, row.factor)


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of a forest.

    Attributes
    ----------
    factor
        Id of the covariate; "" for all patients.
    label
        The level in words.
    counts
        Events and patients per arm, reference first, as printed; of one group the first alone.
    first
        Whether the row opens its factor, and so prints its name and its interaction test.
    test
        The factor's interaction test.
    """

    factor: str
    label: str
    estimate: Estimate
    counts: tuple[str, str]
    first: bool
    test: Estimate | None

    @property
    def printed_test(self) -> Estimate | None:
        """The interaction test where it is printed: once per factor."""
        return self.test if self.first else None

    @property
    def shown(self) -> bool:
        return self.estimate.finite


def rows_of(result: Result, labels: Labels, contrast: str | None = None) -> list[ForestRow]:
    """Return the rows of one contrast (by default the first): overall, then factor by factor."""
    effects = [e for e in result.estimates if e.quantity in EFFECTS and e.reference]
    effects = effects or [e for e in result.estimates if e.quantity in LEVELS]
    chosen = contrast or next((e.group for e in effects), None)
    counts = {(e.where, e.group): e for e in result.all("n_events")}
    tests = {e.covariates: e for e in result.all("interaction") if e.group == chosen}
    rows: list[ForestRow] = []
    seen: set[str] = set()
    mine = [e for e in effects if e.group == chosen and (e.n or not e.where)]  # a level of nobody
    for e in sorted(mine, key=lambda e: bool(e.where)):
        factor = e.covariates[0] if e.where and e.covariates else ""
        first = bool(factor) and factor not in seen
        seen.add(factor)
        label = labels.levels.get(e.where, str(e.where)) if e.where else ""
        arms = (e.reference, e.group) if e.reference else ()
        pair = [counts.get((e.where, arm)) for arm in arms]
        counted = (_counted(pair[0]), _counted(pair[1])) if pair else (_counted(e), "")
        test = tests.get((factor,))
        rows.append(ForestRow(factor, label, e, counted, first, test))
    return rows


def _counted(e: Estimate | None) -> str:
    return "" if e is None or e.n is None else f"{e.n_events}/{e.n}"


def information(e: Estimate) -> float:
    """Return the inverse variance (of the log of a ratio)."""
    return 1 / e.std_err**2 if e.std_err else _from_limits(e)


def _from_limits(e: Estimate) -> float:
    low, high = e.ci_low, e.ci_high
    if low is None or high is None or not (isfinite(low) and isfinite(high)) or high <= low:
        return 0.0
    if e.quantity.endswith("ratio"):
        if low <= 0:
            return 0.0
        low, high = log(low), log(high)
    return (2 * Z / (high - low)) ** 2


def printed(row: ForestRow, look: Look) -> str:
    """Return ``0.61 (0.43–0.86)``, or in a word why there is no number."""
    e = row.estimate
    if row.shown:
        return estimate_cell(e, e.quantity, look.language, look.marks)
    return _why(e, look)


def _why(e: Estimate, look: Look) -> str:
    """Return the words that stand where the number would."""
    if e.says("arm_patients_fewer"):
        return look.say("forest.few_patients")
    few = e.says("events_fewer", "arm_without_events", "no_events")
    return look.say("forest.few") if few else look.absent(e)


def spoken(row: ForestRow, labels: Labels, look: Look, *, p_values: bool) -> list[str]:
    """Return everything a row says, line by line."""
    e = row.estimate
    name = labels.factor(row)
    lines = [f"{name}: {row.label}" if row.factor else look.say("forest.all")]
    value = look.printed(e)
    if not row.shown:
        value = say_all(e.notes, look.language) or value
    if e.reference is None:
        return [*lines, value, f"{look.say('column.events_n')}: {row.counts[0]}"]
    measure = look.say(f"forest.{e.quantity}")
    lines.append(f"{measure}, {_between(e, look)}: {value}")
    pairs = zip((e.reference, e.group), row.counts, strict=True)
    counted = ", ".join(f"{look.label(arm)} {count}" for arm, count in pairs if count)
    if counted:
        lines.append(f"{look.say('column.events_n')}: {counted}")
    if p_values and row.test is not None:
        lines.append(tested(row.test, name, look))
    return lines


def _between(e: Estimate, look: Look) -> str:
    """Return who is compared with whom, or whose number it is."""
    if e.reference is None:
        return look.labels.get(e.group) or look.say("group.all")
    arms = {"arm": look.label(e.group), "reference": look.label(e.reference)}
    return look.say("contrast.arms", **arms)


def tested(test: Estimate, name: str, look: Look) -> str:
    """Return the interaction test of a factor with its name, or why there is none."""
    if test.p_value is None:
        return look.say("forest.no_test", name=name, why=look.tell(test.notes))
    p = format_p(test.p_value, symbol=True, language=look.language)
    return look.say("forest.test", name=name, p=p)


def describe_forest(
    result: Result,
    labels: Labels,
    look: Look,
    *,
    contrast: str | None = None,
    title: str = "",
    p_values: bool = True,
) -> str:
    """Return a forest in two or three sentences with its numbers: the alternative text."""
    rows = rows_of(result, labels, contrast)
    known = [row for row in rows if row.factor and row.shown]
    if not known:
        return look.tell(next(iter(result.notes), look.say("forest.none")))
    first = known[0].estimate
    low, high = (pick(known, key=lambda row: row.estimate.value or 0.0) for pick in (min, max))
    said = [
        look.say(
            "forest.alt", measure=title or look.say(f"forest.{first.quantity}"), 
            arms=_between(first, look),
            n=len(known), factors=len({row.factor for row in known}),
            low=_named(low, labels, look), high=_named(high, labels, look),
        )
    ]  # fmt: skip
    overall = next((row for row in rows if not row.factor and row.shown), None)
    if overall:
        said.append(look.say("forest.alt_overall", value=printed(overall, look)))
    tests = [r for r in rows if r.test and r.test.p_value is not None]
    if p_values and tests:
        least = min(tests, key=lambda r: r.test.p_value if r.test and r.test.p_value else inf)
        if least.test is not None:
            said.append(tested(least.test, labels.factor(least), look))
    return " ".join(said)


def _named(row: ForestRow, labels: Labels, look: Look) -> str:
    factor = labels.factor(row)
    return f"{printed(row, look)} ({factor}: {row.label})"
