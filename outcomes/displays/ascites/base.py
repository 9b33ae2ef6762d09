"""What the views of ascites share: when there are any, the protocol's rules, and their captions."""

from __future__ import annotations

from functools import partial

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import without_sheet
from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import AscitesRules
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_of

no_sheet = partial(without_sheet, sheet="ascites", purpose="ascites.purpose")


def rules_of(scene: Scene) -> AscitesRules:
    """Return the protocol's rules of response."""
    return scene.spec.ascites or AscitesRules()


def control_rate(scene: Scene, chosen: Chosen) -> Endpoint:
    """Return the registered control rate; captions count no events of another endpoint."""
    rates = (e for e in scene.spec.endpoints if e.success == "ascites_control")
    return next(rates, Endpoint("ascites", "ascites", "proportion"))


def no_endpoint(scene: Scene, chosen: Chosen) -> Endpoint:
    """Return an endpoint without events."""
    return Endpoint("ascites", "ascites", "proportion")


def counted(words: Words, name: str, result: Result) -> str:
    """Return a rate of each arm as counts, named."""
    if result.awaited:
        return f"{name}: {words.awaited}"
    shares = (
        f"{words.arm(e.group)} {format_of(e.n_events or 0, e.n or 0)}"
        for e in result.all("proportion")
        if not e.method
    )
    return f"{name}: {', '.join(shares)}"
