"""What the browser keeps: our script and style, and Plotly's out of the installed package."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from outcomes.displays.base.display import STACKED

_HERE = Path(__file__).parent
# One module: what draws, what knows the page, and what puts the drawings into it.
_OURS = f"const STACKED = {STACKED};\n".encode() + b"".join(
    (_HERE / f"{name}.js").read_bytes() for name in ("drawing", "page", "chart")
)
_STYLE = (_HERE.parent / "page" / "style.css").read_bytes().replace(b"STACKED", b"%dpx" % STACKED)
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(slots=True)
class Scripts:
    """Where the scripts are; another version of one has another path, so browsers keep them.

    Attributes
    ----------
    served : bool
        Whether this process serves them: only the app does, not a test of one page.
    """

    served: bool = False
    ours: str = f"chart/chart-{sha256(_OURS).hexdigest()[:12]}.js"
    plotly: str = f"chart/plotly-{version('plotly')}.min.js"
    style: str = f"chart/style-{sha256(_STYLE).hexdigest()[:12]}.css"

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
        paths = ((self.ours, _send_ours), (self.plotly, _send_plotly), (self.style, _send_style))
        return [
            Route(f"{base}/{path}", send) for path, send in paths for base in ("", "/{base:path}")
        ]


SCRIPTS = Scripts()


@cache
def read_plotly() -> tuple[bytes, bytes]:
    """Return Plotly's script as it is, and compressed: once, as it takes a fifth of a second."""
    package = find_spec("plotly")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("plotly is not installed")
    folder = Path(package.submodule_search_locations[0])
    script = (folder / "package_data" / "plotly.min.js").read_bytes()
    return script, gzip.compress(script, 6)


async def _send_ours(_: Request) -> Response:
    return Response(_OURS, media_type="text/javascript", headers=_FOREVER)


async def _send_style(_: Request) -> Response:
    return Response(_STYLE, media_type="text/css", headers=_FOREVER)


async def _send_plotly(request: Request) -> Response:
    plain, compressed = read_plotly()
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(plain, media_type="text/javascript", headers=_FOREVER)
    headers = {**_FOREVER, "Content-Encoding": "gzip"}
    return Response(compressed, media_type="text/javascript", headers=headers)
