"""What a tab opens with, told before a session begins, for a browser that loads the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.server.errors import place_of
from components.server.opening.scripts import SCRIPTS
from components.server.opening.widths import page_in, usual_windows
from components.server.readiness import Readiness

_log = logging.getLogger("outcomes")
_PATH = "chart/first.html"
_UNKEPT = {"Cache-Control": "no-store"}
_THEMES = ("light", "dark")
_WIDE = (1536, 1680, 1920, 2560)  # pixels of screens for whose page figures are made at once
_AT_ONCE = 4  # figures drawn, each in a thread of which a process has at least five
_KNOWN = {"study", "lang"}  # who has chosen anything else opens a view of their own


class First:
    """Whether pages of this process have a first figure, and how many are being drawn.

    Who has no session is told of nobody.
    """

    offered: bool = False
    drawing: int = 0


def first_routes() -> list[Route]:
    """Return the routes of a workbench, which shows all it has to whoever reaches it."""
    First.offered = True
    return [Route(f"{base}/{_PATH}", send_first) for base in ("", "/{base:path}")]


def first_links(path: str, query: bytes) -> bytes:
    """Return what the head of a page names for its first figure: one address per kind of browser.

    Those of other browsers are not fetched.
    """
    said = parse_qs(query.decode("latin-1"), keep_blank_values=True)
    asked = {name: values[0] for name, values in said.items()}  # of what is said twice, as the app
    if not First.offered or set(asked) - _KNOWN:
        return b""
    named = {**asked, "tab": path.rpartition("/")[2]}
    return "".join(_links(named)).encode()


def _links(named: dict[str, str]) -> Iterator[str]:
    low, high = usual_windows()
    windows = {f"(min-width: {low}px) and (max-width: {high}px)": 0}
    windows |= {f"(width: {wide}px)": page_in(wide) for wide in _WIDE}
    for window, width in windows.items():
        for theme in _THEMES:
            query = urlencode({**named, "theme": theme, "width": width})
            address = escape(f"{SCRIPTS.address(_PATH)}?{query}")
            yield (
                f'<link rel="preload" as="fetch" crossorigin fetchpriority="high" '
                f'data-first="{theme}" media="{window} and (prefers-color-scheme: {theme})" '
                f'href="{address}">'
            )


async def send_first(request: Request) -> Response:
    """Answer with the first figure of the page that is opened, or with nothing."""
    said = request.query_params
    width, theme = said.get("width", ""), said.get("theme", "")
    known = width in map(str, (0, *map(page_in, _WIDE))) and theme in _THEMES
    ours = request.headers.get("sec-fetch-site") == "same-origin"  # a page of this server asks
    if not (known and ours) or (Readiness.imported and not Readiness.imported.is_set()):
        return Response(status_code=204, headers=_UNKEPT)
    spoken = request.headers.get("accept-language", "")
    address = said.get("tab", ""), said.get("study", ""), said.get("lang", "")
    page = await _in_turn(partial(_drawn, *address, spoken, theme, int(width)))
    if not page:
        return Response(status_code=204, headers=_UNKEPT)
    return Response(page, media_type="text/plain", headers=_UNKEPT)


async def _in_turn(draw: Callable[[], str]) -> str:
    """Draw, unless as many are being drawn: whoever clicks meanwhile has the processor too."""
    if First.drawing >= _AT_ONCE:
        return ""
    First.drawing += 1
    try:
        return await asyncio.to_thread(draw)
    except Exception as error:
        _log.error("%s", place_of(error))
        return ""
    finally:
        First.drawing -= 1


def _drawn(tab: str, study: str, asked: str, spoken: str, theme: str, width: int) -> str:
    from components.asking.language import language_of
    from components.page.first import Opening, first_figure

    return first_figure(Opening(tab, study, language_of(asked, spoken), theme, width))
