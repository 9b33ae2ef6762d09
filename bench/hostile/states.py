"""Links and widgets that no page would send: what a forger tells the app of its own choices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.hostile.visitor import Told, visiting

DEMO = "hipec-sox-demo"
PAGES = ("survival", "data")
_KEYS = (
    "study", "population", "unit", "lang", "endpoint", "arm", "panel", "covariate", "show_p",
    "f.age", "f.sex", "f.ecog", "f.", "f.patient_id", "f.nothing", "origin", "present", "beside",
    "section", "id",
)  # fmt: skip
_VALUES = (
    "", "x", "../../etc/passwd", "<script>alert(1)</script>", "nan", "inf", "-1", "1e400", "0",
    "99999999999999999999", "null", "\0", "💥", "a" * 4_000, "[]", "{}", "1&1", "%00", "%zz",
    "__class__", "upload", ".upload", "$x^2$", "![](http://example.org/x.png)", ":material/home:",
)  # fmt: skip


def links() -> Iterator[str]:
    """Yield links with one choice, or the same choice several times."""
    for key in _KEYS:
        for value in _VALUES:
            yield f"{key}={quote(value)}"
            if key != "study":
                yield f"study={DEMO}&{key}={quote(value)}&{key}=2&{key}={quote(value)}"


def states(told: Told) -> Iterator[WidgetState]:
    """Yield for each widget that was drawn a value of every kind there is, mostly of the wrong."""
    for _, name in told.widgets():
        yield WidgetState(id=name, trigger_value=True)
        yield WidgetState(id=name, bool_value=True)
        for number in (float("nan"), float("inf"), -1e308):
            yield WidgetState(id=name, double_value=number)
        yield WidgetState(id=name, int_value=2**40)
        for text in ("", "x" * 10_000, "\0", "patient_id"):
            yield WidgetState(id=name, string_value=text)
        yield from _arrays(name)
        yield WidgetState(id=name, json_value='{"a": [1, {"b": null}]}')
        yield WidgetState(id=name, json_value="{")
        yield WidgetState(id=name, bytes_value=b"\xff\0")


def _arrays(name: str) -> Iterator[WidgetState]:
    made = WidgetState(id=name)
    made.double_array_value.data.extend((float("nan"), 5.0, -1.0))
    yield made
    made = WidgetState(id=name)
    made.int_array_value.data.extend((10**6, -1, 10**6))
    yield made
    made = WidgetState(id=name)
    made.string_trigger_value.data = "x"
    yield made
    made = WidgetState(id=name)
    made.string_array_value.data.extend(("x", "x", "\0"))
    yield made
    made = WidgetState(id=name)
    info = made.file_uploader_state_value.uploaded_file_info.add()
    info.file_id, info.name, info.size = "somebody-else", "a.xlsx", 7
    yield made


async def forged(address: str) -> AsyncIterator[tuple[str, Told]]:
    """Yield the name of every forged link and state, and what the app says to it.

    A state of the wrong kind stays in its session, so each has its own.
    """
    async with visiting(address) as visitor:
        for link in links():
            yield link[:60], await visitor.ask(link)
    for page in PAGES:
        async with visiting(address) as visitor:
            await visitor.ask(f"study={DEMO}")
            drawn = await visitor.ask(f"study={DEMO}", page)
        for state in states(drawn):
            what = state.WhichOneof("value") or ""
            async with visiting(address) as visitor:
                await visitor.ask(f"study={DEMO}")
                told = await visitor.ask(f"study={DEMO}", page, [state])
            yield f"{page}: {what} of {state.id[-30:]}", told


def own_faults(log: str) -> list[str]:
    """Return what failed in the program, according to its log.

    Streamlit itself refuses a state of the wrong kind, in the forger's session and by a reference.
    """
    return [line for line in log.splitlines() if " at " in line and "session_state.py" not in line]
