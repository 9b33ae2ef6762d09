"""Filters as one element: kept in place, walked with the arrow keys, no click or way back lost."""

import pytest

from tests.serving import answered, settled

pytestmark = pytest.mark.browser
ASCITES = '[data-filter="f.ascites_category"] button'


@pytest.fixture
def survival(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    page.locator(ASCITES).first.wait_for()
    return page


def pressed(page):
    return page.locator(f"{ASCITES}[aria-pressed=true]").evaluate_all(
        "levels => levels.map(level => level.dataset.code)"
    )


def test_quick_clicks_all_count_and_the_buttons_stay(survival):
    survival.evaluate(f"window.kept = document.querySelector('{ASCITES}')")
    survival.evaluate(
        f"document.querySelectorAll('{ASCITES}').forEach((b, i) => i < 3 && b.click())"
    )
    survival.get_by_text("EXPLORATORY").first.wait_for()
    survival.wait_for_function("() => location.search.split('f.ascites_category=').length === 4")
    settled(survival)
    assert pressed(survival) == ["none", "small", "moderate"]
    assert survival.url.count("f.ascites_category=") == 3
    assert survival.evaluate(f"window.kept === document.querySelector('{ASCITES}')")


def test_arrow_keys_walk_the_levels_and_space_chooses(survival):
    survival.locator(ASCITES).first.focus()
    survival.keyboard.press("ArrowRight")
    survival.keyboard.press("Space")
    survival.get_by_text("EXPLORATORY").first.wait_for()
    settled(survival)
    assert pressed(survival) == ["small"]
    assert survival.evaluate("document.activeElement.dataset.code") == "small"


def test_a_level_clicked_as_a_tab_opens_is_chosen_and_the_tab_is_opened(survival):
    """Nothing comes between: the first click is on its way as the second one is made."""
    for tab, chosen in (("subgroups", ["none"]), ("survival", [])):
        with answered(survival):
            survival.evaluate(
                f"""() => {{
                    document.querySelector('a[href$="/{tab}"]').click();
                    document.querySelector('{ASCITES}').click();
                }}"""
            )
        survival.wait_for_function(
            f"() => location.pathname === '/{tab}' && location.search.includes('data=')"
        )
        assert pressed(survival) == chosen
        assert ("f.ascites_category=none" in survival.url) == bool(chosen)


def test_the_way_back_leads_over_a_change_of_tabs_at_once_to_what_was_chosen_there(survival):
    with answered(survival):
        survival.locator(ASCITES).first.click()
    with answered(survival):
        survival.locator('a[href$="/subgroups"]').first.click()
    with answered(survival):
        survival.go_back()
    assert (survival.url.count("/survival?"), pressed(survival)) == (1, ["none"])
    with answered(survival):
        survival.go_back()
    assert (survival.url.count("/survival?"), pressed(survival)) == (1, [])


def test_a_click_is_sent_before_it_is_drawn(survival):
    sent_by_then = survival.evaluate(
        """async ([level]) => {
            const { send } = WebSocket.prototype;
            let sent = 0;
            WebSocket.prototype.send = function (...said) { sent += 1; send.apply(this, said) };
            document.querySelector(level).click();
            await Promise.resolve();
            WebSocket.prototype.send = send;
            return [sent, window.setTimeout.toString().includes("native")];
        }""",
        [ASCITES],
    )
    assert sent_by_then == [1, True]


FORGETFUL = """window.WebSocket = class extends WebSocket {
    constructor(url, [kind, token]) { super(url, [kind, token]); window.connection = this }
}"""  # of a server that has forgotten whose session it was


def test_a_connection_that_was_lost_takes_neither_clicks_nor_choices_with_it(page, server):
    page.add_init_script(FORGETFUL)
    page.goto(f"{server}/survival?study=hipec-sox-demo&lang=zh&f.ecog=1")
    settled(page)
    level = page.locator(ASCITES).first
    level.wait_for()
    page.evaluate("connection.close()")
    level.click()
    page.wait_for_function("() => location.search.includes('f.ascites_category=none')")
    settled(page)
    assert pressed(page) == ["none"]
    assert "f.ecog=1" in page.url
    assert "lang=zh" in page.url
    with answered(page):
        page.evaluate("connection.close()")
    with answered(page):
        page.locator('a[href$="/subgroups"]').first.click()
    assert pressed(page) == ["none"]
    assert "lang=zh" in page.url
