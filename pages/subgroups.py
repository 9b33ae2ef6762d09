"""Subgroups: is the effect the same in everybody; without a control arm, how each group fared."""

from outcomes.displays.base.words import Words
from outcomes.displays.subgroups.along import ALONG, nothing_measured
from outcomes.displays.subgroups.forest import FOREST, no_subgroups
from outcomes.displays.tab import Tab
from outcomes.model.scene import Scene

TITLE = "tab.subgroups"


def question(scene: Scene, words: Words, section: str) -> str:
    """Return what the tab asks: of an effect, or of an outcome."""
    compared = bool(scene.spec.compared_arms)
    return words.say("subgroups.question" if compared else "subgroups.by_level")


def nothing(scene: Scene, words: Words) -> str:
    """Return why the tab is empty: neither subgroups nor a measured value."""
    return (
        no_subgroups(scene, words)
        and nothing_measured(scene, words)
        and words.say("subgroups.none_declared")
    )


TAB = Tab(
    title=TITLE,
    key="subgroup_view",
    sections={"forest": FOREST, "curve": ALONG},
    label="subgroups.section",
    names="subgroups.{}",
    question=question,
    offered=nothing,
    every=False,
)
