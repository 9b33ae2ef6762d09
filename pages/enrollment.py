"""Enrollment: accrual against the plan, projection, patient flow, baseline, follow-up."""

from outcomes.displays.base.words import Words
from outcomes.displays.conduct.accrual import ACCRUAL, PROJECTION
from outcomes.displays.conduct.follow_up import FOLLOW_UP
from outcomes.displays.conduct.patients import BASELINE, FLOW
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.enrollment"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return what a section asks."""
    one = "_one" if section == "baseline" and not scene.spec.compared_arms else ""
    return words.say(f"enrollment.question.{section}{one}")


TAB = Tab(
    title=TITLE,
    key="view",
    sections={
        "accrual": ACCRUAL,
        "projection": PROJECTION,
        "flow": FLOW,
        "baseline": BASELINE,
        "follow_up": FOLLOW_UP,
    },
    label="enrollment.section",
    names="enrollment.{}",
    question=question,
)
