"""The link: codes in, codes out, and what happens to what other tabs hold."""

import pytest

from components import link as link_module
from components.link import Link, begin_link, end_link


class Bar(dict):
    """Stand for ``st.query_params``: lists of texts by key."""

    def get_all(self, key):
        return self.get(key, [])

    def from_dict(self, values):
        self.clear()
        self.update(values)


@pytest.fixture
def screen(monkeypatch):
    class Screen:
        query_params = Bar()
        session_state: dict = {}  # noqa: RUF012
        now = 0.0

    Screen.query_params, Screen.session_state = Bar(), {}
    monkeypatch.setattr(link_module, "st", Screen)
    monkeypatch.setattr(link_module, "monotonic", lambda: Screen.now)
    return Screen


def run(screen, page="", choices=None, asked=(), after=10.0):
    """One run of the app: widgets show ``choices`` unless the link tells them otherwise."""
    screen.now += after
    link = begin_link(page)
    shown = {}
    for key in asked:
        codes = link.take(key)
        shown[key] = screen.session_state[key] = (
            codes if codes is not None else (choices or {}).get(key, screen.session_state[key])
        )
        link.put(key, shown[key])
    end_link(link)
    return shown


def test_a_fresh_link_is_obeyed(screen):
    screen.query_params["population"] = ["efficacy"]
    assert run(screen, asked=["population"]) == {"population": ("efficacy",)}


def test_a_choice_is_written_and_a_default_is_not(screen):
    run(screen, asked=["population", "lang"])
    run(screen, choices={"population": ("pp",)}, asked=["population", "lang"])
    assert screen.query_params == {"population": ["pp"]}


def test_back_is_obeyed_and_brings_defaults_back(screen):
    run(screen, asked=["population"])
    run(screen, choices={"population": ("pp",)}, asked=["population"])
    screen.query_params.clear()  # the browser's back button
    assert run(screen, asked=["population"]) == {"population": ()}


def test_a_click_that_crossed_the_answer_to_the_one_before_is_kept(screen):
    run(screen, asked=["f.sex", "qr"])
    run(screen, choices={"f.sex": ("F",)}, asked=["f.sex", "qr"])
    screen.query_params.clear()  # the browser had not yet shown the answer when it sent the next
    shown = run(screen, choices={"qr": ("1",)}, asked=["f.sex", "qr"], after=0.3)
    assert shown == {"f.sex": ("F",), "qr": ("1",)}
    assert screen.query_params == {"f.sex": ["F"], "qr": ["1"]}


def test_a_choice_taken_back_before_the_answer_reached_the_browser_is_written(screen):
    run(screen, asked=["f.sex"])
    run(screen, choices={"f.sex": ("F",)}, asked=["f.sex"])
    screen.query_params.clear()
    sent = []
    screen.query_params.from_dict = sent.append
    run(screen, choices={"f.sex": ()}, asked=["f.sex"], after=0.3)
    assert sent == [{}]


def test_changing_the_tab_keeps_every_choice(screen):
    run(screen, asked=["population", "endpoint"])
    run(screen, choices={"endpoint": ("os",)}, asked=["population", "endpoint"])
    screen.query_params.clear()  # Streamlit empties the bar on navigation
    screen.session_state.pop("endpoint")  # and drops widgets that are not drawn
    run(screen, page="data", asked=["population"])
    assert screen.query_params == {"endpoint": ["os"]}
    screen.query_params.clear()
    assert run(screen, asked=["population", "endpoint"])["endpoint"] == ("os",)


def test_another_study_starts_afresh(screen):
    run(screen, asked=["study", "f.sex"])
    run(screen, choices={"f.sex": ("F",)}, asked=["study", "f.sex"])
    run(screen, choices={"study": ("other",)}, asked=["study"])
    assert screen.query_params == {"study": ["other"]}


def test_put_without_codes_leaves_no_parameter():
    link = Link("", {})
    link.put("x", ())
    assert link.next == {}


def test_what_was_filtered_before_is_remembered_step_by_step():
    link = Link("", {})
    steps = [{}, {"f.sex": ("F",)}, {"f.sex": ("F",), "f.age": ("40", "60")}]
    for step in [*steps, steps[-1]]:
        link.next = {"study": ("a",), "lang": ("zh",), **step}
        link.remember()
    assert link.past == steps[:2]
    link.next = {"study": ("b",)}
    link.remember()
    assert link.past == []
