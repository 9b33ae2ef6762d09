"""The report: what it holds and its format are asked, then it is made before the visitor's eyes."""

import streamlit as st

from components.view import View
from outcomes.displays.contents import PRESETS, Preset
from outcomes.export.report.write import FORMS, MIMES, Form, to_report

MADE = "report.made"


def show_report(view: View) -> None:
    """Offer to make a report, say what is being made, and offer the file."""
    known = [preset for preset in PRESETS if preset != "dmc-open" or view.pooled]
    preset = st.selectbox(
        view.say("report.preset"), known, format_func=lambda p: view.say(f"report.{p}")
    )
    form = st.segmented_control(
        view.say("report.form"), FORMS, default=FORMS[0], required=True,
        format_func=lambda f: view.say(f"report.form.{f}"),
    )  # fmt: skip
    mark = (view.scene.fingerprint, view.scene.population, view.scene.filters, view.language,
            view.spec.study.time_unit, preset, form)  # fmt: skip
    if st.button(view.say("report.make"), icon=":material/article:", type="primary"):
        with st.status(view.say("report.making")) as status:
            content = _made(view, preset, form or FORMS[0])
            status.update(label=view.say("report.ready"), state="complete")
        st.session_state[MADE] = (mark, content)
    held, content = st.session_state.get(MADE, (None, b""))
    if held == mark:
        st.download_button(
            view.say("report.take"), data=content, mime=MIMES[form],
            file_name=f"{view.spec.study.id}-{preset}.{form}",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _made(view: View, preset: Preset, form: Form) -> bytes:
    """Return the report; each heading is written where the visitor sees it."""
    asked = (view.pooled if preset == "dmc-open" else None) or view
    return to_report(asked.source, form=form, language=view.language, preset=preset,
                     progress=st.caption, stamp=view.stamp)  # fmt: skip
