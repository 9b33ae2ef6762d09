"""A click is made on the page that was asked for; every way to another page stays open."""

import asyncio
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from components.server import doors
from components.server.heading import MOST_KNOWN, Heading

ADDRESS = "data=1&f.sex=F"


def opens(page, address="", *, back=False, **values):
    """What a browser says of a page that is opened, with what its widgets hold."""
    said = ClientState(page_script_hash=page, query_string=address, is_history_navigation=back)
    for name, value in values.items():
        said.widget_states.widgets.add(id=name, string_value=value)
    return said


def presses(page, address=ADDRESS, **values):
    said = opens(page, address, **values)
    said.widget_states.widgets.add(id="$$ID-levels", json_trigger_value="[]")
    return said


def sets(page, **values):
    return opens(page, ADDRESS, **values)


def headed(*said):
    """Return the pages, addresses and directions the app is asked for, one after another."""
    heading = Heading()
    for one in said:
        heading.meant(one)
    return [(one.page_script_hash, one.query_string, one.is_history_navigation) for one in said]


@pytest.mark.parametrize("click", [presses("a"), presses("a", ""), sets("a", unit="weeks")])
def test_a_click_on_the_page_that_was_left_is_made_on_the_one_asked_for(click):
    before = sets("a", unit="months")
    assert headed(before, opens("b"), click)[1:] == [("b", "", False)] * 2


def test_a_click_amid_the_way_back_is_made_where_it_leads():
    said = opens("b", unit="weeks"), opens("a", "data=0", back=True, unit="weeks"), presses("b")
    assert headed(*said)[1:] == [("a", "data=0", True)] * 2


@pytest.mark.parametrize(
    "way",
    [
        opens("a"),
        opens("a", unit="set by the app"),
        opens("a", "embed=true&embed_options=dark_theme", unit="set by the app"),
        opens("a", "data=0", back=True, unit="set by the app"),
        opens("a", ADDRESS, unit="months"),  # while the other has not come
    ],
)
def test_another_page_is_opened_whatever_the_app_has_set(way):
    said = sets("a", unit="months"), opens("b", unit="months"), way, presses("a")
    address = way.query_string
    assert headed(*said)[2:] == [("a", address, way.is_history_navigation), ("a", ADDRESS, False)]


def test_a_page_opened_by_its_name_is_known_with_the_first_click():
    first = ClientState(page_name="survival")
    assert headed(first, presses("a"), opens("b"), presses("a"))[1:] == [
        ("a", ADDRESS, False),
        ("b", "", False),
        ("b", "", False),
    ]


def test_the_app_hears_what_was_meant_and_everything_else_as_it_was_said():
    said = [BackMsg(rerun_script=opens("b")), BackMsg(rerun_script=presses("a"))]
    sent = [{"type": "websocket.receive", "bytes": one.SerializeToString()} for one in said]
    sent += [{"type": "websocket.receive", "bytes": b"\xff"}, {"type": "websocket.disconnect"}]
    messages = iter(sent)

    async def receive():
        return next(messages)

    async def everything():
        hear = doors.heard(receive)
        return [await hear() for _ in sent]

    heard = asyncio.run(everything())
    assert [heard[0], *heard[2:]] == [sent[0], *sent[2:]]
    assert BackMsg.FromString(heard[1]["bytes"]).rerun_script.page_script_hash == "b"


def test_what_is_larger_than_a_browser_may_send_is_not_read(monkeypatch):
    monkeypatch.setattr(doors, "get_max_widget_state_size_bytes", lambda: 10)
    read = []
    monkeypatch.setattr(doors, "BackMsg", SimpleNamespace(FromString=read.append))
    large = BackMsg(rerun_script=presses("a")).SerializeToString()
    sent = {"type": "websocket.receive", "bytes": large}

    async def receive():
        return sent

    assert asyncio.run(doors.heard(receive)()) is sent
    assert read == []


def test_of_one_browser_no_more_is_known_than_a_page_can_hold():
    heading = Heading()
    for page in range(3):
        heading.meant(sets("a", **{f"{page}.{i}": "x" * 1000 for i in range(MOST_KNOWN)}))
    heading.meant(sets("a", unit="weeks"))
    assert len(heading._told) == MOST_KNOWN
    assert all(isinstance(one, int) for pair in heading._told.items() for one in pair)
