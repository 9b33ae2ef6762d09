"""Recurrence and response: the risk of recurrence, its sites, and the response of the tumor."""

from outcomes.displays.base.words import Words
from outcomes.displays.recurrence.curves import FREE, RISK
from outcomes.displays.recurrence.response import RESPONSE
from outcomes.displays.recurrence.sites import SITES_SHOWN
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.recurrence"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return what a section asks."""
    return words.say(f"recurrence.question.{section}")


TAB = Tab(
    title=TITLE,
    key="recurrence_panel",
    sections={"risk": RISK, "free": FREE, "response": RESPONSE, "sites": SITES_SHOWN},
    label="recurrence.panel",
    names="recurrence.panel.{}",
    question=question,
    every=False,
)
