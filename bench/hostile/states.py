"""Links and widgets that no page would send: what a forger tells the app of its own choices."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import streamlit
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import GENERATED_ELEMENT_ID_PREFIX
from websockets.exceptions import ConnectionClosed

from bench.hostile.visitor import REFUSED, Told, Visitor, visiting
from tests.intake.hostile import book, rows
from tests.serving import ROOT

DEMO = "hipec-sox-demo"
SECRET = "okapiquagga"
PAGES = {
    "survival": (f"study={DEMO}", "survival"),
    "data": (f"study={DEMO}", "data"),
    "upload": ("study=.upload", ""),
}  # by part: a link, and a page asked for with it
_HELD = (
    "study",
    "population",
    "f.sex",
    "f.age",
    "tray",
    "saved",
    "beside",
    "link",
    "corrections",
    "uploads",
    "visit",
    "denied",
    "report.made",
    "levels.f.sex.turn",
    "",
)  # what a session holds without a widget
PARTS = ("links", *PAGES)
_NO_CLICKS = (
    "", "{", "null", "1", '"x"', "[]", "{}", "[[]]", "NaN", "[" * 100_000, "9" * 5_000,
    '{"asked": {"turn": 1, "chosen": {}}}', '{"asked": null, "__class__": 1, "get": 2}',
    '[{"event": 1}, {"event": "asked"}, {"value": 1}, {"event": "asked", "value": []}]',
)  # fmt: skip
_KEYS = (
    "study", "population", "unit", "lang", "endpoint", "arm", "panel", "covariate", "show_p",
    "f.age", "f.sex", "f.ecog", "f.", "f.patient_id", "f.nothing", "origin", "present", "beside",
    "section", "id", "tray", "saved", "present=1&slide", "qr",
)  # fmt: skip
_VALUES = (
    "", "x", "../../etc/passwd", "<script>alert(1)</script>", "nan", "inf", "-1", "1e400", "0",
    "99999999999999999999", "²", "null", "\0", "💥", "a" * 4_000, "[]", "{}", "1&1", "%00", "%zz",
    "__class__", "upload", ".upload", "$x^2$", "![](http://example.org/x.png)", ":material/home:",
    "a=1&" * 300, "name=x&study=hipec-sox-demo&f.age=x&f.sex=1", "study=x&display=survival.curves",
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
    for key in _HELD:
        yield WidgetState(id=key, string_value="x")
        yield WidgetState(id=key, json_value='["x"]')
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


def clicks(told: Told) -> Iterator[WidgetState]:
    """Yield for each element of filters what no click on one of its levels can have sent."""
    for kind, name in told.widgets():
        if kind != "bidi_component":
            continue
        key = name.rpartition("levels.")[2]
        for value in _clicks(key):
            sent = json.dumps([{"event": "asked", "value": value}])
            yield WidgetState(id=_make_trigger_id(name, "events"), json_trigger_value=sent)
        for sent in _NO_CLICKS:
            yield WidgetState(id=_make_trigger_id(name, "events"), json_trigger_value=sent)
            yield WidgetState(id=name, json_value=sent)
        yield WidgetState(id=_make_trigger_id(name, "no such"), json_trigger_value="1")
        yield WidgetState(id=name.replace("levels", "study"), json_value='{"asked": 1}')


def _clicks(key: str) -> Iterator[object]:
    """Yield values of a click: each part of every type and size, unknown levels, wrong keys."""
    huge, deep = "x" * 1_000_000, json.loads("[" * 900 + "]" * 900)
    odd = (None, True, -1, 1.5, 10**300, float("nan"), "", huge, [], [[]], {}, deep)
    yield from odd
    for value in odd:
        yield {"turn": value, "chosen": {key: ["male"]}}
        yield {"turn": 1, "chosen": value}
        yield {"turn": 1, "chosen": {key: value}}
        yield {"turn": 1, "chosen": {key: [value]}}
    for levels in (["no such"], ["male"] * 100_000, [f"{i}" for i in range(100_000)], ["\0", "💥"]):
        yield {"turn": 1, "chosen": {key: levels}}
    for other in ("study", "population", "f.age", "arm", "levels.f.sex", "_link", "link", "denied"):
        yield {"turn": 1, "chosen": {other: [DEMO], key: ["male"]}}
    yield {"turn": 1, "chosen": {f"f.{i}": ["x"] for i in range(10_000)}}


async def forged(address: str, part: str) -> AsyncIterator[tuple[str, Told]]:
    """Yield the name of every forged link or state of a part, and what the app says to it.

    A state of the wrong kind stays in its session, so each has its own. Somebody else has a file
    open meanwhile, whose name and ids the forger knows.
    """
    if part == "links":
        async with visiting(address) as visitor:
            for link in links():
                yield link[:60], await visitor.ask(link)
        return
    query, page = PAGES[part]
    async with visiting(address) as victim:
        await victim.upload({f"{SECRET}.xlsx": book(rows(("patient_id", "arm"), ("1", SECRET)))})
        async with visiting(address) as visitor:
            await visitor.ask(query)
            drawn = await visitor.ask(query, page)
        for state in (*states(drawn), *clicks(drawn), *_of_another(drawn, victim.files)):
            what = state.WhichOneof("value") or ""
            async with visiting(address) as visitor:
                await visitor.ask(query)
                try:
                    told = await answer(visitor, query, page, state)
                except ConnectionClosed:  # it says more than a browser may
                    told = Told(words=REFUSED)
            yield f"{page}: {what} of {state.id[-30:]}", told


async def answer(visitor: Visitor, query: str, page: str, state: WidgetState) -> Told:
    """Return what the app says to a state; to one of no widget nothing: it answers the next."""
    if state.id.startswith(GENERATED_ELEMENT_ID_PREFIX):
        return await visitor.ask(query, page, [state])
    await visitor.say(query, page, [state])
    told = await visitor.ask(query, page)
    told.words += REFUSED
    return told


def _of_another(told: Told, files: list[WidgetState]) -> Iterator[WidgetState]:
    """Yield the files of another session for each widget, as if they were the forger's own."""
    for _, name in told.widgets():
        for file in files:
            state = WidgetState()
            state.CopyFrom(file)
            state.id = name
            yield state


def own_faults(log: str) -> list[str]:
    """Return what failed in the program, according to its log.

    Streamlit itself refuses a state of the wrong kind, in the forger's session and by a reference:
    then the innermost place that is its or ours is its.
    """
    return [line for line in log.splitlines() if " at " in line and _is_own(line)]


def _is_own(line: str) -> bool:
    places = [place.partition(":")[0] for place in line.rpartition(" at ")[2].split(" < ")]
    known = (name in _OURS for name in places if name in _OURS or name in _STREAMLITS)
    return next(known, True)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.py")}


_OURS = set().union(*(_names(ROOT / part) for part in ("components", "outcomes", "pages")))
_OURS -= {"__init__.py"}
_STREAMLITS = _names(Path(streamlit.__file__).parent)
