"""What a view that takes long is doing: which question of how many, and what is ready of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock, Timer
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx

from components.view import View
from outcomes.displays.base.display import Questions
from outcomes.displays.base.words import plain
from outcomes.results.result import Result

SOON = 0.2  # seconds after which somebody who waits is told; most answers are there before
PART = 0.7  # seconds after which what is ready is shown, and shown again with what came since
SHARE = 5  # a part that takes long to show is followed by another after so many times as long

COMPLETE = '<i class="complete" hidden></i>'
"""Stands at the end of a part, so that nobody sees one without its end."""

Answers = dict[str, Result]
Paint = Callable[[Answers, str], Any]
"""Draws the answers there are, under a prefix for keys."""


class Aloud:
    """A place on the page that says how far something is, once that has taken a moment.

    Below the words stands what is ready. A part is seen when it is complete, and each is made
    behind the one before, which then goes (`style.css`): nobody sees one being built.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name.replace(".", "-")
        self._place = st.empty()
        self._inside: Any = None  # the words, and below them the parts
        self._words: Any = None
        self._part: Any = None
        self._shown = 0
        self._lock = Lock()
        self._said = (0.0, "")
        self._over = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Say what was told last after a moment; at the end what is said stays as it is."""
        timer = Timer(SOON, self._begin)
        add_script_run_ctx(timer)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._over = True

    def tell(self, share: float, words: str) -> None:
        """Say how far it is: at once where somebody is told already."""
        with self._lock:
            self._said = (share, words)
            spoken = self._inside is not None
        if spoken:
            self._words.progress(share, words)

    def show(self, paint: Callable[[str], Any]) -> None:
        """Show what is ready, in the place of what was ready before."""
        with self._lock:
            self._open()
        self._shown += 1
        name = f"ready-{self._name}-{self._shown}"
        before, self._part = self._part, self._inside.empty()
        with self._part.container(key=name):
            paint(f"{name}.")
            st.html(COMPLETE)
        if before is not None:
            before.empty()

    def end(self) -> None:
        """Leave nothing of it on the page: what it told of stands there, or is given up."""
        if self._inside is not None:
            self._inside = None
            self._place.empty()

    def _begin(self) -> None:
        with self._lock:
            if not self._over:
                self._open()

    def _open(self) -> None:
        if self._inside is None:
            self._inside = self._place.container(key=f"waiting-{self._name}")
            self._words = self._inside.empty()
            self._words.progress(*self._said)


@contextmanager
def aloud(name: str, *, slow: bool) -> Iterator[Aloud | None]:
    """Yield the place that speaks of what may take long; nothing is left of it afterwards.

    What is shown in the meantime is drawn behind the parts there are, and seen when they go.
    """
    if not slow:
        yield None
        return
    place = Aloud(name)
    try:
        yield place
    finally:
        place.end()


def answered(
    view: View, questions: Questions, told: Aloud | None, paint: Paint | None = None
) -> Answers:
    """Answer questions in turn; of those that may take long, say which and how many there are.

    Parameters
    ----------
    view, questions
        Who is asked what.
    told
        Where it is said; None for what takes no time.
    paint
        Draws what is ready, with `Request.awaited` in the place of the other answers; None where
        it is shown as a whole.
    """
    if told is None:
        return {name: view.ask(question) for name, question in questions.items()}
    answers: Answers = {}
    due = monotonic() + PART
    with told.heard():
        for n, (name, question) in enumerate(questions.items()):
            what = view.words.say_or(f"method.{question.name}", "")
            key = "panel.computing" if what else "panel.computing_one"
            words = view.say(key, n=n + 1, total=len(questions), what=plain(what))
            told.tell(n / len(questions), words)
            began = monotonic()
            if answers and paint is not None and began >= due:
                told.show(partial(paint, _so_far(questions, answers)))
                due = monotonic() + max(PART, SHARE * (monotonic() - began))
            answers[name] = view.ask(question)
    return answers


def _so_far(questions: Questions, answers: Answers) -> Answers:
    return {name: answers.get(name) or asked.awaited() for name, asked in questions.items()}
