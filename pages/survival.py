"""Survival: the curve of any timed endpoint, its table, and the comparison of the arms."""

from outcomes.displays.survival.causes import CAUSES
from outcomes.displays.survival.curves import CURVES, no_times
from outcomes.displays.survival.extrapolation import EXTRAPOLATION
from outcomes.displays.survival.follow import FOLLOW
from outcomes.displays.survival.hazards import HAZARDS
from outcomes.displays.survival.landmark import LANDMARK
from outcomes.displays.survival.means import MEANS
from outcomes.displays.survival.prediction import PREDICTION
from outcomes.displays.tab import Tab

TITLE = "tab.survival"
TAB = Tab(
    title=TITLE,
    key="panel",
    sections={
        "curves": CURVES,
        "hazards": HAZARDS,
        "means": MEANS,
        "landmark": LANDMARK,
        "causes": CAUSES,
        "follow": FOLLOW,
        "extrapolation": EXTRAPOLATION,
        "prediction": PREDICTION,
    },
    label="survival.panel",
    names="panel.{}",
    offered=no_times,
)
