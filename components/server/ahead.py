"""What the first visitor will ask for, read while the browser loads what draws it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from components.server.opening.scripts import pack_plotly

# What nearly every view asks, and with it the statistics that these import.
_ESTIMATORS = ("conduct.hierarchy:with_standing", "survival.kaplan_meier", "survival.cox")
_PATIENCE_SECONDS = 5.0  # in which somebody asks, usually; then all is read in its order
_FIRST_SECONDS = 4.0  # in which a first page is drawn: what others may ask for is read later


def import_workbench() -> None:
    """Import what a visitor of a workbench needs, who may come at any moment."""
    import components.shell  # noqa: F401
    from outcomes.model.question import estimator_named

    for name in _ESTIMATORS:
        estimator_named(name)


def prepare_reader() -> None:
    """Start the process that reads the first study: it takes a second."""
    from outcomes.intake.reader.pool import POOL

    POOL.prepare()


class FirstAsked:
    """ASGI middleware: notices which study the first page that is asked for will show."""

    asked: asyncio.Event | None = None  # of the server that runs
    study: str = ""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = self.asked
        if asked is not None and not asked.is_set() and _is_page(scope):
            named = parse_qs(scope["query_string"].decode("latin-1")).get("study", [""])
            FirstAsked.study = named[0]
            asked.set()
        await self.app(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    path = scope["path"]
    return scope["type"] == "http" and "." not in path and "/_stcore/" not in path


async def read_ahead() -> None:
    """Read the study the first visitor asked for, then all others, and what a pointer needs."""
    if FirstAsked.asked is not None:
        with suppress(TimeoutError):
            await asyncio.wait_for(FirstAsked.asked.wait(), _PATIENCE_SECONDS)
    await asyncio.to_thread(_warm, FirstAsked.study, 1)
    await asyncio.sleep(_FIRST_SECONDS)
    await asyncio.to_thread(_warm)
    await asyncio.to_thread(pack_plotly)


def _warm(first: str = "", most: int | None = None) -> None:
    from components.cache import warm_studies

    warm_studies(first, most)
