"""On a page that stands the answer is drawn before the first element is sent, and only once."""

import pytest
from streamlit.testing.v1 import AppTest

from components import cache
from components.page import status
from outcomes.displays.base.display import Display
from outcomes.intake.load import load_study
from tests.serving import ROOT


@pytest.fixture
def steps(monkeypatch):
    """Return what was done in a run, in its order."""
    done = []
    draw, show = Display.draw, status.show_status

    def drawing(display, given):
        done.append(display.id)
        return draw(display, given)

    def sending(view):
        done.append("status")
        show(view)

    monkeypatch.setattr(Display, "draw", drawing)
    monkeypatch.setattr(status, "show_status", sending)
    monkeypatch.setattr(cache, "read_study", load_study)
    return done


def test_on_a_page_that_stands_the_answer_is_drawn_once_before_anything_is_sent(steps):
    app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    app.query_params["study"] = "hipec-sox-demo"
    app.run()
    assert not app.exception
    assert steps == ["status", "conduct.overview"]
    steps.clear()
    app.run()
    assert not app.exception
    assert steps == ["conduct.overview", "status"]


def test_what_takes_long_says_so_first(steps, monkeypatch):
    monkeypatch.setattr(Display, "takes_long", lambda display, n: True)
    app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    app.query_params["study"] = "hipec-sox-demo"
    app.run()
    steps.clear()
    app.run()
    assert steps == ["status", "conduct.overview"]


@pytest.mark.parametrize(
    ("slow", "many", "n", "long"),
    [(False, 100, 99, False), (False, 100, 100, True), (True, 100, 1, True)],
)
def test_a_display_takes_long_of_many_or_always(slow, many, n, long):
    display = Display("toy.view", dict, dict, slow=slow, many=many)
    assert display.takes_long(n) is long
