"""Overview: the study in one screen — design, primary result, enrollment, what needs attention."""

from outcomes.displays.conduct.overview import OVERVIEW, question
from outcomes.displays.tab import Tab

TITLE = "tab.overview"
TAB = Tab(
    title=TITLE,
    key="overview",
    sections={"overview": OVERVIEW},
    label=TITLE,
    question=question,
)
