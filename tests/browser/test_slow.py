"""A view that takes long: what is ready stays where it is, and how far it is stays in sight."""

import pytest

from components.server.opening.scripts import _style

pytestmark = pytest.mark.browser
PAGE = """
<style>{style} .flow {{ display: flex; flex-direction: column; }}</style>
<div class="stApp" data-test-script-state="running"><div class="stMainBlockContainer">
<div class="stVerticalBlock st-key-waiting-a-view flow">
  <div class="stElementContainer"><div class="stProgress" style="height: 40px">2 of 5</div></div>
  <div data-testid="stLayoutWrapper"><div class="st-key-ready-a-view-1">
    <p id="ready" style="height: 2000px">an answer</p><i class="complete"></i></div></div>
</div></div></div>
"""


def test_what_is_ready_stays_where_it_is_and_how_far_it_is_in_sight(page):
    page.set_content(PAGE.format(style=_style().decode()))
    ready, far = (page.locator(name) for name in ("#ready", ".stProgress"))
    place = ready.bounding_box()["y"]
    for scrolled in (0, 500):
        page.mouse.wheel(0, scrolled)
        page.wait_for_function(f"() => scrollY === {scrolled}")
        box = far.bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] <= 800
    page.evaluate("scrollTo(0, 0)")
    far.evaluate("bar => bar.parentElement.remove()")
    assert ready.bounding_box()["y"] == place
