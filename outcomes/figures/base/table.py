"""Result to display table: texts in rows, formatted by wording and by nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.results.result import Estimate, Result
from outcomes.wording import (
    Names,
    format_at,
    format_interval,
    format_p,
    format_percent,
    format_value,
    say,
    text,
)

Labels = Mapping[str, str]
CELL_KINDS = {
    "conditional_survival": "survival",
    "entry_order": "count",
    **dict.fromkeys(
        ("piecewise_hazard_ratio", "c_index", "auc", "brier_score", "integrated_brier_score",
         "permutation_importance"),
        "hazard_ratio",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn: heads and cells are texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def survival_table(
    curves: Result,
    follow_up: Result | None,
    labels: Labels,
    language: str = "en",
    marks: Marks = NO_MARKS,
) -> Table:
    """Return one row per arm: events/n, median, survival at each landmark, median follow-up."""
    unit = text(f"unit.{_unit(curves)}.short", language)
    landmarks = sorted({e.at for e in curves.all("survival") if e.at is not None})
    headed = "follow_up" if curves.analysis == "follow_up" else "median"
    heads = [
        text("column.arm", language),
        text("column.events_n", language),
        text("column.in_unit", language, name=text(f"column.{headed}", language), unit=unit),
        *(survival_head(curves, language, at) for at in landmarks),
    ]
    if follow_up is not None:
        name = text("column.follow_up", language)
        heads.append(text("column.in_unit", language, name=name, unit=unit))
    rows = []
    for median in curves.all("median"):
        row = [labels.get(median.group, median.group), f"{median.n_events}/{median.n}"]
        row.append(estimate_cell(median, "median", language, marks))
        row += [
            estimate_cell(curves.pick("survival", median.group, at), "survival", language, marks)
            for at in landmarks
        ]
        if follow_up is not None:
            followed = follow_up.pick("median", median.group)
            row.append(estimate_cell(followed, "median", language, marks))
        rows.append(tuple(row))
    return Table(tuple(heads), tuple(rows))


def survival_head(curves: Result, language: str, at: float) -> str:
    """Return what heads a column of survival: of another event than death, without that event."""
    key = "column.survival_at" if curves.endpoint == "os" else "column.free_at"
    unit = text(f"unit.{_unit(curves)}.short", language)
    return text(key, language, at=format_at(at), unit=unit)


def incidence_table(
    result: Result, labels: Labels, language: str = "en", marks: Marks = NO_MARKS
) -> Table:
    """Return one row per arm: events/n and the cumulative incidence at each landmark."""
    found = result.all("cumulative_incidence")
    unit = text(f"unit.{_unit(result)}.short", language)
    landmarks = sorted({e.at for e in found if e.at is not None})
    heads = (
        text("column.arm", language),
        text("column.events_n", language),
        *(text("column.incidence_at", language, at=format_at(at), unit=unit) for at in landmarks),
    )
    rows = []
    for group in dict.fromkeys(e.group for e in found):
        cells = [result.pick("cumulative_incidence", group, at) for at in landmarks]
        first = next(cell for cell in cells if cell is not None)
        rows.append(
            (
                labels.get(group, group),
                f"{first.n_events}/{first.n}",
                *(estimate_cell(cell, "cumulative_incidence", language, marks) for cell in cells),
            )
        )
    return Table(heads, tuple(rows))


def contrast_table(
    estimates: Sequence[tuple[str, Estimate]],
    labels: Labels,
    language: str = "en",
    marks: Marks = NO_MARKS,
    *,
    p_values: bool = True,
) -> Table:
    """Return one row per named estimate of a comparison: what, who, estimate, p, n and events.

    Without p-values tests have no row either: their statistic is a p-value in other words.
    """
    heads = ["column.comparison", "column.arms", "column.estimate_ci", "column.events_n"]
    heads += ["column.p_value"] if p_values else []
    rows = []
    for name, estimate in estimates:
        if not p_values and estimate.quantity == "statistic":
            continue
        row = [
            name,
            _compared(estimate, labels, language),
            estimate_cell(estimate, estimate.quantity, language, marks),
            _counted(estimate),
        ]
        if p_values:
            row.append("" if estimate.p_value is None else format_p(estimate.p_value))
        rows.append(tuple(row))
    return Table(tuple(text(head, language) for head in heads), tuple(rows))


def estimates_table(
    estimates: Sequence[tuple[str, Estimate]],
    language: str = "en",
    marks: Marks = NO_MARKS,
    *,
    p_values: bool = True,
    names: Names | None = None,
) -> Table:
    """Return one row per named estimate: the number, its interval, and p where one belongs."""
    tested = p_values and any(e.p_value is not None for _, e in estimates)
    heads = ["column.what", "column.estimate_ci", "column.events_n"] + ["column.p_value"] * tested
    rows = []
    for name, estimate in estimates:
        cell = estimate_cell(estimate, estimate.quantity, language, marks, names)
        row = [name, cell, _counted(estimate)]
        if tested:
            row.append("" if estimate.p_value is None else format_p(estimate.p_value))
        rows.append(tuple(row))
    return Table(tuple(text(head, language) for head in heads), tuple(rows))


def _counted(estimate: Estimate) -> str:
    """Return events and patients, or patients alone where no events are counted."""
    counts = (estimate.n_events, estimate.n) if estimate.n is not None else ()
    return "/".join(str(count) for count in counts if count is not None)


def models_table(
    result: Result, labels: Labels, language: str = "en", marks: Marks = NO_MARKS
) -> Table:
    """Return one row per arm and parametric model: fit, and what it says beyond the data."""
    rows = []
    for aic in result.all("aic"):
        same = [e for e in result.estimates if (e.group, e.method) == (aic.group, aic.method)]
        found = {e.quantity: e for e in same}
        cells = (
            estimate_cell(found.get(q), q, language, marks)
            for q in ("aic", "bic", "median", "rmst")
        )
        rows.append((labels.get(aic.group, aic.group), say(aic.method, language), *cells))
    heads = ("column.arm", "column.model", "column.aic", "column.bic", "column.median",
             "column.mean_to")  # fmt: skip
    return Table(tuple(text(head, language) for head in heads), tuple(rows))


def excluded_table(result: Result, labels: Labels, language: str = "en") -> Table:
    """Return one row per arm: how many a landmark leaves out, and why, and how many remain."""
    rows = []
    for group in dict.fromkeys(e.group for e in result.all("n_excluded")):
        early, ended = (e for e in result.all("n_excluded") if e.group == group)
        kept = (early.n or 0) - (early.value or 0) - (ended.value or 0)
        counts = (f"{value:.0f}" for value in (early.value or 0, ended.value or 0, kept))
        rows.append((labels.get(group, group), *counts))
    heads = ("column.arm", "column.early_event", "column.early_end", "column.kept")
    return Table(tuple(text(head, language) for head in heads), tuple(rows))


def estimate_cell(
    estimate: Estimate | None,
    kind: str,
    language: str = "en",
    marks: Marks = NO_MARKS,
    names: Names | None = None,
) -> str:
    """Return ``12.3 (9.8–15.1)`` with the letters of its caveats, or why there is no number."""
    if estimate is None:
        return ""
    if estimate.value is None:
        if estimate.notes:
            return say(estimate.notes[0], language, names or marks.names)
        return text("number.not_estimable", language)
    if kind == "statistic":
        name = _statistic(estimate, language)
        return f"{name} = {format_value(estimate.value, kind)}{marks.at(estimate)}"
    kind = CELL_KINDS.get(kind, kind)
    value = format_value(estimate.value, kind, n=estimate.n, language=language)
    limits = format_interval(estimate.interval, kind, n=estimate.n, language=language, label=False)
    return (f"{value} ({limits})" if limits else value) + marks.at(estimate)


def _statistic(estimate: Estimate, language: str) -> str:
    """Return what a test statistic is called: a chi-square unless its method is another."""
    names = (text(f"statistic.{part.id}", language, default="") for part in estimate.method)
    return next(filter(None, names), text("statistic.chi_square", language))


def _compared(estimate: Estimate, labels: Labels, language: str) -> str:
    if estimate.reference is None and estimate.quantity == "statistic":
        return text("contrast.all", language)
    if estimate.reference is None:
        return labels.get(estimate.group, text("group.all", language))
    arm = labels.get(estimate.group, estimate.group)
    return text("contrast.arms", language, arm=arm, reference=labels.get(estimate.reference, ""))


def _unit(result: Result) -> str:
    return next((curve.unit for curve in result.curves if curve.unit), "months")


def baseline_table(
    result: Result,
    labels: Labels,
    names: Labels,
    language: str = "en",
    marks: Marks = NO_MARKS,
    levels: Mapping[tuple[str, str], str] | None = None,
) -> Table:
    """Return one row per covariate or level: each arm's summary, then the standardized difference.

    ``names`` are the covariates' labels by id, ``levels`` those of their levels by covariate and
    level. Levels stand indented under their covariate.
    """
    known = levels or {}
    smd = list(result.all("smd"))
    against = [labels.get(group, group) for group in dict.fromkeys(e.group for e in smd)]
    rows: list[tuple[str, ...]] = []
    for covariate in dict.fromkeys(e.covariates[0] for e in result.estimates):
        block = [e for e in result.estimates if e.covariates[0] == covariate]
        mine = (e for e in smd if e.covariates[0] == covariate)
        printed = " / ".join(estimate_cell(e, "smd", language, marks) for e in mine)
        called = {level: name for (of, level), name in known.items() if of == covariate}
        name = names.get(covariate, covariate)
        rows += _covariate_rows(block, name, labels, printed, language, called)
    sizes = {arm: _size(result, arm) for arm in labels}
    heads = (
        text("column.characteristic", language),
        *(f"{label} (n = {sizes[arm]})" for arm, label in labels.items()),
        text("column.smd", language) + (f", {' / '.join(against)}" if len(against) > 1 else ""),
    )
    width = len(heads) - (not smd)
    return Table(heads[:width], tuple(row[:width] for row in rows))


def _size(result: Result, arm: str) -> int:
    """Return the patients of an arm: those without a value are counted in ``n_missing``'s n."""
    found = (e.n or 0 for e in result.all("n_missing") if e.group == arm)
    return max(found, default=0)


