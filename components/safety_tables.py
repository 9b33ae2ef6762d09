"""The tables and captions of the safety tab."""

from dataclasses import replace

from components.status import caption_of, extent_of
from components.view import View
from outcomes.estimators.safety.events import safety_cohort
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.row_plot.adverse_event_rows import WHOLE, EventRow, event_rows, row_name
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number, format_of


def safe_view(view: View) -> View:
    """Return the view of the safety set, whatever analysis set the sidebar has."""
    return replace(view, cohort=safety_cohort(view.cohort))


def caption_of_safety(view: View) -> tuple[str, str]:
    """Return who is shown, of what study and up to when; an endpoint's events are not about it."""
    safe = safe_view(view)
    return caption_of(safe)[0], " · ".join([view.spec.study.title, extent_of(safe)[-1]])


def counts_table(
    view: View, counts: Result, differences: Result | None, arms: tuple[str, ...]
) -> Table:
    """Return one row per event: n/N of each arm in any grade and grade 3 or more, differences."""
    heads = [view.say("column.ae")]
    for arm in arms:
        label = view.labels[arm]
        heads.append(view.say("column.ae_any", arm=label))
        heads.append(view.say("column.ae_severe", arm=label))
    if differences:
        heads += [view.say("column.ae_difference"), view.say("column.ae_difference_severe")]
    found = _by_row(differences, arms[-1]) if differences else {}
    rows = []
    for row in event_rows(counts)[0]:
        cells = [_indented(view, row, counts)]
        for arm in arms:
            cells += [_share(row.of(arm)), _share(row.of(arm, ">=3")) if row.band == "any" else ""]
        if differences:
            any_, severe = found.get(_key(row, row.band)), found.get(_key(row, ">=3"))
            cells.append(estimate_cell(any_, "risk_difference", view.language))
            severe = severe if row.band == "any" else None
            cells.append(estimate_cell(severe, "risk_difference", view.language))
        rows.append(tuple(cells))
    return Table(tuple(heads), tuple(rows))


def differences_of(
    view: View, counts: Result, differences: Result, most: int | None, arm: str
) -> tuple[list[Estimate], list[str]]:
    """Return the differences to draw, in the order of the bars, and what each is about."""
    look = Look(view.language)
    found = _by_row(differences, arm)
    shown, names = [], []
    for row in event_rows(counts, most)[0]:
        pairs = [(row.band, row_name(row, look))]
        if row.name == WHOLE and row.band == "any":
            severe = view.say("ae.severe_of", name=row_name(row, look))
            pairs.append((">=3", severe))
        for band, name in pairs:
            estimate = found.get(_key(row, band))
            if estimate is not None:
                shown.append(estimate)
                names.append(name)
    return shown, names


def _by_row(differences: Result, arm: str) -> dict[tuple[str, ...], Estimate]:
    return {e.covariates: e for e in differences.estimates if e.group == arm}


def _key(row: EventRow, band: str) -> tuple[str, ...]:
    more = next(iter(row.found.values())).covariates[2:]
    return (row.name, band, *more)


def _indented(view: View, row: EventRow, counts: Result) -> str:
    name = row_name(row, Look(view.language))
    grouped = len(next(iter(row.found.values())).covariates) > 2
    return f"\u2003{name}" if grouped and not row.bold and row.name != WHOLE else name


def _share(estimate: Estimate | None) -> str:
    return "" if estimate is None else format_of(estimate.n_events or 0, estimate.n or 0)


def exposure_table(view: View, result: Result, kind: str) -> Table:
    """Return one row per measure and arm: median with quartiles and range, sessions, patients."""
    mine = [e for e in result.estimates if e.covariates[1] == kind]
    rows = []
    for covariates, group in dict.fromkeys((e.covariates, e.group) for e in mine):
        of = {e.quantity: e for e in mine if (e.covariates, e.group) == (covariates, group)}
        name = measure_name(view, of["median"])
        rows.append((name, view.labels.get(group, group), _spread(of), _counted(of["median"])))
        if near := of.get("near_target"):
            words = view.say(
                "safety.near",
                measure=name.split(",")[0],
                target=format_number(near.at or 0.0, 1),
            )
            share = format_of(round((near.value or 0.0) * (near.n or 0)), near.n or 0)
            rows.append((words, view.labels.get(group, group), share, _counted(near)))
    heads = ("column.exposure_measure", "column.arm", "column.exposure_summary",
             "column.exposure_n")  # fmt: skip
    return Table(tuple(view.say(head) for head in heads), tuple(rows))


def measure_name(view: View, estimate: Estimate) -> str:
    """Return what was measured, with its unit."""
    name, kind, *drug = estimate.covariates
    words = view.say(f"exposure.{name}", drug=" ".join(drug) or kind)
    return f"{words}, {estimate.unit}" if estimate.unit else words


def _spread(of: dict[str, Estimate]) -> str:
    values = [of[q].value or 0.0 for q in ("median", "q1", "q3", "minimum", "maximum")]
    decimals = 0 if all(float(v).is_integer() for v in values) else 1
    median, q1, q3, low, high = (format_number(v, decimals) for v in values)
    return f"{median} ({q1}–{q3}), {low}–{high}"


def _counted(estimate: Estimate) -> str:
    if estimate.covariates[0] == "sessions":
        return f"– ({estimate.n})"
    return f"{estimate.n} ({estimate.n_events})"
