"""The pages of a static edition as HTML: one per cohort, tab and language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from outcomes import __version__
from outcomes.displays.base.display import Display, standing
from outcomes.displays.base.panel import Picture
from outcomes.displays.base.said.context import extent_of, filter_words, who_of
from outcomes.displays.base.words import Words
from outcomes.displays.tab import Tab, nothing_here
from outcomes.export.html import block_html, markdown_html
from outcomes.export.report.sections import Section, section_of
from outcomes.publish.bundle import Answers, PublishedCohort, Snapshot
from outcomes.publish.contents.offered import answers_known
from outcomes.publish.storage.stamp import stamp_of
from outcomes.wording import NAMES

# Nothing from elsewhere, no script but the edition's own: the figures' numbers are none. Plotly
# makes an empty style, whose digest this is, and writes bold words with style attributes.
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
FILLED = "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"  # then puts one rule in it
POLICY = (
    "default-src 'none'; img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    f"style-src 'self' {EMPTY} {FILLED}; style-src-attr 'unsafe-inline'"
)
AnswersIn = Callable[[str], Answers]
DrawFigure = Callable[[Picture], str]


@dataclass(frozen=True, slots=True)
class Place:
    """One page: whose numbers, of which tab, in which language."""

    snapshot: Snapshot
    cohort: PublishedCohort
    tabs: dict[str, Tab]
    tab: str
    language: str

    @property
    def folder(self) -> str:
        """The folder of its cohort below that of its language."""
        return f"c{self.snapshot.cohorts.index(self.cohort):02d}"

    @property
    def name(self) -> str:
        """Its path below the edition."""
        return f"{self.language}/{self.folder}/{self.tab}.html"


def page_html(place: Place, answers: AnswersIn, figure: DrawFigure) -> str:
    """Return a page.

    Parameters
    ----------
    place
        Which one.
    answers
        Of an analysis set, what was published of the cohort.
    figure
        Makes the element of a picture, and its files.
    """
    found = answers("")
    words = Words(found.scene.spec, place.language)
    tab = place.tabs[place.tab]
    body = "".join(_section(section, figure) for section in _sections(place, tab, answers, words))
    if not body:
        why = tab.offered(found.scene, words) or words.say(nothing_here(tab, found.scene, words))
        body = f"<p>{escape(why)}</p>"
    title = escape(place.snapshot.manifest.title)
    who = " · ".join([*who_of(found.scene, words), *extent_of(found.scene, words)])
    simulated = words.say("status.simulated") if found.scene.spec.study.simulated else ""
    heading = escape(words.say(tab.title))
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{heading} · {title}</title>"
        '<link rel="stylesheet" href="../../page.css"></head><body>'
        f"<header><h1>{title}</h1><p><b>{escape(simulated)}</b> {escape(who)}</p>"
        f"{_tabs(place, words)}{_others(place, words)}</header>"
        f"<main><h2>{heading}</h2>{body}</main>{_foot(place, words)}"
        '<script src="../../figures.js" defer></script></body></html>'
    )


def _sections(place: Place, tab: Tab, answers: AnswersIn, words: Words) -> Iterator[Section]:
    scene = answers("").scene
    if tab.offered(scene, words) or (tab.compares and not scene.compares):
        return
    for code, display in tab.sections.items():
        name = words.say(tab.names.format(code)) if len(tab.sections) > 1 else ""
        yield from _shown(place, display, name, answers, words)


def _shown(
    place: Place, display: Display, name: str, answers: AnswersIn, words: Words
) -> Iterator[Section]:
    """Yield a display as nobody has touched it; of everybody, for every other endpoint too."""
    known = answers(display.within)
    scene = known.scene
    if display.audience != "aggregate" or display.id not in place.snapshot.manifest.displays:
        return
    if display.offered(scene, words) or (display.compares and not scene.compares):
        return
    first = standing(display, scene, words).get("endpoint")
    offered = display.choices(scene, words, {})
    others = next((c.options for c in offered if c.known == "endpoint"), ())
    wanted = [first, *(code for code, _ in others if code != first and not scene.filters)]
    stamp = stamp_of(place.snapshot, words)
    for endpoint in wanted:
        fixed = {"endpoint": endpoint} if endpoint else {}
        if answers_known(display, scene, words, known.knows, **fixed):
            label = words.endpoint(scene.spec.endpoint(endpoint)) if endpoint else ""
            title = " · ".join(part for part in (name, label) if part)
            number = "" if endpoint == first else "more"
            yield section_of(number, title, display, scene, words, known.answer, fixed, stamp)


def _section(section: Section, figure: DrawFigure) -> str:
    panel = section.panel
    inside = "".join(block_html(block, figure) for block in panel.blocks)
    if panel.method:
        details = markdown_html(panel.details) if panel.details else ""
        inside += f'<div class="method"><p>{escape(panel.method)}</p>{details}</div>'
    if section.notes:
        notes = "".join(f"<li>{escape(note)}</li>" for note in section.notes)
        inside += f'<ul class="notes">{notes}</ul>'
    title = escape(section.title)
    if section.number:  # another endpoint: there, but folded
        return f"<details><summary>{title}</summary>{inside}</details>"
    return f"<section>{f'<h3>{title}</h3>' if title else ''}{inside}</section>"


def _tabs(place: Place, words: Words) -> str:
    links = "".join(
        f'<a href="{path}.html"{_current(path == place.tab)}>{escape(words.say(tab.title))}</a>'
        for path, tab in place.tabs.items()
    )
    return f"<nav>{links}</nav>"


def _others(place: Place, words: Words) -> str:
    """Return the same tab of the other cohorts, and in the other language."""
    languages = "".join(
        f'<a href="../../{code}/{place.folder}/{place.tab}.html" lang="{code}"'
        f"{_current(code == place.language)}>{name}</a>"
        for code, name in NAMES.items()
    )
    cohorts = "".join(
        f'<a href="../c{n:02d}/{place.tab}.html"{_current(cohort is place.cohort)}>'
        f"{escape(cohort_words(cohort, words))}</a>"
        for n, cohort in enumerate(place.snapshot.cohorts)
    )
    who = f"{words.say('hosted.who')}: {cohort_words(place.cohort, words)}"
    chooser = f"<details><summary>{escape(who)}</summary><div>{cohorts}</div></details>"
    return f'<nav class="who">{chooser}{languages}</nav>'


def cohort_words(cohort: PublishedCohort, words: Words) -> str:
    """Return a cohort as a reader would say it."""
    said = [filter_words(words, condition) for condition in cohort.conditions]
    return " · ".join(said) or words.say("hosted.everybody")


def _foot(place: Place, words: Words) -> str:
    policy = place.snapshot.manifest.policy
    lines = [
        stamp_of(place.snapshot, words).line,
        words.say("hosted.about_body", k=policy.k, round_to=policy.round_to,
                  least_events=policy.least_events),
        words.say("method.made_with", version=__version__, data=place.snapshot.short),
    ]  # fmt: skip
    lines += dict.fromkeys(words.note(left.why) for left in place.snapshot.manifest.left_out)
    return f"<footer>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</footer>"


def _current(yes: bool) -> str:
    return ' aria-current="page"' if yes else ""


def places(snapshot: Snapshot, tabs: Sequence[tuple[str, Tab]]) -> Iterator[Place]:
    """Yield every page of the edition, everybody first."""
    by_path = dict(tabs)
    for cohort in snapshot.cohorts:
        for language in NAMES:
            for path in by_path:
                yield Place(snapshot, cohort, by_path, path, language)
