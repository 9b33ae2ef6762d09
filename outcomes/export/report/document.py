"""A document as a list of parts: numbered once, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from outcomes import __version__
from outcomes.displays.base.added.stamp import NO_STAMP, Stamp
from outcomes.displays.base.panel import Beside, Block, Cells, Facts, Folded, Picture, Text
from outcomes.displays.base.said.context import corrected_words, extent_of, who_of
from outcomes.displays.base.words import Words, plain
from outcomes.displays.contents import Preset, entries_of
from outcomes.export.report.checklist import checklist
from outcomes.export.report.sections import (
    Progress,
    Section,
    Source,
    in_short,
    no_progress,
    sections_of,
    titled,
)
from outcomes.figures.base.table import Table
from outcomes.model.scene import Scene

Kind = Literal["question", "answer", "line", "caption", "warning", "banner", "heading", "method"]
_KINDS: dict[str, Kind] = {
    "answer": "answer", "caption": "caption", "warning": "warning", "banner": "banner",
    "heading": "heading",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter (level 1) or a section (level 2), by its number: the contents are these."""

    level: int
    number: str
    words: str

    @property
    def anchor(self) -> str:
        """Where links to it lead: a name Word takes too."""
        return "s" + self.number.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or more of light markdown, in a role."""

    words: str
    kind: Kind = "line"


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A numbered figure; ``caption`` begins with its number."""

    caption: str
    picture: Picture

    @property
    def answers(self) -> bool:
        """Whether its words hold a result: a number with its interval."""
        return any(e.interval for result in self.picture.results for e in result.estimates)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A numbered table, and the lines under it."""

    caption: str
    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Large numbers in a row: label, value, small print."""

    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Lines of a list under a few words: the limits of a section."""

    title: str
    lines: tuple[str, ...]


Part = Heading | Prose | Figure | Grid | Cards | Items


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Everything a report says, in reading order; no part of it is markup of a format.

    Attributes
    ----------
    language, title
        ``en`` or ``zh``; the study.
    subtitle, banner
        What kind of report it is; that the data are simulated, empty where they are not.
    who, made
        Of whom, up to when; with what, from which data.
    contents
        The word above the list of headings.
    """

    language: str
    title: str
    subtitle: str
    banner: str
    who: str
    made: str
    contents: str
    parts: tuple[Part, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The contents."""
        return tuple(part for part in self.parts if isinstance(part, Heading))


def document_of(
    source: Source,
    *,
    language: str = "en",
    preset: Preset = "summary",
    progress: Progress = no_progress,
    stamp: Stamp = NO_STAMP,
) -> Document:
    """Return a cohort's report as values.

    Parameters
    ----------
    source
        Of whom, and who answers: computed or looked up.
    language
        ``en`` or ``zh``.
    preset
        ``summary``: what a first reader needs. ``full``: every display the study has, repeated
        for every endpoint where this makes sense. ``dmc-closed``: for a monitoring committee, by
        arm. ``dmc-open``: what may be seen by everybody; the source must know no arms.
    progress
        Is told the heading of each section before it is asked.
    stamp
        What every figure says of where it is from, beside its context.

    Notes
    -----
    The numbers are those of the screen: the same displays draw the same answers. Figures are in
    the light theme, with their context burnt in; under filters there are no p-values.
    """
    scene, _ = source("")
    words = Words(scene.spec, language)
    numbered = _Numbered(words)
    parts: list[Part] = []
    shown: dict[str, str] = {}
    for n, (title, entries) in enumerate(entries_of(scene, words, preset), 1):
        parts.append(Heading(1, str(n), words.say(title)))
        for section in sections_of(source, words, n, entries, preset, progress, stamp):
            shown.setdefault(section.display, section.number)
            parts += numbered.section(section)
    last = sum(isinstance(part, Heading) and part.level == 1 for part in parts) + 1
    parts += _checklist(scene, words, shown, str(last), numbered)
    made = words.say("method.made_with", version=__version__, data=scene.fingerprint[:8])
    corrected = corrected_words(scene, words, most=len(scene.corrected))
    return Document(
        language,
        scene.spec.study.title,
        words.say(f"report.{preset}"),
        words.say("status.simulated") if scene.spec.study.simulated else "",
        " · ".join([*who_of(scene, words), *extent_of(scene, words)]),
        " · ".join(filter(None, [made, *stamp.lines, corrected])),
        words.say("report.contents"),
        tuple(parts),
    )


class _Numbered:
    """Counts figures and tables through the document."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.figures, self.tables = count(1), count(1)

    def section(self, section: Section) -> Iterator[Part]:
        """Yield question, answer, figures, tables, method and limits of a display."""
        words, panel = self.words, section.panel
        yield Heading(2, section.number, section.title)
        question = words.say_or(f"asks.{section.display}", "")
        if question:
            yield Prose(plain(question), "question")
        body = [part for block in panel.blocks for part in self._parts(block, section.title)]
        if not any(isinstance(part, Prose) and part.kind == "answer" for part in body):
            said = next((p.picture.alt for p in body if isinstance(p, Figure) and p.answers), "")
            if short := in_short(said):
                yield Prose(plain(short), "answer")
        yield from body
        if panel.method:
            yield Prose(words.say("report.method", method=plain(panel.method)), "method")
        if panel.details:
            yield Prose(panel.details, "method")
        if section.notes:
            yield Items(words.say("report.limits"), section.notes)

    def _parts(self, block: Block, title: str) -> Iterator[Part]:
        """Yield what stands in a block; the title of a section names what has no own."""
        match block:
            case Picture() if not block.drawn:
                yield Prose(plain(block.alt))
            case Picture():
                yield Figure(self._called("figure", self.figures, block.title, title), block)
            case Cells():
                called = self._called("table", self.tables, block.title, title)
                yield Grid(called, block.table, block.notes)
            case Text():
                yield Prose(block.words, _KINDS.get(block.role, "line"))
            case Facts():
                yield Cards(block.facts)
            case Beside():
                yield from self._within((b for column in block.columns for b in column), title)
            case Folded():
                yield Prose(block.title, "heading")
                yield from self._within(block.blocks, title)

    def _within(self, blocks: Iterable[Block], title: str) -> Iterator[Part]:
        for block in blocks:
            yield from self._parts(block, title)

    def _called(self, what: str, numbers: count[int], own: str, title: str) -> str:
        return self.words.say(f"report.{what}", number=next(numbers), title=titled(title, own))


def _checklist(
    scene: Scene, words: Words, shown: dict[str, str], number: str, numbered: _Numbered
) -> Iterator[Part]:
    """Yield where the items of CONSORT are; that it is not meant for a study without groups."""
    yield Heading(1, number, words.say("report.consort"))
    design = "randomized" if scene.spec.study.design == "randomised" else "other"
    yield Prose(words.say(f"report.consort_{design}"))
    table = checklist(words, shown)
    yield Grid(numbered._called("table", numbered.tables, "", words.say("report.consort")), table)
