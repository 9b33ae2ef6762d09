"""The launcher: ``streamlit run app.py`` and ``uvicorn app:app`` both serve ``app``."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from components.access import hosted
from components.server.ahead import FirstAsked, import_workbench, prepare_reader, read_ahead
from components.server.doors import Doors, attend_connections
from components.server.endings import forget_ended_sessions
from components.server.errors import keep_values_out_of_logs, report_error
from components.server.headers import SecurityHeaders
from components.server.opening.assets import Assets
from components.server.opening.first import first_routes
from components.server.opening.head import PageHead
from components.server.opening.scripts import SCRIPTS, pack_plotly
from components.server.readiness import Readiness, let_in_after, load
from components.server.sending import Sending

# Small matrices gain nothing from many threads, and their spinning starves other visitors. What
# multiplies them reads this when it is imported: later than here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
keep_values_out_of_logs()
attend_connections()


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Import what every visitor needs: a workbench while the first one's browser loads the page."""
    Sending.loop = asyncio.get_running_loop()
    if hosted():
        load(_import_hosted)
        works = [asyncio.to_thread(pack_plotly)]
    else:
        prepare_reader()  # it starts while this process imports
        FirstAsked.asked = asyncio.Event()
        works = [let_in_after(import_workbench), read_ahead()]
    tasks = [asyncio.create_task(work) for work in (*works, forget_ended_sessions())]
    yield {}
    for task in tasks:
        task.cancel()


def _import_hosted() -> None:
    import components.hosted  # noqa: F401
    from components.instance.lookup import warm_bundle
    from components.instance.visits import record_start

    warm_bundle()
    record_start()


app = st.App(
    "components/hosted.py" if hosted() else "components/shell.py",
    lifespan=warm,
    routes=[*([] if hosted() else first_routes()), *SCRIPTS.routes()],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Doors),
        Middleware(Readiness),
        Middleware(FirstAsked),
        Middleware(Assets),
        Middleware(PageHead),
    ],
    on_script_error=report_error,
)
