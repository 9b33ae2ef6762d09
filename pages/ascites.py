"""Ascites: imbalance and response, its course, single patients, drainage, cytology."""

from outcomes.displays.ascites.after import CONVERSION, FREE
from outcomes.displays.ascites.base import no_sheet, rules_of
from outcomes.displays.ascites.course import OVER_TIME, PATIENTS
from outcomes.displays.ascites.response import RESPONSE
from outcomes.displays.base.words import Words
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.ascites"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return what a section asks."""
    one = "_one" if section == "response" and not scene.spec.compared_arms else ""
    return words.say(f"ascites.{section}.question{one}", day=rules_of(scene).target_day)


TAB = Tab(
    title=TITLE,
    key="asc",
    sections={
        "response": RESPONSE,
        "time": OVER_TIME,
        "patients": PATIENTS,
        "paracentesis": FREE,
        "cytology": CONVERSION,
    },
    label="ascites.section",
    names="ascites.{}",
    question=question,
    offered=no_sheet,
)
