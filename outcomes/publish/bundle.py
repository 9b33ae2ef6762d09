"""What was published, looked up: no statistics, no tables and no patient behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.publish.policy import Policy
from outcomes.publish.storage.codec import UnreadableValue, from_json, known
from outcomes.results.condition import Condition
from outcomes.results.note import Note
from outcomes.results.result import Result

MANIFEST, CURRENT = "manifest.json", "current"
FORMAT = 1


class BundleError(Exception):
    """A bundle cannot be read, or is not what was published. ``key`` is that of its words."""

    key = "publish.unreadable"


class NotPublished(BundleError):
    """A question, a cohort or a study that is not in the snapshot."""

    key = "publish.not_published"


class Damaged(BundleError):
    """A file is not what was published."""

    key = "publish.damaged"


@dataclass(frozen=True, slots=True)
class PublishedCohort:
    """One cohort of the catalogue.

    Attributes
    ----------
    id
        Its address in the link: ``overall``, ``arm=sox``, ``ecog=0``, ``arm=sox;ecog=0``.
    conditions
        Who is in, as filters; a merged level holds several levels.
    files
        The file of its answers by analysis set; the first is that of the study.
    """

    id: str
    conditions: tuple[Condition, ...]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the snapshot, and why, as `Note` ``publish_…``.

    ``what`` is a ``variable``, ``population``, ``display`` or ``cohort``, ``id`` which one.
    """

    what: str
    id: str
    why: Note


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is: everything that is not an answer.

    ``displays`` are the ids of those that can be shown, ``files`` the sha256 of each file by name.
    """

    study: str
    title: str
    created: str
    data_cutoff: date | None
    policy: Policy
    pooled: bool
    reason: str
    versions: Mapping[str, str]
    n: int
    n_events: int
    cohorts: tuple[PublishedCohort, ...]
    left_out: tuple[LeftOut, ...] = ()
    displays: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


known(Policy, PublishedCohort, LeftOut, Manifest)


@dataclass(frozen=True, eq=False)
class Answers:
    """One cohort in one analysis set: what is known of it, and every published answer."""

    scene: Scene
    by_question: Mapping[Request, Result]

    def answer(self, question: Request) -> Result:
        """Return the published answer.

        Raises
        ------
        NotPublished
            Where the question was not published for this cohort.
        """
        found = self.by_question.get(as_key(question))
        if found is None:
            raise NotPublished(question.name)
        return found

    def knows(self, question: Request) -> bool:
        """Whether the answer was published."""
        return as_key(question) in self.by_question


@dataclass(frozen=True)
class Snapshot:
    """One immutable publication of a study, named by the sha256 of its manifest.

    A session keeps the one it began with.
    """

    directory: Path
    id: str
    manifest: Manifest

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Read the manifest of a snapshot, and hold it against the snapshot's name."""
        content = _read(directory / MANIFEST)
        if sha256(content) != directory.name:
            raise Damaged(MANIFEST)
        manifest = _value(content, Manifest)
        if manifest.format != FORMAT:
            raise BundleError(f"format {manifest.format}")
        return cls(directory, directory.name, manifest)

    @property
    def short(self) -> str:
        """The id as it stands on a figure."""
        return self.id[:12]

    @property
    def cohorts(self) -> tuple[PublishedCohort, ...]:
        """The catalogue, everybody first."""
        return self.manifest.cohorts

    @property
    def populations(self) -> tuple[str, ...]:
        """The analysis sets that were published, that of the study first."""
        return tuple(self.cohorts[0].files)

    def cohort(self, cohort_id: str) -> PublishedCohort:
        """Return a cohort of the catalogue."""
        found = next((c for c in self.cohorts if c.id == cohort_id), None)
        if found is None:
            raise NotPublished(cohort_id)
        return found

    def answers(self, cohort_id: str = "overall", population: str = "") -> Answers:
        """Return scene and answers of a cohort, verified; not kept.

        Parameters
        ----------
        cohort_id
            One of the catalogue.
        population
            An analysis set; one that was not published is answered by that of the study.
        """
        files = self.cohort(cohort_id).files
        content = self.file(files.get(population) or next(iter(files.values())))
        scene, pairs = _value(content, tuple)
        return Answers(scene, dict(pairs))

    def file(self, name: str) -> bytes:
        """Return a file as it was published.

        Raises
        ------
        Damaged
            Where it is not.
        """
        if name not in self.manifest.files:
            raise NotPublished(name)
        content = _read(self.directory / name)
        if sha256(content) != self.manifest.files[name]:
            raise Damaged(name)
        return content

    def verify(self) -> None:
        """Read every file; nothing may be missing, changed or there besides.

        Raises
        ------
        Damaged
            At the first that is.
        """
        for name in self.manifest.files:
            self.file(name)
        there = {path.name for path in self.directory.iterdir()}
        for name in sorted(there - {*self.manifest.files, MANIFEST}):
            raise Damaged(name)


@dataclass(frozen=True)
class Bundle:
    """A directory of published studies."""

    directory: Path

    @classmethod
    def open(cls, directory: Path | str) -> Self:
        """Return the bundle of a directory, which need not hold anything yet."""
        path = Path(directory)
        if not path.is_dir():
            raise BundleError(path.name)
        return cls(path)

    @property
    def studies(self) -> tuple[str, ...]:
        """Ids of the studies that have a current snapshot."""
        return tuple(sorted(p.parent.name for p in self.directory.glob(f"*/{CURRENT}")))

    def current_id(self, study: str) -> str:
        """Return the id of the snapshot a new session begins with: one small file is read."""
        if study not in self.studies:
            raise NotPublished(study)
        return _read(self.directory / study / CURRENT).decode("ascii", "replace").strip()

    def current(self, study: str) -> Snapshot:
        """Return the snapshot a new session begins with."""
        return self.snapshot(study, self.current_id(study))

    def snapshot(self, study: str, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id; earlier ones stay until they are removed."""
        directory = self.directory / study / snapshot_id
        if study not in self.studies or not _is_digest(snapshot_id) or not directory.is_dir():
            raise NotPublished(study)
        return Snapshot.open(directory)


def as_key(question: Request) -> Request:
    """Return a question as it is looked up: the order of its options does not matter."""
    return question._replace(options=tuple(sorted(question.options)))


def sha256(content: bytes) -> str:
    """Return the digest files and snapshots are named by."""
    return hashlib.sha256(content).hexdigest()


def _is_digest(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Damaged(path.name) from None


Kind = TypeVar("Kind")


def _value(content: bytes, kind: type[Kind]) -> Kind:
    try:
        value = from_json(content)
    except UnreadableValue:
        raise Damaged(kind.__name__) from None
    if not isinstance(value, kind):
        raise Damaged(kind.__name__)
    return value
