"""What a session held is forgotten soon after it has ended."""

import asyncio
import gc
from typing import Any

from streamlit.runtime import Runtime

SWEEP_SECONDS = 15.0


async def forget_ended_sessions() -> None:
    """Forget ended sessions for as long as the server runs.

    Streamlit keeps one for a while, in case its visitor comes back, and from then on until the next
    one ends: the last tab of a day would stay in memory, with the rows of its workbook.
    """
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        sweep()


def sweep() -> None:
    """Forget the sessions whose visitors did not come back in time."""
    kept: Any = Runtime.instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
    before = len(kept._data)
    if len(kept) < before:  # asking how many there are lets go of those that have expired
        gc.collect()  # a session is part of a cycle
