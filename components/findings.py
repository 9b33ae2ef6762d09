"""What was read and what is wrong with it, as tables a data manager can work through."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.view import View
from outcomes.dictionary import SHEETS
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.displays.base.words import plain
from outcomes.export.spreadsheet import to_csv
from outcomes.model.study import Issue, SheetReport

_ICON = {"error": "⛔", "warning": "⚠️", "info": "\N{INFORMATION SOURCE}\ufe0f"}
_ORDER = {"error": 0, "warning": 1, "info": 2}


def show_findings(view: View, issues: Sequence[Issue]) -> None:
    """Show findings, the gravest first, with a download of the same rows."""
    if not issues:
        st.info(view.say("data.no_issues"))
        return
    ordered = sorted(issues, key=lambda issue: _ORDER[issue.severity])
    columns = ("data.severity", "data.place", "data.finding", "data.remedy", "data.rule")
    frame = pd.DataFrame(
        [(i.severity, i.address, i.message, i.remedy, i.rule) for i in ordered],
        columns=[view.say(column) for column in columns],
    )
    shown = frame.copy()
    first = shown.columns[0]
    shown[first] = [f"{_ICON[s]} {view.say(f'data.{s}.one')}" for s in frame[first]]
    widths = ("small", "small", "large", "large", "small")
    config = {
        name: st.column_config.TextColumn(width=width)
        for name, width in zip(shown.columns, widths, strict=True)
    }
    st.dataframe(shown, hide_index=True, height=_height(len(shown)), column_config=config)
    st.download_button(
        view.say("data.download_issues"),
        data=lambda: to_csv(frame),
        file_name=f"{view.spec.study.id}-findings.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _height(rows: int) -> int:
    return min(35 * (rows + 1) + 3, 560)


def show_reading(view: View) -> None:
    """Show, sheet by sheet, what each column of the file became."""
    st.caption(view.say("data.not_read_why"))
    for report in view.study.read:
        rows = view.say("data.rows", n=report.n_rows)
        title = f"**{plain(report.name)}** · {rows}"
        if report.sheet is None:
            st.markdown(f"{title} · :orange[{view.say('data.sheet_not_read')}]")
            continue
        unread = sum(column.column is None for column in report.columns)
        extra = f" · :orange[{unread} × {view.say('data.not_read')}]" if unread else ""
        with st.expander(title + extra, expanded=report is view.study.read[0]):
            frame = _reading_frame(view, report)
            st.dataframe(frame, hide_index=True, height=_height(len(frame)))


def _reading_frame(view: View, report: SheetReport) -> pd.DataFrame:
    heads = ("data.file_column", "data.header", "data.read_as", "data.filled", "data.problems")
    return pd.DataFrame(
        [
            (
                column.letter,
                column.header,
                column.column or f"— {view.say('data.not_read')}",
                f"{column.n_filled}/{report.n_rows}",
                column.n_problems or "",
            )
            for column in report.columns
        ],
        columns=[view.say(head) for head in heads],
    ).astype(str)


def show_dictionary(view: View) -> None:
    """Show every column the program knows, per sheet."""
    heads = ("data.column", "data.label", "data.kind", "data.codes", "data.meaning")
    for sheet in SHEETS:
        label = sheet.label_zh if view.language == "zh" else sheet.label
        with st.expander(f"**{sheet.name}** · {label}", expanded=sheet is SHEETS[0]):
            frame = pd.DataFrame(
                [
                    (
                        column.name + (" *" if column.required else ""),
                        column.label_zh if view.language == "zh" else column.label,
                        f"{column.kind}{f' ({column.unit})' if column.unit else ''}",
                        ", ".join(code.value for code in column.codes),
                        column.description,
                    )
                    for column in sheet.columns
                ],
                columns=[view.say(head) for head in heads],
            )
            st.dataframe(frame, hide_index=True, height=_height(len(frame)))
    st.caption(f"\\* {view.say('data.required')}")
    with st.expander(f"**{view.say('data.derived')}**"):
        derived = pd.DataFrame(
            [(c.name, c.label, c.definition) for c in DERIVED_COLUMNS],
            columns=[view.say(f"data.{head}") for head in ("column", "label", "meaning")],
        )
        st.dataframe(derived, hide_index=True, height=_height(len(derived)))
