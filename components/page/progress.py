"""What a view that takes long is doing: which question of how many, said at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx

from components.view import View
from outcomes.displays.base.display import Questions
from outcomes.displays.base.words import plain
from outcomes.results.result import Result

SOON = 0.2  # seconds after which somebody who waits is told; most answers are there before


class Aloud:
    """A place on the page that says how far something is, once that has taken a moment."""

    def __init__(self) -> None:
        self._place = st.empty()
        self._lock = Lock()
        self._said = (0.0, "")
        self._open = self._over = False

    @contextmanager
    def heard(self, soon: float = SOON) -> Iterator[None]:
        """Say what was told last after a moment, and nothing any more at the end."""
        timer = Timer(soon, self._begin)
        add_script_run_ctx(timer)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._over = True
            if self._open:
                self._place.empty()

    def tell(self, share: float, words: str) -> None:
        """Say how far it is: at once where somebody is told already."""
        with self._lock:
            self._said = (share, words)
            spoken = self._open
        if spoken:
            self._place.progress(share, words)

    def _begin(self) -> None:
        with self._lock:
            if not self._over:
                self._open = True
                self._place.progress(*self._said)


def answered(view: View, questions: Questions, *, slow: bool) -> dict[str, Result]:
    """Answer questions in turn; of those that may take long, say which and how many there are."""
    if not slow:
        return {name: view.ask(question) for name, question in questions.items()}
    aloud, answers = Aloud(), {}
    with aloud.heard():
        for n, (name, question) in enumerate(questions.items()):
            what = view.words.say_or(f"method.{question.name}", "")
            key = "panel.computing" if what else "panel.computing_one"
            words = view.say(key, n=n + 1, total=len(questions), what=plain(what))
            aloud.tell(n / len(questions), words)
            answers[name] = view.ask(question)
    return answers
