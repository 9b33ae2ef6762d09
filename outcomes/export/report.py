"""A study as one document: the same displays as on screen, asked and drawn without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

from outcomes import __version__
from outcomes.displays.base.context import caption_of, corrected_words, extent_of, who_of
from outcomes.displays.base.display import Display, Given, Look, standing
from outcomes.displays.base.panel import Panel, Picture
from outcomes.displays.base.stamp import NO_STAMP, Stamp, stamped
from outcomes.displays.base.words import Words
from outcomes.displays.contents import Entry, Preset, chosen_for, entries_of, heading_of
from outcomes.export.html import block_html, markdown_html
from outcomes.export.svg import to_svg
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

Ask = Callable[[Request], Result]
Source = Callable[[str], tuple[Scene, Ask]]
"""Of an analysis set (empty: the one asked for), its scene and who answers questions about it."""
Progress = Callable[[str], None]

STYLE = """
:root { --ink: #1b2733; --muted: #56626e; --line: #d5dbe1; }
* { box-sizing: border-box; }
body { font: 16px/1.5 'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans SC',
  'PingFang SC', 'Microsoft YaHei', sans-serif; color: var(--ink); margin: 0 auto;
  max-width: 60rem; padding: 2rem 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; border-bottom: 1px solid var(--line); margin: 2.6rem 0 .8rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
nav ol { columns: 2; padding-left: 1.2rem; }
figure { margin: 1rem 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; }
figcaption, .method, .notes { color: var(--muted); font-size: .88rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .8rem 0; min-width: 60%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left;
  vertical-align: top; font-variant-numeric: tabular-nums; }
th { color: var(--muted); font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
.facts div { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .9rem; }
.facts dt, .facts dd + dd { color: var(--muted); font-size: .85rem; }
.facts dd { margin: 0; font-weight: 600; }
.facts dd + dd { font-weight: 400; }
.banner { background: #f3e8ff; border-left: 4px solid #7e3ff2; padding: .5rem .8rem; }
.warning { border-left: 4px solid #b34f00; padding-left: .8rem; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } h2 { break-before: page; }
  nav { break-after: page; } }
"""


def no_progress(words: str) -> None:
    """Tell nobody."""


class Section(NamedTuple):
    """One display of the document: its number, heading, context and panel."""

    number: str
    title: str
    context: tuple[str, ...]
    panel: Panel
    notes: tuple[str, ...]


def to_report(
    source: Source,
    *,
    language: str = "en",
    preset: Preset = "summary",
    progress: Progress = no_progress,
    stamp: Stamp = NO_STAMP,
) -> bytes:
    """Return a self-contained HTML document of a cohort.

    Parameters
    ----------
    source
        Of whom, and who answers: computed or looked up.
    language
        ``en`` or ``zh``.
    preset
        ``summary``: what a first reader needs. ``full``: every display the study has, repeated
        for every endpoint where this makes sense.
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
    chapters = [
        (words.say(title), list(sections_of(source, words, n, entries, preset, progress, stamp)))
        for n, (title, entries) in enumerate(entries_of(scene, words, preset), 1)
    ]
    return _document(scene, words, chapters, stamp).encode()


def sections_of(
    source: Source,
    words: Words,
    chapter: int,
    entries: Sequence[Entry],
    preset: Preset,
    progress: Progress,
    stamp: Stamp = NO_STAMP,
) -> Iterator[Section]:
    """Yield the sections of a chapter, each asked and drawn."""
    place = 0
    for entry in entries:
        scene, ask = source(entry.display.within)
        scene = replace(scene, fixed=bool(entry.display.within))
        for fixed in chosen_for(entry, scene, words, preset):
            place += 1
            about = scene.spec.endpoint(fixed["endpoint"]) if fixed else None
            heading = heading_of(entry.title, words, about)
            progress(heading)
            number = f"{chapter}.{place}"
            yield section_of(number, heading, entry.display, scene, words, ask, fixed, stamp)


def section_of(
    number: str,
    title: str,
    display: Display,
    scene: Scene,
    words: Words,
    ask: Ask,
    fixed: dict[str, str],
    stamp: Stamp = NO_STAMP,
) -> Section:
    """Return a display asked and drawn as nobody has touched it, but for what is settled."""
    chosen = standing(display, scene, words, **fixed)
    endpoint = display.about(scene, chosen)
    context = (*caption_of(scene, words, endpoint), *stamp.lines)
    answers = {name: ask(question) for name, question in display.ask(scene, chosen).items()}
    look = Look(words.language, labels=words.labels, names=words.names, caption=context)
    given = Given(scene, chosen, answers, look, p_values=not scene.exploratory)
    panel = stamped(display.draw(given), stamp, look)
    loud = (r for name, r in answers.items() if name not in panel.quiet)
    notes = dict.fromkeys(words.note(note) for result in loud for note in result.notes)
    return Section(number, title, context, panel, tuple(notes))


def _document(
    scene: Scene, words: Words, chapters: list[tuple[str, list[Section]]], stamp: Stamp
) -> str:
    title = escape(scene.spec.study.title)
    contents = "".join(
        f'<li><a href="#c{i}">{escape(name)}</a></li>' for i, (name, _) in enumerate(chapters, 1)
    )
    body = "".join(
        f'<h2 id="c{i}">{i} {escape(name)}</h2>' + "".join(_section(s) for s in sections)
        for i, (name, sections) in enumerate(chapters, 1)
    )
    simulated = scene.spec.study.simulated
    banner = f'<p class="banner">{escape(words.say("status.simulated"))}</p>' if simulated else ""
    who = " · ".join([*who_of(scene, words), *extent_of(scene, words)])
    made = words.say("method.made_with", version=__version__, data=scene.fingerprint[:8])
    made = " · ".join([made, *stamp.lines])
    corrected = corrected_words(scene, words, most=len(scene.corrected))
    corrected = f'<p class="method">{escape(corrected)}</p>' if corrected else ""
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<h1>{title}</h1>{banner}<p>{escape(who)}</p><p class='method'>{escape(made)}</p>"
        f"{corrected}<nav><ol>{contents}</ol></nav><main>{body}</main></body></html>"
    )


def _section(section: Section) -> str:
    panel = section.panel
    foot = [f"<p>{escape(panel.method)}</p>", markdown_html(panel.details)] if panel.method else []
    notes = "".join(f"<li>{escape(note)}</li>" for note in section.notes)
    return (
        f"<section><h3>{section.number} {escape(section.title)}</h3>"
        + "".join(block_html(block, _figure) for block in panel.blocks)
        + (f'<div class="method">{"".join(foot)}</div>' if foot else "")
        + (f'<ul class="notes">{notes}</ul>' if notes else "")
        + "</section>"
    )


def _figure(picture: Picture) -> str:
    return to_svg(picture.figure, title=picture.alt).decode()
