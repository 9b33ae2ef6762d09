"""From a study to a release: what must hold before, what is written, what is recorded."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from outcomes import __version__
from outcomes.model.study import Study
from outcomes.publish.audit import Finding, audit
from outcomes.publish.bundle import (
    Bundle,
    BundleError,
    LeftOut,
    Manifest,
    NotPublished,
    PublishedCohort,
    Snapshot,
)
from outcomes.publish.policy import Policy
from outcomes.publish.publisher import Progress, Publication, SceneOf, pooled, publication_of
from outcomes.publish.storage.codec import to_json
from outcomes.publish.storage.log import entries, record
from outcomes.publish.storage.store import publishing, switch, write_snapshot
from outcomes.publish.workers import workers
from outcomes.results.note import Note
from outcomes.wording.say import say


class Refused(Exception):
    """A release that may not be; ``why`` says what would make it one."""

    def __init__(self, why: Note) -> None:
        self.why = why
        super().__init__(say(why))


class Unsafe(Refused):
    """A publication that gives away what it must not."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        Exception.__init__(self, "; ".join(f.said() for f in findings[:5]))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants released.

    Attributes
    ----------
    policy
        What may be shown.
    pooled
        Whether arms are shown together, as one group.
    unblind
        Whether arms may be shown from now on; goes with a reason.
    reason
        Why, in the words of the publisher; recorded.
    who
        Who publishes.
    """

    policy: Policy
    pooled: bool = False
    unblind: bool = False
    reason: str = ""
    who: str = ""


def prepare(
    study: Study, wish: Wish, directory: Path, scene_of: SceneOf, progress: Progress
) -> Publication:
    """Return what would be released: asked, masked and audited; nothing is written.

    Raises
    ------
    Refused
        Where arms may not be shown, or the data are hardly newer than those shown now.
    Unsafe
        Where the audit finds what it must not.
    """
    refuse_early(study, wish, directory)
    shown = pooled(study) if wish.pooled else study
    ids = tuple(study.patients["patient_id"].astype(str))
    with workers() as each:
        publication = publication_of(shown, wish.policy, scene_of, progress, each)
        findings = audit(publication, ids, progress=progress, each=each)
    if findings:
        raise Unsafe(findings)
    return publication


def refuse_early(study: Study, wish: Wish, directory: Path) -> None:
    """Raise where a release would be refused whatever its numbers are."""
    if wish.unblind and not wish.reason:
        raise Refused(Note("refused_unblind"))
    if not (wish.pooled or wish.unblind) and not may_show_arms(study, directory):
        raise Refused(Note("refused_arms"))
    n = int(study.populations[study.spec.default_population.id].sum())
    if n < wish.policy.k:
        raise Refused(Note("refused_few", k=wish.policy.k))
    if not wish.reason and too_little_new(study, wish.policy, directory):
        new = {"patients": wish.policy.new_patients, "events": wish.policy.new_events}
        raise Refused(Note("refused_little_new", **new))


def may_show_arms(study: Study, directory: Path) -> bool:
    """Whether nothing is to be hidden, or the unblinding is on record."""
    spec = study.spec
    if len(spec.arms) < 2 or spec.study.design != "randomised":
        return True
    events = [e for e in entries(directory) if e.get("study") == spec.study.id]
    if any(e["event"] == "unblind" for e in events):
        return True
    was_pooled = any(e["event"] == "publish" and e.get("pooled") for e in events)
    return spec.study.simulated and not was_pooled


def too_little_new(study: Study, policy: Policy, directory: Path) -> bool:
    """Whether a new cut differs too little from the one shown.

    Two cuts that differ by a few patients give these away by subtraction.
    """
    try:
        before = Bundle.open(directory).current(study.spec.study.id).manifest
    except (NotPublished, BundleError):
        return False
    n, events = counts_of(study, policy)
    return n - before.n < policy.new_patients or events - before.n_events < sure(policy)


def sure(policy: Policy) -> int:
    """Return by how much rounded counts must differ for as many events to be new."""
    return policy.new_events + max(policy.round_to, 1) - 1


def counts_of(study: Study, policy: Policy) -> tuple[int, int]:
    """Return patients, and events of the primary endpoint rounded as they are shown."""
    mask = study.populations[study.spec.default_population.id]
    primary, unit = study.spec.primary, max(policy.round_to, 1)
    events = int((study.endpoints[primary.id].event[mask] == 1).sum()) if primary else 0
    return int(mask.sum()), unit * round(events / unit)


def release(study: Study, publication: Publication, wish: Wish, directory: Path) -> Snapshot:
    """Write a prepared publication and make it the current one; it is on record before.

    Raises
    ------
    OSError
        Where the disk is full or read-only: what was shown before is still shown.
    """
    files = files_of(publication)
    manifest = manifest_of(study, publication, wish, tuple(files))
    directory.mkdir(parents=True, exist_ok=True)
    with publishing(directory, study.spec.study.id) as folder:
        refuse_early(study, wish, directory)
        snapshot = write_snapshot(folder, manifest, files)
        said = {"who": wish.who or who_publishes(), "study": study.spec.study.id,
                "reason": wish.reason}  # fmt: skip
        if wish.unblind:
            record(directory, "unblind", **said)
        record(directory, "publish", snapshot=snapshot.id, policy=wish.policy.name,
               pooled=wish.pooled, **said)  # fmt: skip
        switch(folder, snapshot)
    return snapshot


def write_preview(study: Study, publication: Publication, wish: Wish, directory: Path) -> Snapshot:
    """Write a prepared publication where only the publisher looks; nothing is recorded."""
    files = files_of(publication)
    with publishing(directory, study.spec.study.id) as folder:
        snapshot = write_snapshot(
            folder, manifest_of(study, publication, wish, tuple(files)), files
        )
        switch(folder, snapshot)
    return snapshot


def files_of(publication: Publication) -> dict[str, bytes]:
    """Return the files of a snapshot by name; no name says what is in it."""
    return {
        f"c{place:03}.json": to_json((part.scene, tuple(part.answers.items())))
        for place, part in enumerate(publication.answered)
    }


def manifest_of(
    study: Study, publication: Publication, wish: Wish, names: tuple[str, ...]
) -> Manifest:
    """Return what a snapshot says of itself."""
    spec = publication.spec
    n, events = counts_of(study, wish.policy)
    return Manifest(
        study=spec.study.id, title=spec.study.title,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        data_cutoff=spec.study.data_cutoff, policy=wish.policy, pooled=wish.pooled,
        reason=wish.reason, versions=versions(), n=n, n_events=events,
        cohorts=_cohorts(publication, names), left_out=_left_out(study, publication, wish),
        displays=publication.displays,
    )  # fmt: skip


def _cohorts(publication: Publication, names: tuple[str, ...]) -> tuple[PublishedCohort, ...]:
    files: dict[str, dict[str, str]] = {}
    for part, name in zip(publication.answered, names, strict=True):
        files.setdefault(part.cohort.id, {})[part.population] = name
    conditions = {part.cohort.id: part.cohort.conditions for part in publication.answered}
    return tuple(PublishedCohort(i, conditions[i], files[i]) for i in files)


def _left_out(study: Study, publication: Publication, wish: Wish) -> tuple[LeftOut, ...]:
    """Return what is not published, and why: variables, analysis sets, and the arms."""
    shown = {part.population for part in publication.answered}
    sets = tuple(
        LeftOut("population", p.id, Note("publish_one_set"))
        for p in study.spec.populations
        if p.id not in shown
    )
    arms = (LeftOut("arms", "", Note("publish_pooled")),) if wish.pooled else ()
    return (*publication.left_out, *sets, *arms)


def versions() -> Mapping[str, str]:
    """Return the versions of what computed the numbers."""
    libraries = {name: version(name) for name in ("numpy", "scipy", "pandas")}
    return {"outcomes": __version__, "python": platform.python_version(), **libraries}


def who_publishes() -> str:
    """Return the account somebody publishes from."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
