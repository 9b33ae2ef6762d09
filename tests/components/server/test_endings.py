"""What an ended session held is gone soon after, whether another one ends or not."""

import weakref
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from components.server.endings import sweep


class Session:
    """In a cycle, as the sessions of Streamlit are."""

    def __init__(self):
        self.id, self.itself = "one", self


@pytest.mark.parametrize(("seconds", "forgotten"), [(0, True), (60, False)])
def test_a_session_is_forgotten_once_its_time_is_over(seconds, forgotten, monkeypatch):
    storage = MemorySessionStorage(ttl_seconds=seconds)
    manager = SimpleNamespace(_session_storage=storage)
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(_session_mgr=manager))
    session = Session()
    held = weakref.ref(session)
    storage.save(SimpleNamespace(session=session))
    del session
    assert held() is not None
    sweep()
    assert (held() is None) == forgotten
