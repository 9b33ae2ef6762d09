"""The commands of a publisher: publish, roll back, verify."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from outcomes.model.study import Study
from outcomes.publish.bundle import Bundle, BundleError, Snapshot
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import SceneOf
from outcomes.publish.release import Refused, Unsafe, Wish, prepare, release, who_publishes
from outcomes.publish.storage.log import LOG, entries, record, set_back, verify_log
from outcomes.publish.storage.store import roll_back

DONE, REFUSED = 0, 1
OPTIONS = {  # what a command says it with
    "refused_arms": '--pooled, or --unblind --reason "…"',
    "refused_unblind": '--reason "…"',
    "refused_little_new": '--reason "…"',
}
Load = Callable[[str], tuple[Study, SceneOf]]


def publish(options: argparse.Namespace, load: Load) -> int:
    """Publish a study, or say why not."""
    study, scene_of = load(options.study)
    wish = Wish(policy_named(options.policy), options.pooled, options.unblind, options.reason)
    try:
        publication = prepare(study, wish, options.to, scene_of, _progress)
        snapshot = release(study, publication, wish, options.to)
    except Unsafe as unsafe:
        lines = [f"  {f.said()}" for f in unsafe.findings]
        return _refused("\n".join(["not published: it would give away", *lines]))
    except Refused as refusal:
        hint = f": {OPTIONS[refusal.why.id]}" if refusal.why.id in OPTIONS else ""
        return _refused(f"not published: {refusal}{hint}")
    except OSError as error:
        return _refused(f"not published, what was shown still is: {error.strerror}")
    print("\n".join(_summary(snapshot)))
    return DONE


def _progress(cohort: str, place: int, total: int) -> None:
    bar = "█" * (20 * place // total)
    end = "\n" if place == total or not sys.stderr.isatty() else "\r"
    print(f"  {bar:<20} {place}/{total} {cohort:<50.50}", end=end, file=sys.stderr, flush=True)


def _summary(snapshot: Snapshot) -> list[str]:
    about = snapshot.manifest
    left_out = [
        f"  not published: {x.what} {x.id} ({x.why.id.removeprefix('publish_')})"
        for x in about.left_out
    ]
    return [
        f"{about.study}: {snapshot.id}",
        f"  policy {about.policy.name} (version {about.policy.version}, k = {about.policy.k})"
        + (", arms pooled" if about.pooled else ""),
        f"  cohorts: {len(about.cohorts)}; displays: {len(about.displays)}",
        *left_out,
    ]


def rollback(options: argparse.Namespace) -> int:
    """Show an earlier release again; on record first."""

    def say(snapshot: Snapshot) -> None:
        record(options.to, "rollback", who=who_publishes(), study=options.study,
               snapshot=snapshot.id, reason=options.reason)  # fmt: skip

    try:
        snapshot = roll_back(options.to, options.study, options.snapshot, say)
    except BundleError as error:
        return _refused(f"not rolled back: {error} ({error.key.removeprefix('publish.')})")
    print(f"{options.study}: {snapshot.id}")
    return DONE


def verify_bundle(options: argparse.Namespace) -> int:
    """Read every file of every current snapshot, and every audit log."""
    flaws = []
    try:
        bundle = Bundle.open(options.bundle)
    except BundleError:
        return _refused(f"{options.bundle} is no bundle")
    for study in bundle.studies:
        try:
            snapshot = bundle.current(study)
            snapshot.verify()
            print(f"{study}: {snapshot.id}: {len(snapshot.manifest.files)} files as published")
        except BundleError as error:
            flaws.append(f"{study}: {error} ({error.key.removeprefix('publish.')})")
    for log in sorted((*options.bundle.glob(LOG), *options.bundle.glob(f"*/{LOG}"))):
        if broken := verify_log(log.parent):
            flaws.append(f"audit log {log}, line {broken.line}: {broken.why}")
        else:
            *_, last = ({}, *entries(log.parent))
            print(f"{log}: one chain, the last is {last.get('hash', 'none')}")
            for line in set_back(log.parent):
                print(f"{log}, line {line}: the clock was set back; the lines stand in their order")
    return _refused("\n".join(flaws)) if flaws else DONE


def _refused(why: str) -> int:
    print(f"outcomes: {why}", file=sys.stderr)
    return REFUSED
