"""A connection that comes back: the page asks again, but for what the server has forgotten."""

import pytest

from components.asking.sidebar import UPLOAD
from components.server.opening.scripts import _ours

pytestmark = pytest.mark.browser
APP = '<div data-testid="stApp" data-test-connection-state="CONNECTING"></div>'
SAY = "state => { document.querySelector('div').dataset.testConnectionState = state }"


@pytest.mark.parametrize(
    ("study", "asked"),
    [("study=hipec-sox-demo", 1), ("", 1), (f"study={UPLOAD}", 0)],
    ids=["a study of the server", "the first", "a workbook of one's own"],
)
def test_what_is_shown_of_a_workbook_stays_when_its_session_may_be_gone(page, study, asked):
    page.route("**/*", lambda route: route.fulfill(body=APP, content_type="text/html"))
    page.goto(f"http://app.test/survival?{study}")
    page.evaluate("window.keys = []; addEventListener('keydown', e => keys.push(e.key))")
    page.add_script_tag(content=_ours().decode(), type="module")
    for state, heard in (("CONNECTED", 0), ("DISCONNECTED", 0), ("CONNECTED", asked)):
        page.evaluate(SAY, state)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        assert page.evaluate("keys") == ["r"] * heard
