"""The link: codes in, codes out, and what happens to what other tabs hold."""

from types import SimpleNamespace

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
        walked = False

    Screen.query_params, Screen.session_state = Bar(), {}
    monkeypatch.setattr(link_module, "st", Screen)
    monkeypatch.setattr(
        link_module,
        "get_script_run_ctx",
        lambda: SimpleNamespace(is_history_navigation=Screen.walked),
    )
    return Screen


def run(screen, page="", choices=None, asked=(), ends=True):
    """One run of the app: what was clicked, ``choices``, and what the widgets then show."""
    screen.session_state |= choices or {}
    link = begin_link(page)
    screen.walked = False
    shown = {}
    for key in asked:
        codes = link.take(key)
        if codes is not None:
            screen.session_state[key] = codes
        shown[key] = screen.session_state[key]
        link.put(key, shown[key])
    if ends:
        end_link(link)
    return shown


def walk(screen, **bar):
    """Go back or forward to what the address bar held."""
    screen.query_params.from_dict({key: list(codes) for key, codes in bar.items()})
    screen.walked = True


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
    walk(screen)
    assert run(screen, asked=["population"]) == {"population": ()}


def test_a_click_that_crossed_the_answer_to_the_one_before_is_kept(screen):
    run(screen, asked=["f.sex", "qr"])
    run(screen, choices={"f.sex": ("F",)}, asked=["f.sex", "qr"])
    screen.query_params.clear()  # the browser had not yet shown the answer when it sent the next
    shown = run(screen, choices={"qr": ("1",)}, asked=["f.sex", "qr"])
    assert shown == {"f.sex": ("F",), "qr": ("1",)}
    assert screen.query_params == {"f.sex": ["F"], "qr": ["1"]}


def test_a_choice_taken_back_before_the_answer_reached_the_browser_is_written(screen):
    run(screen, asked=["f.sex"])
    run(screen, choices={"f.sex": ("F",)}, asked=["f.sex"])
    screen.query_params.clear()
    sent = []
    screen.query_params.from_dict = sent.append
    run(screen, choices={"f.sex": ()}, asked=["f.sex"])
    assert sent == [{}]


def test_clicks_are_kept_however_many_answers_the_browser_has_yet_to_show(screen):
    asked = ["f.sex", "f.age"]
    run(screen, asked=asked)
    for age in ("40", "50", "60"):
        run(screen, choices={"f.age": (age, "90")}, asked=asked)
    screen.query_params.from_dict({"f.age": ["40", "90"]})  # the first of three answers
    shown = run(screen, choices={"f.sex": ("F",)}, asked=asked)
    assert shown == {"f.sex": ("F",), "f.age": ("60", "90")}
    assert screen.query_params == {"f.sex": ["F"], "f.age": ["60", "90"]}


def test_who_goes_back_at_once_is_heard(screen):
    run(screen, asked=["f.sex"])
    run(screen, choices={"f.sex": ("F",)}, asked=["f.sex"])
    walk(screen)
    assert run(screen, asked=["f.sex"]) == {"f.sex": ()}
    walk(screen, **{"f.sex": ("F",)})
    assert run(screen, asked=["f.sex"]) == {"f.sex": ("F",)}


def test_who_goes_back_over_a_change_of_tabs_comes_to_what_was_shown_there(screen):
    run(screen, asked=["f.sex"])
    run(screen, page="data", choices={"f.sex": ("F",)}, asked=["f.sex"])
    walk(screen)
    assert run(screen, asked=["f.sex"]) == {"f.sex": ()}


STOPPED = {"asked": ["study", "f.sex"], "ends": False}  # while the answer is computed, or failed


def test_a_click_in_the_midst_of_opening_a_link_is_kept(screen):
    screen.query_params.from_dict({"study": ["a"], "f.sex": ["F"], "endpoint": ["os"]})
    run(screen, **STOPPED)
    shown = run(screen, choices={"f.sex": ("M",)}, asked=["study", "f.sex", "endpoint"])
    assert shown == {"study": ("a",), "f.sex": ("M",), "endpoint": ("os",)}
    assert screen.query_params == {"study": ["a"], "f.sex": ["M"], "endpoint": ["os"]}


def test_a_page_that_was_stopped_while_it_was_built_does_not_stand_yet(screen):
    run(screen, asked=["study"])
    run(screen, page="data", **STOPPED)
    run(screen, page="data", asked=["study"])
    assert not screen.session_state["link"].again
    run(screen, page="data", asked=["study"])
    assert screen.session_state["link"].again


def test_a_click_in_the_midst_of_a_change_of_tabs_keeps_every_choice(screen):
    chosen = {"study": ("a",), "f.sex": ("F",)}
    run(screen, asked=["study", "f.sex"])
    run(screen, choices=chosen, asked=["study", "f.sex"])
    screen.query_params.clear()
    run(screen, page="data", **STOPPED)
    shown = run(screen, page="data", choices={"f.sex": ("M",)}, asked=["study", "f.sex"])
    assert shown == {"study": ("a",), "f.sex": ("M",)}


def test_a_click_in_the_midst_of_going_back_is_kept_and_so_is_going_forward(screen):
    asked = ["study", "f.sex", "f.age"]
    run(screen, asked=asked)
    run(screen, choices={"f.sex": ("F",), "f.age": ("40", "90")}, asked=asked)
    walk(screen, **{"f.age": ("40", "90")})
    run(screen, **STOPPED)
    shown = run(screen, choices={"study": ("b",)}, **STOPPED)
    assert shown == {"study": ("b",), "f.sex": ()}
    walk(screen, **{"f.sex": ("F",), "f.age": ("40", "90")})
    shown = run(screen, asked=asked)
    assert shown == {"study": (), "f.sex": ("F",), "f.age": ("40", "90")}


def test_a_run_that_was_stopped_for_another_writes_nothing(screen):
    run(screen, asked=["f.sex"])
    link = begin_link("")

    class Stopped(dict):
        def __getitem__(self, key):
            raise InterruptedError

    screen.session_state = Stopped()
    with pytest.raises(InterruptedError):
        end_link(link)
    assert not link.ended


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


def test_a_run_that_failed_before_it_asked_for_the_study_keeps_the_link(screen):
    screen.query_params.from_dict({"study": ["a"], "f.sex": ["F"]})
    run(screen, asked=["lang"])
    assert screen.query_params == {"study": ["a"], "f.sex": ["F"]}
