"""The launcher: ``streamlit run app.py`` and ``uvicorn app:app`` both serve ``app``."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

from components.access import hosted
from components.chart.scripts import SCRIPTS, read_plotly
from components.server.assets import Assets
from components.server.doors import Doors, attend_connections
from components.server.endings import forget_ended_sessions
from components.server.errors import keep_values_out_of_logs, report_error
from components.server.head import PageHead
from components.server.headers import SecurityHeaders

keep_values_out_of_logs()
attend_connections()


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Import what every visitor needs; what the first may need is read while they come.

    The frozen heap is what keeps a rerun short: Streamlit would otherwise traverse it each time.
    """
    if hosted():
        import components.hosted
        from components.instance.lookup import warm_bundle
        from components.instance.visits import record_start

        warm_bundle()
        record_start()
    else:
        from components.server.readers import prepare_readers

        prepare_readers()  # they start while this process imports
        import components.shell  # noqa: F401
    # Small matrices gain nothing from many threads, and their spinning starves other visitors.
    threadpool_limits(1, "blas")
    gc.collect()
    gc.freeze()  # before anybody comes: what is frozen is never forgotten
    tasks = [asyncio.create_task(asyncio.to_thread(_read_ahead))]
    tasks.append(asyncio.create_task(forget_ended_sessions()))
    yield {}
    for task in tasks:
        task.cancel()


def _read_ahead() -> None:
    """Read what visitors will ask for."""
    if not hosted():
        from components.cache import warm_studies

        warm_studies()
    read_plotly()


app = st.App(
    "components/hosted.py" if hosted() else "components/shell.py",
    lifespan=warm,
    routes=SCRIPTS.routes(),
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Doors),
        Middleware(Assets),
        Middleware(PageHead),
    ],
    on_script_error=report_error,
)