def _covariate_rows(
    block: Sequence[Estimate], name: str, arms: Labels, smd: str, language: str, called: Labels
) -> list[tuple[str, ...]]:
    found = {(e.quantity, e.group, e.covariates[1:]): e for e in block}
    levels = list(dict.fromkeys(e.covariates[1:] for e in block if e.quantity == "proportion"))
    missing = [found.get(("n_missing", arm, ())) for arm in arms]
    if not levels:
        spread = (_median_iqr(found, arm, language) for arm in arms)
        unit = next((e.unit for e in block if e.unit), "")
        unit = text(f"covariate_unit.{unit}", language, default=unit)
        rows = [(f"{name}, {unit}" if unit else name, *spread, smd)]
    elif levels == [("N",), ("Y",)]:  # the share of "yes" says it all
        rows = [(name, *(_share(found, arm, ("Y",)) for arm in arms), smd)]
    else:
        rows = [(name, *("" for _ in arms), smd)]
        for level in levels:
            shares = (_share(found, arm, level) for arm in arms)
            rows.append((f"\u2003{called.get(level[0], level[0])}", *shares, ""))
    if any(e is not None and e.value for e in missing):
        counts = ("" if e is None else f"{e.value or 0:.0f}" for e in missing)
        rows.append((f"\u2003{text('baseline.missing', language)}", *counts, ""))
    return rows


_Found = Mapping[tuple[str, str, tuple[str, ...]], Estimate]


def _median_iqr(found: _Found, arm: str, language: str) -> str:
    q1, median, q3 = (found.get((q, arm, ())) for q in ("q1", "median", "q3"))
    if median is None or median.value is None or q1 is None or q3 is None:
        return text("number.not_estimable", language)
    low, middle, high = (format_value(e.value, "median") for e in (q1, median, q3))
    return f"{middle} ({low}–{high})"


def _share(found: _Found, arm: str, level: tuple[str, ...]) -> str:
    count, share = found.get(("n", arm, level)), found.get(("proportion", arm, level))
    if count is None or share is None or share.value is None:
        return ""
    return f"{count.value or 0:.0f} ({format_percent(share.value, share.n)})"
