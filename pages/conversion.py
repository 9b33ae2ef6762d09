"""Conversion surgery: the ladder, when it happens, what came of it, and survival after it."""

from outcomes.displays.base.words import Words
from outcomes.displays.surgery.after import AFTER
from outcomes.displays.surgery.operation import OPERATION
from outcomes.displays.surgery.steps import LADDER
from outcomes.displays.surgery.timing import TIMING
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.conversion"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return the question a section answers in this study."""
    radical = section == "ladder" and scene.surgery == "radical"
    return words.say("conversion.radical.question" if radical else f"conversion.{section}.question")


TAB = Tab(
    title=TITLE,
    key="conv",
    sections={"ladder": LADDER, "timing": TIMING, "operation": OPERATION, "after": AFTER},
    label="conversion.section",
    names="conversion.{}",
    question=question,
)
