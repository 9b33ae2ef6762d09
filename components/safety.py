"""Two views of safety: adverse events, and those soon after a dose."""

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from components.choice import choose_one
from components.frame import (
    show_download,
    show_drawn,
    show_method,
    show_missing_sheet,
    show_table,
)
from components.safety_tables import caption_of_safety, counts_table, differences_of
from components.status import plain
from components.view import View
from components.wall import may_compare
from outcomes.clinical.onset import days_of
from outcomes.estimators.safety.adverse_events import (
    accounting,
    adverse_event_differences,
    adverse_events,
)
from outcomes.estimators.safety.agreement import window_agreement
from outcomes.estimators.safety.events import window_hours
from outcomes.figures.row_plot.adverse_events import adverse_events_alt, adverse_events_figure
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.results.result import Result
from outcomes.wording import format_percent

TOPS = ("10", "20", "40", "all")
WINDOWS = (6.0, 12.0, 24.0, 48.0, 72.0)


def show_events(view: View) -> None:
    """Show patients with each event, by worst grade and arm."""
    if _has_events(view):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choices = _choose_display(view)
        _show_counts(view, {}, choices, "ae")
        show_method(view, view.say("safety.method"))
        _show_accounting(view, {})


def show_window(view: View) -> None:
    """Show the events that began soon after a dose."""
    if not _has_events(view):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hours = _choose_window(view)
        choices = _choose_display(view)
    window = {"window": float(hours)}
    found = view.result(adverse_events, **window)
    heads = [_window_head(view, found, group, hours) for group in view.labels]
    st.markdown("  \n".join(f"**{plain(head)}**" for head in heads if head))
    _show_counts(view, window, choices, "ae24")
    days = days_of(window["window"])
    show_method(view, view.say("safety.window_method", hours=hours, days=days))
    _show_agreement(view)
    _show_accounting(view, window)


def _choose_window(view: View) -> str:
    standard = window_hours(view.cohort)
    return choose_one(
        view.say("safety.within"),
        [f"{h:g}" for h in sorted({*WINDOWS, standard})],
        default=f"{standard:g}",
        named=lambda h: view.say("safety.hours", count=h),
        key="window",
        show_label=False,
        width=130,
    )


def _window_head(view: View, found: Result, group: str, hours: str) -> str:
    e = found.pick("proportion", group)
    if e is None or e.value is None:
        return ""
    share = format_percent(e.value, e.n)
    said = view.say("safety.window_head", n=e.n_events or 0, size=e.n, share=share, hours=hours)
    return f"{view.labels[group]}: {said}" if len(view.labels) > 1 else said


def _has_events(view: View) -> bool:
    if view.study.has("adverse_events"):
        return True
    show_missing_sheet(view, "adverse_events", view.say("safety.purpose"))
    return False


class Display(NamedTuple):
    """How the events are shown: bars or differences, grouped, how many terms, which arms."""

    form: str
    by: str
    top: int | None
    arms: tuple[str, ...]


def _choose_display(view: View) -> Display:
    form = _choose_form(view) if view.spec.compared_arms else "bars"
    return Display(form, _choose_grouping(view), _choose_top(view), _choose_arms(view))


def _show_counts(view: View, window: Mapping[str, float], how: Display, key: str) -> None:
    """Show the figure as it is asked for, and the table of everything."""
    asked = {**window, "by": how.by}
    counts = view.result(adverse_events, **asked)
    results = [counts]
    compare = bool(view.spec.compared_arms) and not view.post_baseline
    if compare:
        results.append(view.result(adverse_event_differences, **asked))
    if how.form == "difference" and may_compare(view):
        _show_differences(view, results, how)
    else:
        _show_bars(view, counts, how, key)
    show_table(counts_table(view, counts, results[1] if compare else None, how.arms))
    if compare:
        n = sum(e.group == how.arms[-1] for e in results[1].estimates)
        show_method(view, view.say("safety.difference_method", count=n))
    show_download(view, f"{key}-table", lambda: results)


def _choose_form(view: View) -> str:
    return choose_one(
        view.say("safety.show"), ("bars", "difference"),
        named=lambda c: view.say(f"safety.{c}"), key="ae_as", segmented=True, show_label=False,
    )  # fmt: skip


def _choose_grouping(view: View) -> str:
    sheet = view.study.tables["adverse_events"]
    if "soc" not in sheet or not sheet["soc"].notna().any():
        return "term"
    return choose_one(
        view.say("safety.by"), ("term", "soc"), named=lambda c: view.say(f"safety.by_{c}"),
        key="ae_by", segmented=True, show_label=False,
    )  # fmt: skip


def _choose_top(view: View) -> int | None:
    def named(code: str) -> str:
        return view.say("safety.top_all" if code == "all" else "safety.top_n", count=code)

    chosen = choose_one(
        view.say("safety.top"), TOPS, named=named, key="ae_top", show_label=False, width=190
    )
    return None if chosen == "all" else int(chosen)


def _choose_arms(view: View) -> tuple[str, ...]:
    """Return the arms to draw: the reference and another one, or the only one."""
    reference = view.spec.reference
    others = [arm.id for arm in view.spec.compared_arms]
    if reference is None or not others:
        return tuple(view.labels)[:2]
    if len(others) == 1:
        return reference.id, others[0]
    chosen = choose_one(
        view.say("safety.arm"), others, named=view.labels.__getitem__, key="ae_arm", width=220
    )
    return reference.id, chosen


def _show_bars(view: View, counts: Result, how: Display, key: str) -> None:
    caption = caption_of_safety(view)

    def draw(theme: str):
        return adverse_events_figure(
            counts, labels=view.labels, arms=how.arms, most=how.top, caption=caption,
            language=view.language, theme=theme,
        )  # fmt: skip

    shown = {arm: view.labels[arm] for arm in how.arms}
    alt = adverse_events_alt(counts, shown, view.language)
    show_drawn(view, draw, lambda: [counts], key=key, alt=alt)


def _show_differences(view: View, results: list[Result], how: Display) -> None:
    """Draw the differences of any grade, with how many comparisons were made."""
    counts, result = results
    arm = how.arms[-1]
    found, names = differences_of(view, counts, result, how.top, arm)
    reference = view.spec.reference
    x_title = view.say(
        "safety.ae.difference",
        arm=view.labels[arm],
        reference=view.labels[reference.id] if reference else "",
    )
    caption = caption_of_safety(view)

    def draw(theme: str):
        return interval_figure(
            found, names, labels=view.labels, x_title=x_title, caption=caption,
            language=view.language, theme=theme,
        )  # fmt: skip

    show_drawn(view, draw, lambda: [result], key="ae-differences", alt=view.say("ae.no_difference"))


def _show_agreement(view: View) -> None:
    """Say whether the workbook's own answer agrees with its events."""
    result = view.result(window_agreement)
    found = {e.quantity: e for e in result.estimates}
    if not found:
        return
    count = {name: f"{e.value or 0:.0f}" for name, e in found.items()}
    size = found["given"].n
    if found["differ"].value:
        st.warning(view.say("safety.differ", **count), icon=":material/rule:")
    else:
        st.caption(plain(view.say("safety.agree", size=size, count=count["derived"])))


def _show_accounting(view: View, window: Mapping[str, float]) -> None:
    """Say what is left out or assumed, in counts."""
    result = view.result(accounting, **window)
    said = [view.say(f"ae.count.{e.quantity}", n=int(e.value)) for e in result.estimates if e.value]
    if said:
        st.caption("  \n".join(map(plain, said)))
