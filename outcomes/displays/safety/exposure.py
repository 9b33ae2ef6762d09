"""What was given: sessions, doses, temperatures and durations by arm."""

from __future__ import annotations

from typing import Any

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions, without_sheet
from outcomes.displays.base.panel import Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.displays.safety.events import acute_rate
from outcomes.displays.safety.tables import exposure_table
from outcomes.figures.patient_plot.exposure import exposure_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.wording import format_number

TARGETS = ("none", "41", "42", "42.5", "43", "43.5", "44")


def nothing_given(scene: Scene, words: Words) -> str:
    """Return why there is no exposure."""
    why = without_sheet(scene, words, sheet="treatment", purpose="safety.exposure_purpose")
    return why or ("" if scene.treatments else words.say("exposure.none"))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the kind of treatment and, of a warm one, the target temperature."""
    offered = [(kind, words.say_or(f"treatment.{kind}", kind)) for kind in scene.treatments]
    kinds = one_of("kind", words.say("safety.kind"), offered, segmented=True, quiet=True)
    if not scene.treatments.get(chosen.get("kind", kinds.default)):
        return (kinds,)
    targets = [
        (code, words.say("safety.no_target") if code == "none"
         else words.say("safety.target_of", at=format_number(float(code), 1)))
        for code in TARGETS
    ]  # fmt: skip
    label = words.say("safety.target")
    return kinds, one_of("target", label, targets, default="43", quiet=True, width=190)


def _target(chosen: Chosen) -> float | None:
    return None if chosen.get("target", "none") == "none" else float(chosen["target"])


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    target = _target(chosen)
    options: dict[str, Any] = {} if target is None else {"target": target}
    return {"exposure": request("safety.exposure", **options)}


def draw(given: Given) -> Panel:
    """Draw the measures of one kind of treatment in small multiples, and as a table."""
    words, result, look, kind = given.words, given["exposure"], given.look, given.chosen["kind"]
    table = exposure_table(words, result, kind)
    if not table.rows:
        return Panel((Text(words.say("exposure.none"), "info"),))
    figure = exposure_figure(result, look, kind=kind, target=_target(given.chosen))
    alt = words.say("alt.stop").join(": ".join(row[:3]) for row in table.rows)
    picture = Picture("exposure", figure, alt, (result,))
    return Panel((picture, Cells(table)), words.say("safety.exposure_method"))


EXPOSURE = Display("safety.exposure", ask, draw, choices, nothing_given,
                   about=acute_rate, within="safety")  # fmt: skip
