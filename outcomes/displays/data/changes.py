"""What changed since the last cut: patients, entries, endpoints, results then and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from outcomes.displays.base.display import Display, Given
from outcomes.displays.base.panel import Block, Cells, Folded, Panel, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.data.findings import about_nothing, asks_nothing
from outcomes.figures.base.table import Table
from outcomes.model.changes import HEADLINES, Changes, Earlier, Moved
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_estimate

MOST = 12  # places named in a line


def no_cut(scene: Scene, words: Words) -> str:
    """Return why there is nothing to compare with."""
    return "" if scene.earlier else words.say("changes.none")


def draw(given: Given) -> Panel:
    """Draw what changed from the latest earlier cut to the data of now."""
    words, earlier = given.words, given.scene.earlier
    if earlier is None:
        return Panel((Text(words.say("changes.none"), "info"),))
    if earlier.changes is None:
        why = words.say(
            "changes.unread", date=earlier.cutoff.isoformat(), why=words.told(earlier.problem)
        )
        return Panel((Text(plain(why), "warning"),))
    blocks = [*_said(words, earlier, earlier.changes), *_tables(words, earlier, earlier.changes)]
    return Panel(tuple(blocks), words.say("changes.method"))


def _said(words: Words, earlier: Earlier, found: Changes) -> Iterator[Block]:
    kinds = Counter(entry.kind for entry in found.entries)
    yield Text(
        words.say(
            "changes.answer", date=earlier.cutoff.isoformat(), added=len(found.added),
            removed=len(found.removed), changed=kinds["changed"], filled=kinds["filled"],
            blanked=kinds["blanked"], moved=len(found.moved),
        ),
        "answer",
    )  # fmt: skip
    if found.rewrites:
        gone = [*found.removed, *(entry.address for entry in found.entries if entry.rewrites)]
        lost = sum(moved.gone + moved.lost for moved in found.moved)
        said = words.say("changes.rewritten", n=lost, places=_listed(words, gone))
        yield Text(plain(said), "warning")


def _tables(words: Words, earlier: Earlier, found: Changes) -> Iterator[Block]:
    labels = {e.id: words.endpoint(e) for e in words.spec.endpoints}
    if found.moved:
        heads = ("endpoint", *Moved._fields[1:])
        moved = [(labels.get(m.endpoint, m.endpoint), *map(_count, m[1:])) for m in found.moved]
        yield Cells(_table(words, heads, moved), words.say("changes.moved"))
    numbers = tuple(_then_and_now(words, labels, earlier.results))
    four = _table(words, ("endpoint", "what", "then", "now"), numbers)
    yield Cells(four, words.say("changes.results"))
    places = [("added", "patients", p) for p in found.added]
    places += [("removed", "patients", p) for p in found.removed]
    places += [(entry.kind, entry.column, entry.address) for entry in found.entries]
    if places:
        told = tuple((words.say(f"changes.{kind}"), column, at) for kind, column, at in places)
        table = _table(words, ("kind", "column", "place"), told)
        yield Folded(words.say("changes.entries", n=len(told)), (Cells(table, long=True),))
    if found.rows:
        sheets = tuple((s, str(came), str(went)) for s, (came, went) in found.rows.items())
        table = _table(words, ("sheet", "added", "removed"), sheets)
        yield Cells(table, words.say("changes.rows"))


def _table(words: Words, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(tuple(words.say(f"changes.{head}") for head in heads), tuple(rows))


def _then_and_now(
    words: Words, labels: dict[str, str], results: Sequence[tuple[Result, Result]]
) -> Iterator[tuple[str, ...]]:
    """Yield the headline numbers of both cuts, matched by what they are."""
    for then, now in results:
        before = {_key(e): e for e in then.estimates}
        for estimate in (e for e in now.estimates if e.quantity in HEADLINES and not e.method):
            named = words.say(f"changes.number.{estimate.quantity}")
            yield (
                labels.get(now.endpoint, now.endpoint),
                f"{named} · {words.named(estimate)}",
                _printed(words, before.get(_key(estimate))),
                _printed(words, estimate),
            )


def _key(e: Estimate) -> tuple[object, ...]:
    return e.quantity, e.group, e.reference, e.at, e.method


def _printed(words: Words, e: Estimate | None) -> str:
    if e is None:
        return "–"
    value = format_estimate(e.value, e.interval, e.quantity, n=e.n, language=words.language)
    events = f"{e.n_events}/{e.n}" if e.n_events is not None else f"n = {e.n}"
    return f"{value}, {events}"


def _count(n: object) -> str:
    return str(n) if n else ""


def _listed(words: Words, places: Sequence[str]) -> str:
    more = ["…"] if len(places) > MOST else []
    return words.say("list.comma").join([*places[:MOST], *more]) or "–"


CHANGES = Display("data.changes", asks_nothing, draw, offered=no_cut, about=about_nothing,
                  audience="patients")  # fmt: skip
