"""What can be chosen of a display where only published answers are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display, standing
from outcomes.displays.base.words import Words
from outcomes.model.question import Request
from outcomes.model.scene import Scene

Knows = Callable[[Request], bool]


def offered_choices(
    display: Display, scene: Scene, words: Words, chosen: Chosen, knows: Knows
) -> tuple[Choice, ...]:
    """Return the choices of a display, each narrowed to what was published.

    What a visitor may change without leaving the published answers stays; the rest is not
    offered, and a choice of which nothing is left but its default is settled.
    """

    def answered(**fixed: object) -> bool:
        whole = standing(display, scene, words, **{**chosen, **fixed})
        return all(knows(question) for question in display.ask(scene, whole).values())

    return tuple(
        choice if choice.known in chosen else _narrowed(choice, answered)
        for choice in display.choices(scene, words, chosen)
    )


def answers_known(
    display: Display, scene: Scene, words: Words, knows: Knows, **fixed: object
) -> bool:
    """Whether a display can be shown as nobody has touched it, but for what is settled."""
    chosen = standing(display, scene, words, **fixed)
    return all(knows(question) for question in display.ask(scene, chosen).values())


def _narrowed(choice: Choice, answered: Callable[..., bool]) -> Choice:
    if choice.kind == "one":
        kept = tuple(o for o in choice.options if answered(**{choice.known: o[0]}))
        codes = [code for code, _ in kept]
        default = choice.default if choice.default in codes else next(iter(codes), choice.default)
        return replace(choice, options=kept or choice.options, default=default)
    if choice.kind == "many":
        kept = tuple(o for o in choice.options if answered(**{choice.known: (o[0],)}))
        return replace(choice, options=kept) if kept else replace(choice, kind="settled")
    ends = (True, False) if choice.kind == "switch" else (choice.low, choice.high, choice.default)
    if all(answered(**{choice.known: end}) for end in ends):
        return choice
    return replace(choice, kind="settled")
