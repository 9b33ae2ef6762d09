"""Time to conversion surgery: cumulative incidence, and the naive number it replaces."""

import streamlit as st

from components.conversion import rate_of
from components.frame import show_drawn, show_method, show_notes, show_table
from components.status import caption_of, plain
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.surgery.course import kind_of, origin_of
from outcomes.estimators.surgery.incidence import conversion_incidence
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.curve_plot.naive_incidence import naive_incidence_figure
from outcomes.results.result import Result
from outcomes.wording import format_at, format_of, format_p, format_percent


def show_timing(view: View) -> None:
    """Show the cumulative incidence of surgery beside the naive curve, and why it is not used."""
    result = view.result(conversion_incidence)
    if not result.curves:
        radical = kind_of(view.cohort) == "radical"
        missing = view.say("conversion.timing.missing", why="; ".join(result.notes))
        words = view.say("conversion.no_conversion") if radical else missing
        st.info(plain(words), icon=":material/info:")
        return
    naive = view.result(conversion_incidence, naive=True)
    origin = origin_of(view.cohort) or ""
    gray = result.pick("statistic")
    compare = bool(view.spec.compared_arms) and not view.post_baseline
    lines = [_naive_sentence(view, result, naive)]
    if compare and not view.exploratory and gray and gray.p_value is not None:
        lines.append(view.say("conversion.gray", p=format_p(gray.p_value, symbol=True)))

    def draw(theme: str):
        return naive_incidence_figure(
            result, naive, labels=view.labels, naive_name=view.say("conversion.naive"),
            language=view.language, theme=theme, annotation=[x for x in lines if x],
            caption=caption_of(view, rate_of(view)), x_title=_x_title(view, origin),
            y_title=view.say("conversion.axis"), plot_height=230,
        )  # fmt: skip

    alt = " ".join(x for x in lines if x) or view.say("curve.none")
    show_drawn(view, draw, lambda: [result, naive], key="conversion-incidence", alt=alt)
    show_table(_incidence_table(view, result, naive))
    if compare and view.exploratory and choose_p_values(view) and gray and gray.p_value:
        st.caption(view.say("conversion.gray", p=format_p(gray.p_value, symbol=True)))
    said = view.say_or(f"origin.{origin}", origin)
    details = view.say("conversion.timing.details", origin=said)
    show_method(view, view.say("conversion.timing.method"), details)
    if result.n_missing:
        st.caption(view.say("survival.missing", n=result.n_missing))
    show_notes(result)


def _naive_sentence(view: View, result: Result, naive: Result) -> str:
    """Return what 1 − Kaplan–Meier would say at the last time, and what is so."""
    pairs = [
        (view.labels[g], result.all("cumulative_incidence"), naive.all("cumulative_incidence"), g)
        for g in view.labels
    ]
    true, wrong, at = [], [], 0.0
    for label, good, bad, group in pairs:
        found = [[e for e in part if e.group == group][-1] for part in (good, bad)]
        if any(e.value is None for e in found):
            continue
        at = found[0].at or 0.0
        said = [format_percent(e.value, e.n) for e in found]
        if len(pairs) > 1:
            said = [view.say("conversion.in_arm", value=s, arm=label) for s in said]
        true.append(said[0])
        wrong.append(said[1])
    if not true:
        return ""
    comma, unit = view.say("list.comma"), view.say(f"unit.{view.spec.study.time_unit}")
    return view.say("conversion.naive_sentence", at=format_at(at), unit=unit,
                    naive=comma.join(wrong), true=comma.join(true))  # fmt: skip


def _incidence_table(view: View, result: Result, naive: Result) -> Table:
    """Return per group the crude proportion, the incidence by each time, and the naive number."""
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    times = sorted({e.at for e in result.all("cumulative_incidence") if e.at is not None})
    last = times[-1]
    heads = [view.say("column.arm"), view.say("conversion.column.crude")]
    heads += [view.say("conversion.column.incidence", at=format_at(t), unit=unit) for t in times]
    heads += [view.say(f"conversion.column.{c}", at=format_at(last), unit=unit)
              for c in ("naive", "waiting")]  # fmt: skip
    groups = {**view.labels, "all": view.say("group.all")}
    rows = []
    for group, label in groups.items():
        cells = [result.pick("cumulative_incidence", group, t) for t in times]
        first, waiting = cells[0], result.pick("n_waiting", group, last)
        if first is None or waiting is None:
            continue
        wrong = naive.pick("cumulative_incidence", group, last)
        rows.append((
            label, format_of(first.n_events or 0, first.n or 0),
            *(estimate_cell(e, "cumulative_incidence", view.language) for e in cells),
            format_percent(wrong.value if wrong else None, first.n),
            f"{waiting.value or 0:.0f}",
        ))  # fmt: skip
    return Table(tuple(heads), tuple(rows))


def _x_title(view: View, origin: str) -> str:
    said = view.say_or(f"origin.{origin}", origin.replace("_", " "))
    return view.say("axis.time", unit=view.say(f"axis.{view.spec.study.time_unit}"), origin=said)
