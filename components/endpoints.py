"""Which endpoint, and which arm against the reference: asked in the same words on every tab."""

from collections.abc import Sequence

from components.choice import choose_one
from components.view import View
from outcomes.model.protocol import Endpoint


def choose_endpoint(
    view: View,
    endpoints: Sequence[Endpoint],
    *,
    key: str = "endpoint",
    show_label: bool = True,
    width: int = 330,
) -> Endpoint | None:
    """Ask for one of the endpoints, the primary one first; None where there is none to ask for."""
    offered = {e.id: e for e in endpoints}
    if not offered:
        return None
    first = view.spec.primary
    chosen = choose_one(
        view.say("survival.endpoint"),
        list(offered),
        default=first.id if first else None,
        named=lambda e: view.endpoint_label(offered[e]),
        key=key,
        show_label=show_label,
        width=width,
    )
    return offered[chosen]


def choose_contrast(view: View, *, show_label: bool = True, width: int = 220) -> str:
    """Ask which arm is compared with the reference, where there are several."""
    arms = [arm.id for arm in view.spec.compared_arms]
    if len(arms) == 1:
        return arms[0]
    reference = view.spec.reference
    other = reference.label if reference else ""
    return choose_one(
        view.say("subgroups.contrast"),
        arms,
        named=lambda a: view.say("contrast.arms", arm=view.labels[a], reference=other),
        key="contrast",
        show_label=show_label,
        width=width,
    )


def timed_endpoints(view: View) -> list[Endpoint]:
    """Return the endpoints with times, in protocol order."""
    return [e for e in view.spec.endpoints if e.timed]


def endpoint_of(view: View, success: str) -> Endpoint | None:
    """Return the proportion of the protocol that counts this column, if it has one."""
    return next((e for e in view.spec.endpoints if e.success == success), None)
