"""What the browser keeps: our script and style, and Plotly's out of the installed package."""

import asyncio
import gzip
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.server.opening.assets import FOREVER
from components.server.opening.widths import told_script, told_style

_COMPONENTS = Path(__file__).parents[2]
_FOREVER = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}


@cache
def _ours() -> bytes:
    """Return one module: what draws, what knows the page, what opens it, what shows all of it."""
    names = ("drawing", "page", "first", "chart")
    parts = (_COMPONENTS / "chart" / f"{name}.js" for name in names)
    return told_script().encode() + b"".join(part.read_bytes() for part in parts)


@cache
def _style() -> bytes:
    return told_style((_COMPONENTS / "page" / "style.css").read_text(encoding="utf-8")).encode()


class Scripts:
    """Where the scripts are; another version of one has another path, so browsers keep them.

    Attributes
    ----------
    served : bool
        Whether this process serves them: only the app does, not a test of one page.
    """

    served: bool = False

    @cached_property
    def ours(self) -> str:
        return f"chart/chart-{sha256(_ours()).hexdigest()[:12]}.js"

    @cached_property
    def plotly(self) -> str:
        return f"chart/plotly-{version('plotly')}.min.js"

    @cached_property
    def style(self) -> str:
        return f"chart/style-{sha256(_style()).hexdigest()[:12]}.css"

    def address(self, path: str) -> str:
        """Return where the browser finds one of them."""
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        return f"/{base}/{path}" if base else f"/{path}"

    def drawing(self) -> str:
        """Return the address of our script, which is told that of Plotly's."""
        return f"{self.address(self.ours)}?plotly={self.address(self.plotly)}"

    def routes(self) -> list[Route]:
        """Return the routes that serve the scripts: at the root, and under any base path."""
        self.served = True
        return [Route(f"{base}/chart/{{name}}", self.send) for base in ("", "/{base:path}")]

    async def send(self, request: Request) -> Response:
        """Answer with the script of that name."""
        path = f"chart/{request.path_params['name']}"
        if path == self.ours:
            return Response(_ours(), media_type="text/javascript", headers=_FOREVER)
        if path == self.style:
            return Response(_style(), media_type="text/css", headers=_FOREVER)
        if path == self.plotly:
            return await asyncio.to_thread(_plotly_for, request.headers.get("Accept-Encoding", ""))
        raise HTTPException(404)


SCRIPTS = Scripts()


def read_plotly() -> bytes:
    """Return Plotly's script as it is."""
    package = find_spec("plotly")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("plotly is not installed")
    folder = Path(package.submodule_search_locations[0])
    return (folder / "package_data" / "plotly.min.js").read_bytes()


@cache
def pack_plotly() -> bytes:
    """Return Plotly's script compressed: once, as it takes a fifth of a second."""
    return gzip.compress(read_plotly(), 6)


def _plotly_for(encodings: str) -> Response:
    if "gzip" not in encodings:
        return Response(read_plotly(), media_type="text/javascript", headers=_FOREVER)
    headers = {**_FOREVER, "Content-Encoding": "gzip"}
    return Response(pack_plotly(), media_type="text/javascript", headers=headers)
