"""The first minute: what this is, the demo a click away, an own workbook dropped anywhere."""

import re
from base64 import b64encode

import pytest

from tests.serving import ROOT, settled

pytestmark = pytest.mark.browser

DROP = """async ([name, content]) => {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const place = document.querySelector('[data-testid="stMain"]');
    for (const kind of ['dragover', 'drop']) {
        place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    }
}"""


def main_text(page):
    return page.locator('[data-testid="stMain"]').inner_text()


def test_three_lines_say_what_this_is_and_a_click_opens_the_demo(page, server):
    page.goto(f"{server}/?study=.upload")
    page.get_by_role("button", name="Open HIPEC").wait_for()
    assert page.locator('[data-testid="stMain"] li').count() == 3
    page.get_by_role("button", name="Open HIPEC").click()
    page.locator(".chart").first.wait_for()
    settled(page)
    assert "164 of 164 patients" in main_text(page)


@pytest.mark.parametrize("start", ["?study=.upload", "survival?study=hipec-sox-demo"])
def test_a_workbook_is_taken_wherever_it_is_dropped(page, server, start):
    with page.expect_response(re.compile("/chart/chart-")):
        page.goto(f"{server}/{start}")
    page.wait_for_timeout(500)
    content = b64encode((ROOT / "data/rmhtnf-demo/workbook.xlsx").read_bytes()).decode()
    page.evaluate(DROP, ["mine.xlsx", content])
    page.get_by_text("mine.xlsx").first.wait_for()
    page.locator(".chart").first.wait_for(timeout=60_000)
    settled(page, timeout=60_000)
    assert page.locator(".dropping").count() == 0
