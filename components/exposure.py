"""What was given: the exposure view of safety."""

import streamlit as st

from components.choice import choose_one
from components.frame import show_drawn, show_method, show_missing_sheet, show_notes, show_table
from components.safety_tables import caption_of_safety, exposure_table
from components.view import View
from outcomes.estimators.safety.exposure import exposure
from outcomes.figures.patient_plot.exposure import exposure_figure
from outcomes.wording import format_number

TARGETS = ("none", "41", "42", "42.5", "43", "43.5", "44")


def show_exposure(view: View) -> None:
    """Show sessions, doses, temperatures and durations by arm."""
    if not view.study.has("treatment"):
        show_missing_sheet(view, "treatment", view.say("safety.exposure_purpose"))
        return
    found = view.result(exposure)
    kinds = list(dict.fromkeys(e.covariates[1] for e in found.estimates))
    if not kinds:
        st.info(view.say("exposure.none"), icon=":material/info:")
        return
    warm = {e.covariates[1] for e in found.estimates if e.covariates[0] == "temperature_in_c"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = choose_one(
            view.say("safety.kind"), kinds, named=lambda k: view.say_or(f"treatment.{k}", k),
            key="kind", segmented=True, show_label=False,
        )  # fmt: skip
        target = _choose_target(view) if kind in warm else None
    result = view.result(exposure, target=target) if target else found
    caption = caption_of_safety(view)

    def draw(theme: str):
        return exposure_figure(
            result, kind=kind, labels=view.labels, target=target, caption=caption,
            language=view.language, theme=theme,
        )  # fmt: skip

    table = exposure_table(view, result, kind)
    alt = view.say("alt.stop").join(": ".join(row[:3]) for row in table.rows)
    show_drawn(view, draw, lambda: [result], key="exposure", alt=alt)
    show_table(table)
    show_method(view, view.say("safety.exposure_method"))
    show_notes(result)


def _choose_target(view: View) -> float | None:
    def named(code: str) -> str:
        if code == "none":
            return view.say("safety.no_target")
        return view.say("safety.target_of", at=format_number(float(code), 1))

    chosen = choose_one(
        view.say("safety.target"), TARGETS, default="43", named=named, key="target",
        show_label=False, width=190,
    )  # fmt: skip
    return None if chosen == "none" else float(chosen)
