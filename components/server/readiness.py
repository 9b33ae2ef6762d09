"""The page and its scripts are served at once; a session begins when the program is there."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from components.server.errors import place_of

_log = logging.getLogger("outcomes")
# Who serves scripts needs Python's lock only for a moment, and asks for it a hundred times a page.
# An import would give it up every five milliseconds; meanwhile it does every half.
_SWITCH_SECONDS = 0.0005


class Readiness:
    """ASGI middleware: lets sessions begin, and no sooner than the program is there.

    What a browser needs before takes it a second: meanwhile the program is imported.
    """

    imported: asyncio.Event | None = None  # of the server that runs; None: all is there

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and self.imported is not None:
            await self.imported.wait()
        await self.app(scope, receive, send)


def load(work: Callable[[], object]) -> None:
    """Import, and freeze what is there: a rerun would otherwise traverse it each time.

    Before anybody comes, as what is frozen is never forgotten. Nothing is looked for that could be
    freed: of what is imported next to nothing ever can.
    """
    gc.disable()
    try:
        work()
    finally:
        gc.freeze()
        gc.enable()


async def let_in_after(work: Callable[[], object]) -> None:
    """Load in a thread, and let sessions begin; one that finds the program broken says so."""
    Readiness.imported = asyncio.Event()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        await asyncio.to_thread(load, work)
    except Exception as error:
        _log.error("%s", place_of(error))
    finally:
        sys.setswitchinterval(usual)
        Readiness.imported.set()
