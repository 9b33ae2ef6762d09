"""``diff``: what changed between two cuts of a study."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outcomes.commands.opening import CLEAN, Stop, cohort_of, load

if TYPE_CHECKING:
    from outcomes.model.study import Study

MOST_CELLS = 12  # named in a line


def diff(options: argparse.Namespace) -> int:
    """Say what changed between two cuts; with one, against the latest in its ``cuts/``."""
    from outcomes.intake.cuts.changes import changes

    if len(options.cuts) > 2:
        raise Stop("diff compares two cuts")
    now = load(options.cuts[-1])
    before = load(options.cuts[0]) if len(options.cuts) == 2 else _earlier(now)
    if before.spec.study.id != now.spec.study.id and before.spec.folder and now.spec.folder:
        raise Stop(f"{' and '.join(options.cuts)} are different studies")
    found = changes(before, now)
    lines = [f"{now.spec.study.id}: {now.spec.study.title}", "", "Patients"]
    lines += [f"  added: {len(found.added)}{_listed(found.added)}"]
    lines += [f"  removed: {len(found.removed)}{_listed(found.removed)}"]
    lines += ["", "Rows"]
    lines += [f"  {sheet}: {n} added, {m} removed" for sheet, (n, m) in found.rows.items()]
    lines += ["", "Entries"]
    for kind in ("changed", "blanked", "filled"):
        cells = [entry.address for entry in found.entries if entry.kind == kind]
        lines += [f"  {kind}: {len(cells)}{_listed(cells)}"]
    lines += ["", "Endpoints (patients in both cuts)"]
    lines += [f"  {moved.endpoint}: {_counted(moved)}" for moved in found.moved] or ["  none moved"]
    lines += ["", "Results, then and now", *_then_and_now(before, now)]
    if found.rewrites:
        gone = [entry.address for entry in found.entries if entry.rewrites]
        lines += ["", f"Warning: history was rewritten: what was there is gone{_listed(gone)}"]
    print("\n".join(lines))
    return CLEAN


def _earlier(now: Study) -> Study:
    from outcomes.intake.cuts.earlier import cuts_of, read_cut

    cuts = cuts_of(Path(now.spec.folder)) if now.spec.folder else ()
    if not cuts:
        raise Stop("there is no earlier cut: put it into cuts/, named by its date: 2025-06-30.xlsx")
    return read_cut(now.spec, cuts[-1])


def _listed(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - MOST_CELLS:,} more" if len(addresses) > MOST_CELLS else ""
    return f" ({', '.join(addresses[:MOST_CELLS])}{more})" if addresses else ""


def _counted(moved: Any) -> str:
    words = {
        "new": "new events", "gone": "events gone", "earlier": "events earlier",
        "later": "events later", "available": "available now", "lost": "no longer available",
    }  # fmt: skip
    return ", ".join(f"{n} {words[k]}" for k, n in moved._asdict().items() if k in words and n)


def _then_and_now(before: Study, now: Study) -> Iterator[str]:
    """Yield the headline of each endpoint in both cuts."""
    for endpoint in now.spec.endpoints:
        if endpoint.id not in before.endpoints:
            yield f"  {endpoint.id}: not in the earlier cut"
            continue
        then = _headline(before, endpoint.id)
        for name, value in _headline(now, endpoint.id).items():
            yield f"  {endpoint.id} {name}: {then.get(name, '–')} → {value}"


def _headline(study: Study, endpoint: str) -> dict[str, str]:
    from outcomes.intake.cuts.earlier import headlines
    from outcomes.model.changes import HEADLINES
    from outcomes.wording import format_estimate

    spec, cohort = study.spec, cohort_of(study, None, ())
    found: dict[str, str] = {}
    for request in headlines(study, spec.endpoint(endpoint)):
        for e in request.ask(cohort).estimates:
            at = "" if e.at is None else f" at {e.at:g} {spec.study.time_unit}"
            versus = f" vs {e.reference}" if e.reference else ""
            name = f"{e.quantity.replace('_', ' ')}{at}, {e.group}{versus}"
            if e.quantity in HEADLINES and name not in found:
                events = "" if e.n_events is None else f", {e.n_events} events"
                printed = format_estimate(e.value, e.interval, e.quantity, n=e.n)
                found[name] = f"{printed}, n = {e.n}{events}"
    return found
