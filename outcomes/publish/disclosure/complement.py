"""What would be told by the numbers beside it, and words that would point at somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.notes import few
from outcomes.results.masked import Masked
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate

ROUND = 0.01  # counts out of shares
# Of a level among all who are compared: n is theirs, and how many have the level is not said.
_OF_A_LEVEL = {"smd_level", "smd_level_weighted"}


class Shown(NamedTuple):
    """An estimate as it is shown, and as it was."""

    shown: Estimate
    exact: Estimate


def kept_back(e: Estimate, known: Known) -> Estimate:
    """Return an estimate without its numbers, and the note that says so."""
    notes = (*e.notes, few(known))
    masked: Any = Masked() if quantity_named(e.quantity).kind == "count" else None
    return replace(e, value=masked, interval=None, std_err=None, p_value=None, notes=notes)


def unsaid() -> Any:
    """Return a count of which nothing is said, not even that it is small."""
    return Masked()


def complemented(pairs: Sequence[Shown], known: Known) -> list[Shown]:
    """Return estimates with a second one kept back where a single one could be told from the rest.

    Levels add up to their denominator, and groups to everybody.
    """
    second: set[int] = set()
    for places, whole in _families(pairs):
        hidden = [i for i in places if pairs[i].exact.value != 0 and _hidden(pairs[i].shown)]
        if len(hidden) == 1:
            seen = {i: pairs[i].exact.value for i in places if i not in hidden}
            others = sorted((value, i) for i, value in seen.items() if value)
            second |= {whole} if whole is not None else {i for _, i in others[:1]}
    return [
        Shown(kept_back(replace(pair.shown, n_events=unsaid()), known), pair.exact)
        if i in second and not _hidden(pair.shown) else pair
        for i, pair in enumerate(pairs)
    ]  # fmt: skip


def _families(pairs: Sequence[Shown]) -> Iterable[tuple[list[int], int | None]]:
    """Yield the places of what adds up exactly, and that of their sum where it is shown."""
    levels: dict[object, list[int]] = defaultdict(list)
    groups: dict[object, list[int]] = defaultdict(list)
    for i, (_, e) in enumerate(pairs):
        if quantity_named(e.quantity).kind not in ("count", "proportion"):
            continue
        if len(e.covariates) > 1:
            levels[e.quantity, e.group, e.covariates[:-1], e.at, e.where, e.n].append(i)
        groups[e.quantity, e.covariates, e.at, e.where].append(i)
    for places in levels.values():
        if _adds_up(pairs, places, pairs[places[0]].exact.n):
            yield places, None
    for places in groups.values():
        whole = next((i for i in places if pairs[i].exact.group == "all"), None)
        arms = [i for i in places if i != whole]
        if whole is not None and _adds_up(pairs, arms, _size(pairs[whole].exact)):
            yield arms, whole


def _adds_up(pairs: Sequence[Shown], places: Sequence[int], total: float | None) -> bool:
    sizes = [_size(pairs[i].exact) for i in places]
    return len(sizes) > 1 and total is not None and abs(sum(sizes) - total) < ROUND


def _hidden(e: Estimate) -> bool:
    return isinstance(e.value, Masked) or any(note.says("publish_few") for note in e.notes)


def points_at_somebody(pairs: Sequence[Shown], e: Estimate, known: Known) -> bool:
    """Whether words of the data stand for so few that they could name one of them."""
    words = [*e.covariates, *(e.where.levels if e.where else ())]
    own = known.foreign(e.group)
    if not own and not any(known.foreign(word) for word in words):
        return False
    groups = (e.group,) if own else (e.group, "all")
    same = [x for _, x in pairs if (x.covariates, x.where) == (e.covariates, e.where)]
    most = max((_size(x) for x in same if x.group in groups), default=0.0)
    return most < known.policy.k


def _size(e: Estimate) -> float:
    """Return how many patients the words of an estimate stand for; 0 where it does not say."""
    kind = quantity_named(e.quantity).kind
    if e.quantity in _OF_A_LEVEL:
        return 0.0
    if e.n_events is not None:
        return float(e.n_events)
    if kind == "count":
        return e.value or 0.0
    return (e.value or 0.0) * (e.n or 0) if kind == "proportion" else float(e.n or 0)
