"""What a visitor may change: kept in the link as stable codes, and read back from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.scene import Scene

Chosen = Mapping[str, Any]
"""What was chosen by key: a code, a tuple of codes, a switch, or a number."""

Kind = Literal["one", "many", "switch", "number", "settled"]
"""Of a settled one only the default is left: it is not asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be changed.

    Attributes
    ----------
    key
        Its name in the link.
    label
        What it is called.
    options
        Codes and their names, for one or many of them.
    default
        A code, a tuple of codes, True or False, or a number.
    low, high, step
        Of a number.
    segmented
        Whether all options stand side by side.
    quiet
        Whether the label is only for those who hear the page.
    folded
        What the button is called behind which it stands, with others of that name; empty: none.
    name
        What displays know it by, where tabs that keep it apart in the link ask the same.
    """

    key: str
    label: str
    kind: Kind = "one"
    options: tuple[tuple[str, str], ...] = ()
    default: Any = None
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    segmented: bool = False
    quiet: bool = False
    folded: str = ""
    help: str = ""
    width: int | None = None
    name: str = ""

    @property
    def known(self) -> str:
        """The name displays find what was chosen by."""
        return self.name or self.key


def one_of(
    key: str,
    label: str,
    options: Iterable[tuple[str, str]],
    *,
    default: str | None = None,
    **shown: Any,
) -> Choice:
    """Return a choice of one code; the first is the default where none is given or it is absent."""
    offered = tuple(options)
    codes = [code for code, _ in offered]
    standard = default if default in codes else next(iter(codes), "")
    return Choice(key, label, "one", offered, standard, **shown)


def any_of(key: str, label: str, options: Iterable[tuple[str, str]], **shown: Any) -> Choice:
    """Return a choice of any codes; none of them is the default."""
    return Choice(key, label, "many", tuple(options), (), **shown)


def switch(key: str, label: str, *, default: bool = False, **shown: Any) -> Choice:
    """Return a choice of yes or no."""
    return Choice(key, label, "switch", default=default, **shown)


def number(
    key: str, label: str, low: float, high: float, default: float, step: float, **shown: Any
) -> Choice:
    """Return a choice of a number above ``low`` up to ``high``, in round steps.

    A horizon rounded up would lie beyond the last patient: limits and default are rounded down.
    """
    digits = 0 if high > 20 else 2
    step = max(round(step, digits), 10.0**-digits)
    low, high, default = (_floor(x, digits) for x in (low + step, high, default))
    default = min(max(default, low), high)
    return Choice(
        key, label, "number", default=default, low=low, high=high, step=step, **shown
    )  # fmt: skip


def _floor(value: float, digits: int) -> float:
    return int(value * 10**digits + 1e-9) / 10**digits


def endpoint_choice(
    scene: Scene,
    words: Words,
    endpoints: Sequence[Endpoint],
    *,
    key: str = "endpoint",
    quiet: bool = False,
) -> Choice:
    """Return the choice of an endpoint, the primary one first."""
    first = scene.spec.primary
    options = [(e.id, words.endpoint(e)) for e in endpoints]
    longest = max((len(name) for _, name in options), default=0)
    default = first.id if first else None
    # Names are seen whole, and beside them the other controls stay in one row.
    width = next(wide for most, wide in ((28, 270), (36, 330), (inf, 400)) if longest <= most)
    return one_of(
        key, words.say("survival.endpoint"), options, default=default, quiet=quiet, width=width,
        name="endpoint",
    )  # fmt: skip


def contrast_choice(scene: Scene, words: Words, *, quiet: bool = False) -> tuple[Choice, ...]:
    """Return the choice of the arm that is compared with the reference, where there are several."""
    arms, reference = scene.spec.compared_arms, scene.spec.reference
    if len(arms) < 2 or reference is None:
        return ()
    options = [(arm.id, words.pair(arm.id, reference.id)) for arm in arms]
    label = words.say("subgroups.contrast")
    return (one_of("contrast", label, options, quiet=quiet, width=220),)


def contrast_of(scene: Scene, chosen: Chosen) -> str:
    """Return the arm that is compared with the reference; empty where none is."""
    first = next((arm.id for arm in scene.spec.compared_arms), "")
    return str(chosen.get("contrast") or first)
