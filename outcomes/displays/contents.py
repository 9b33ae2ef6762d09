"""What a document of a study holds, in the order a co-author reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from outcomes.displays.adjusted.alone.case_mix import CASE_MIX
from outcomes.displays.adjusted.alone.exposure import EXPOSURE as BY_EXPOSURE
from outcomes.displays.adjusted.alone.lost import LOST
from outcomes.displays.adjusted.alone.visits import VISITS
from outcomes.displays.adjusted.alone.ways import ALONE
from outcomes.displays.adjusted.curves import CURVES as ADJUSTED_CURVES
from outcomes.displays.adjusted.imbalance import IMBALANCE
from outcomes.displays.adjusted.models import MODELS
from outcomes.displays.adjusted.robustness import ROBUSTNESS
from outcomes.displays.adjusted.rungs import RUNGS
from outcomes.displays.ascites.after import CONVERSION, FREE
from outcomes.displays.ascites.course import OVER_TIME, PATIENTS
from outcomes.displays.ascites.response import RESPONSE as ASCITES_RESPONSE
from outcomes.displays.base.display import Display
from outcomes.displays.base.words import Words
from outcomes.displays.conduct.accrual import ACCRUAL, PROJECTION
from outcomes.displays.conduct.follow_up import FOLLOW_UP
from outcomes.displays.conduct.overview import OVERVIEW
from outcomes.displays.conduct.patients import BASELINE, FLOW
from outcomes.displays.data.reading import REGISTERED
from outcomes.displays.recurrence.curves import FREE as RECURRENCE_FREE
from outcomes.displays.recurrence.curves import RISK
from outcomes.displays.recurrence.response import RESPONSE
from outcomes.displays.recurrence.sites import SITES_SHOWN
from outcomes.displays.safety.events import EVENTS, WINDOW
from outcomes.displays.safety.exposure import EXPOSURE
from outcomes.displays.subgroups.along import ALONG
from outcomes.displays.subgroups.forest import FOREST
from outcomes.displays.surgery.after import AFTER
from outcomes.displays.surgery.operation import OPERATION
from outcomes.displays.surgery.steps import LADDER
from outcomes.displays.surgery.timing import TIMING
from outcomes.displays.survival.causes import CAUSES
from outcomes.displays.survival.curves import CURVES
from outcomes.displays.survival.extrapolation import EXTRAPOLATION
from outcomes.displays.survival.follow import FOLLOW
from outcomes.displays.survival.hazards import HAZARDS
from outcomes.displays.survival.landmark import LANDMARK
from outcomes.displays.survival.means import MEANS
from outcomes.displays.survival.prediction import PREDICTION
from outcomes.model.endpoint import Endpoint
from outcomes.model.scene import Scene

Preset = Literal["summary", "full", "dmc-open", "dmc-closed"]
PRESETS: tuple[Preset, ...] = ("summary", "full", "dmc-open", "dmc-closed")


class Entry(NamedTuple):
    """One display of a chapter.

    Attributes
    ----------
    title
        Key of its heading in the wording.
    summary
        Whether it belongs into a short document too.
    each
        Whether it is repeated for every endpoint it can be asked of, in a full document.
    monitored
        Whether a data monitoring committee sees it: all arms together in the open report and by
        arm in the closed one, or in the closed one alone.
    """

    display: Display
    title: str
    summary: bool = False
    each: bool = False
    monitored: Literal["", "open", "closed"] = ""

    def belongs(self, preset: Preset) -> bool:
        """Whether it is in a document of that kind."""
        if preset.startswith("dmc"):
            return self.monitored in (("open",) if preset == "dmc-open" else ("open", "closed"))
        return preset == "full" or self.summary


CHAPTERS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("tab.enrollment", (
        Entry(REGISTERED, "data.registered"),
        Entry(FLOW, "enrollment.flow", summary=True, monitored="open"),
        Entry(ACCRUAL, "enrollment.accrual", monitored="open"),
        Entry(PROJECTION, "enrollment.projection", monitored="open"),
        Entry(BASELINE, "enrollment.baseline", summary=True, monitored="open"),
        Entry(FOLLOW_UP, "enrollment.follow_up", monitored="open"),
    )),
    ("tab.survival", (
        Entry(CURVES, "panel.curves", summary=True, each=True, monitored="closed"),
        Entry(HAZARDS, "panel.hazards"),
        Entry(MEANS, "panel.means"),
        Entry(LANDMARK, "panel.landmark"),
        Entry(CAUSES, "panel.causes", each=True),
        Entry(FOLLOW, "panel.follow", monitored="closed"),
        Entry(EXTRAPOLATION, "panel.extrapolation"),
        Entry(PREDICTION, "panel.prediction"),
    )),
    ("tab.sensitivity", (
        Entry(RUNGS, "sensitivity.ladder", summary=True, each=True),
        Entry(IMBALANCE, "sensitivity.imbalance", summary=True),
        Entry(ADJUSTED_CURVES, "sensitivity.curves", each=True),
        Entry(MODELS, "sensitivity.models"),
        Entry(ROBUSTNESS, "sensitivity.robustness"),
    )),
    ("tab.ascites", (
        Entry(ASCITES_RESPONSE, "ascites.response", summary=True, monitored="closed"),
        Entry(OVER_TIME, "ascites.time"),
        Entry(FREE, "ascites.paracentesis"),
        Entry(CONVERSION, "ascites.cytology"),
    )),
    ("tab.conversion", (
        Entry(LADDER, "conversion.ladder", summary=True),
        Entry(TIMING, "conversion.timing"),
        Entry(OPERATION, "conversion.operation"),
        Entry(AFTER, "conversion.after"),
    )),
    ("tab.recurrence", (
        Entry(RISK, "recurrence.panel.risk", summary=True, each=True, monitored="closed"),
        Entry(RECURRENCE_FREE, "recurrence.panel.free"),
        Entry(RESPONSE, "recurrence.panel.response", summary=True),
        Entry(SITES_SHOWN, "recurrence.panel.sites"),
    )),
    ("tab.subgroups", (
        Entry(FOREST, "subgroups.forest", summary=True),
        Entry(ALONG, "subgroups.curve"),
    )),
    ("tab.safety", (
        Entry(EVENTS, "safety.events", summary=True, monitored="open"),
        Entry(WINDOW, "safety.window", monitored="closed"),
        Entry(EXPOSURE, "safety.exposure", monitored="closed"),
    )),
)  # fmt: skip

ON_SCREEN = (
    Entry(OVERVIEW, "tab.overview"),
    Entry(PATIENTS, "ascites.patients"),
    Entry(ALONE, "sensitivity.alone"),
    Entry(VISITS, "sensitivity.visits"),
    Entry(LOST, "sensitivity.lost"),
    Entry(CASE_MIX, "sensitivity.case_mix"),
    Entry(BY_EXPOSURE, "sensitivity.exposure"),
)
"""Views with figures that no document holds: a first look, patients one by one, and the
sensitivity of a study without arms."""


def entry_of(display: str) -> Entry | None:
    """Return the entry of the display of that id; None where it has no figure to keep."""
    everything = (*ON_SCREEN, *(entry for _, entries in CHAPTERS for entry in entries))
    return next((entry for entry in everything if entry.display.id == display), None)


def heading_of(title: str, words: Words, endpoint: Endpoint | None = None) -> str:
    """Return what a section is called, with its endpoint where it is about one."""
    return about_of(words.say(title), words, endpoint)


def about_of(heading: str, words: Words, endpoint: Endpoint | None) -> str:
    """Return a heading with its endpoint, where that is one of the study and no mere stand-in."""
    named = endpoint in words.spec.endpoints
    return f"{heading} · {words.endpoint(endpoint)}" if endpoint and named else heading


def chosen_for(
    entry: Entry, scene: Scene, words: Words, preset: Preset
) -> Iterator[dict[str, Any]]:
    """Yield what is settled beforehand, once per time the entry is shown."""
    if not entry.each or preset != "full":
        yield {}
        return
    offered = entry.display.choices(scene, words, {})
    endpoints = next((c.options for c in offered if c.known == "endpoint"), ())
    yield from ({"endpoint": code} for code, _ in endpoints)


def entries_of(scene: Scene, words: Words, preset: Preset) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the chapters of a document, with the entries this study has."""
    for title, entries in CHAPTERS:
        offered = [
            entry
            for entry in entries
            if entry.belongs(preset)
            and not entry.display.offered(scene, words)
            and (scene.compares or not entry.display.compares)
        ]
        if offered:
            yield title, offered
