"""What is shown, as files: the figure as SVG, PDF and PNG, always light, and its numbers."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from components.view import View
from outcomes import __version__
from outcomes.displays.base.panel import Picture
from outcomes.export.pdf import to_pdf
from outcomes.export.png import to_png
from outcomes.export.spreadsheet import to_csv
from outcomes.export.svg import to_svg
from outcomes.export.table import numbers_of
from outcomes.results.result import Result

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def show_files(
    view: View,
    picture: Picture,
    figure: Callable[[], Any],
    results: Callable[[], Iterable[Result]],
    slide: Callable[[], bytes],
    *,
    key: str = "",
) -> None:
    """Offer a picture and its numbers as files; nothing is made before it is asked for.

    Parameters
    ----------
    view
        The visitor's view.
    picture
        What is on screen.
    figure
        Draws it again in the light theme.
    results
        Gathers what its numbers are from, as they may leave the page.
    slide
        Makes a slide of it.
    key
        Tells the same picture of two cohorts apart.
    """
    footer = _footer(view, picture.results)
    files: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("svg", "image/svg+xml",
         lambda: to_svg(figure(), title=picture.alt, footer=footer)),
        ("pdf", "application/pdf",
         lambda: to_pdf(figure(), title=picture.alt, footer=footer)),
        ("png", "image/png",
         lambda: to_png(figure(), title=picture.alt, footer=footer)),
        ("pptx", PPTX, slide),
        ("csv", "text/csv", lambda: to_csv(numbers_of(results()))),
    )  # fmt: skip
    with st.popover(view.say("download.label"), icon=":material/download:", type="tertiary"):
        for kind, mime, make in files:
            st.download_button(
                view.say(f"download.{kind}"),
                data=make,
                file_name=f"{view.spec.study.id}-{picture.id}.{kind}",
                mime=mime,
                type="tertiary",
                on_click="ignore",
                key=f"{key}{kind}.{picture.id}",
            )


def show_csv(view: View, name: str, results: Callable[[], Iterable[Result]]) -> None:
    """Offer the raw numbers behind what is shown; they are gathered only when asked for."""
    st.download_button(
        view.say("frame.csv"),
        data=lambda: to_csv(numbers_of(results())),
        file_name=f"{view.spec.study.id}-{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"csv.{name}",
    )


def _footer(view: View, results: Iterable[Result]) -> str:
    """Return how the numbers were made, with what, and from which data."""
    names = dict.fromkeys(result.analysis for result in results)
    methods = [view.words.say_or(f"method.{name}", "") for name in names]
    made = view.say("method.made_with", version=__version__, data=view.scene.fingerprint[:8])
    said = [*dict.fromkeys(m for m in methods if m), made, view.stamp.line]
    return " · ".join(part for part in said if part)
