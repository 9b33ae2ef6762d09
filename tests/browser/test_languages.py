"""Who changes the language keeps what was chosen, in the words of the new one."""

import pytest

from tests.serving import answered, settled

pytestmark = pytest.mark.browser
SELECTS = '[data-testid="stSidebar"] [data-testid="stSelectbox"] input'
CHOSEN = ("unit=weeks", "population=safety")


@pytest.fixture
def safety(page, server):
    page.goto(f"{server}/safety?study=hipec-sox-demo&{'&'.join(CHOSEN)}")
    settled(page)
    page.locator(SELECTS).nth(2).wait_for()
    return page


def chosen(page):
    return page.locator(SELECTS).evaluate_all("all => all.slice(1).map(one => one.value)")


def held(page):
    return all(part in page.evaluate("location.search") for part in CHOSEN)


def test_lists_say_what_is_chosen_in_the_language_of_the_page_and_keep_it(safety):
    english = chosen(safety)
    for name, language in (("中文", "zh"), ("English", "en"), ("中文", "zh")):
        with answered(safety):
            safety.get_by_role("radio", name=name).click()
        assert held(safety)
        assert (chosen(safety) == english) == (language == "en")
    with answered(safety):
        safety.locator("[data-code=massive]").first.click()
    assert held(safety)
    assert chosen(safety)[0] == "周"


def test_a_level_clicked_as_the_language_changes_takes_no_choice(safety):
    with answered(safety):
        safety.evaluate(
            """() => {
                [...document.querySelectorAll("[role=radio]")].find(
                    one => one.innerText.trim() === "中文").click();
                document.querySelector("[data-code=massive]").click();
            }"""
        )
    safety.wait_for_function("() => location.search.includes('f.ascites_category=massive')")
    settled(safety)
    assert held(safety)
    assert chosen(safety)[0] == "周"
