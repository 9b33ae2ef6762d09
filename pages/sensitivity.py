"""Sensitivity: one answer under one assumption after another, and why the answers differ."""

from outcomes.displays.adjusted.alone.case_mix import CASE_MIX
from outcomes.displays.adjusted.alone.exposure import EXPOSURE
from outcomes.displays.adjusted.alone.lost import LOST
from outcomes.displays.adjusted.alone.visits import VISITS
from outcomes.displays.adjusted.alone.ways import ALONE, no_sensitivity_tab
from outcomes.displays.adjusted.curves import CURVES
from outcomes.displays.adjusted.imbalance import IMBALANCE
from outcomes.displays.adjusted.models import MODELS
from outcomes.displays.adjusted.robustness import ROBUSTNESS
from outcomes.displays.adjusted.rungs import RUNGS, question
from outcomes.displays.tab import Tab

TITLE = "tab.sensitivity"
TAB = Tab(
    title=TITLE,
    key="rungs",
    sections={
        "ladder": RUNGS,
        "imbalance": IMBALANCE,
        "curves": CURVES,
        "models": MODELS,
        "robustness": ROBUSTNESS,
        "alone": ALONE,
        "visits": VISITS,
        "lost": LOST,
        "case_mix": CASE_MIX,
        "exposure": EXPOSURE,
    },
    label="sensitivity.section",
    names="sensitivity.{}",
    question=question,
    offered=no_sensitivity_tab,
    every=False,
)
