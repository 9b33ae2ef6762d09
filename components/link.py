"""The link is the document: every choice stands in the address bar, as stable codes.

Streamlit's own binding writes the *displayed* text of an option into the link, which changes with
the language and with the counts; here the codes are written.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_STATE = "link"
FILTER = "f."  # begins the parameter of a filter
MOST_STEPS = 30  # that can be undone
Parameters = dict[str, tuple[str, ...]]


@dataclass
class Link:
    """The address bar of one session: what it says, what it last was made to say."""

    page: str
    given: Parameters
    written: Parameters = field(default_factory=dict)  # or what was obeyed last
    following: bool = True  # whether this run obeys the address bar rather than the widgets
    ended: bool = False  # whether the last run came to its end: it may be stopped, or fail
    settled: set[str] = field(default_factory=set)  # what has been obeyed, by such runs too
    late: bool = False  # whether the bar shows something else than was written last
    again: bool = False  # whether the page stood already when it was asked for
    next: Parameters = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    warnings: tuple[str, ...] = ()
    warned_about: str = ""
    held: tuple[str, str] = ("", "")  # the study that is open, and which version of its data
    selection: Parameters = field(default_factory=dict)  # the filters of the last run
    study: tuple[str, ...] | None = ()  # whose these filters are
    past: list[Parameters] = field(default_factory=list)  # those before them, the latest last

    def take(self, key: str) -> tuple[str, ...] | None:
        """Return the codes a widget must show now, or None to leave it as the visitor set it."""
        self.asked.add(key)
        if self.following and key not in self.settled:
            return self.given.get(key, ())
        if key not in st.session_state:
            return self.written.get(key, ())
        return None

    def put(self, key: str, codes: tuple[str, ...]) -> None:
        """Record what a widget shows; no codes means its default, which needs no parameter."""
        self.settled.add(key)
        if codes:
            self.next[key] = codes

    def held_codes(self, key: str) -> tuple[str, ...] | None:
        """Return what the address bar holds of a choice that is not asked now; None for nothing."""
        return (self.given if self.following else self.written).get(key)

    def query(self, without: Container[str]) -> str:
        """Return the parameters as they stand in this run."""
        source = self.given if self.following else self.written
        kept = {k: codes for k, codes in {**source, **self.next}.items() if k not in without}
        return urlencode(kept, doseq=True)

    def remember(self) -> None:
        """Keep the filters a visitor has just changed, so that the change can be undone."""
        study = self.next.get("study")
        now = {key: codes for key, codes in self.next.items() if key.startswith(FILTER)}
        if study != self.study:
            self.study, self.past, self.selection = study, [], now
        elif now != self.selection:
            self.past = [*self.past, self.selection][-MOST_STEPS:]
            self.selection = now


def begin_link(page: str) -> Link:
    """Read the address bar at the start of a run.

    It is obeyed when the session opens and when the visitor goes back or forward. Otherwise the
    widgets have their say, whatever it holds: a browser whose clicks are on their way here shows
    what it was made to show some answers ago, and a change of pages makes Streamlit empty it.
    A run that did not come to its end is gone on with: what was clicked since is not undone.
    """
    given = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    link: Link | None = st.session_state.get(_STATE)
    if link is None:
        link = st.session_state[_STATE] = Link(page, given, given)
        return link
    if link.ended or (page, given) != (link.page, link.given):
        changed = given != link.written
        link.following = changed and walked()
        link.late = changed and not link.following
        link.again = page == link.page
        link.page, link.given, link.settled = page, given, set()
        if link.following:
            link.written = given
    link.ended, link.next, link.asked = False, {}, set()
    return link


def walked() -> bool:
    """Whether the visitor went back or forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def current_link() -> Link:
    """Return the link of this run (``begin_link`` has been called by the shell)."""
    link: Link = st.session_state[_STATE]
    return link


def kept(key: str) -> tuple[str, ...]:
    """Return what the link holds under a key that no widget asks for, and keep it there."""
    link = current_link()
    codes = link.take(key)
    if codes is not None:
        st.session_state[key] = codes
    held: tuple[str, ...] = tuple(st.session_state[key])
    link.put(key, held)
    return held


def end_link(link: Link) -> None:
    """Write the address bar: what was asked in this run, and what other tabs of the study hold."""
    current_link()  # a run that was stopped for another ends here: that one has the bar now
    source = link.given if link.following else link.written
    # The study that opens by itself may be named in a link or not.
    same = source.get("study") in (link.next.get("study"), (link.held[0],))
    if same or "study" not in link.asked:  # where a run failed before it asked
        kept = {key: codes for key, codes in source.items() if key not in link.asked}
        link.next = {**kept, **link.next}
    if link.late or link.next != link.given:
        st.query_params.from_dict({key: list(codes) for key, codes in link.next.items()})
    link.written, link.ended = link.next, True
