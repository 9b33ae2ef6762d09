"""Safety: adverse events by worst grade, those soon after a dose, and exposure."""

from outcomes.displays.base.words import Words
from outcomes.displays.safety.events import EVENTS, WINDOW
from outcomes.displays.safety.exposure import EXPOSURE
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.safety"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return what the tab asks, always of the safety set."""
    return words.say("safety.question")


TAB = Tab(
    title=TITLE,
    key="safety",
    sections={"events": EVENTS, "window": WINDOW, "exposure": EXPOSURE},
    label="safety.section",
    names="safety.{}",
    question=question,
)
