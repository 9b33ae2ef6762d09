"""On a page that stands the answer is drawn before the first element is sent, and only once."""

import json
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest

from components import cache, computed
from components.later import later
from components.page import progress, show, status
from components.page.show import Answer, Shown
from outcomes.displays.base.display import Display, Given
from outcomes.displays.base.panel import Panel, Picture
from outcomes.displays.tab import Tab
from outcomes.figures.base.style import Figure
from outcomes.intake.load import load_study
from outcomes.results.note import Note
from outcomes.results.result import Result
from tests.apps import AppTest
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


class Toy:
    """A view of five patients; of each analysis set it has what is in ``having``."""

    words = "words"
    theme = language = "any"
    exploratory = False

    def __init__(self, population="all", having=("all", "treated")):
        self.population, self.having = population, having
        self.scene = SimpleNamespace(n=5, spec=SimpleNamespace(endpoints=()))

    def within(self, population):
        return Toy(population or self.population, self.having)

    def has(self, display):
        return self.population in self.having

    def shows(self, display):
        return display is not HIDDEN

    def choices(self, display, so_far):
        return ()

    def say(self, key):
        return key


def nothing(scene, chosen):
    return {}


OPEN = Display("toy.open", nothing, dict, within="treated", many=6)
HIDDEN = replace(OPEN)
TAB = Tab("toy", "section", {"first": OPEN, "second": Display("toy.other", nothing, dict)}, "label")


@pytest.fixture
def asked(monkeypatch):
    """Return what was answered and what was shown, where nothing else is done."""
    done = []

    def answer(display, view, chosen, p_values, told=None):
        view.told = told
        found = Answer(
            (Shown(view, display, Given(view.scene, chosen, {}, None, p_values), {}),), ()
        )
        done.append(found)
        return found

    monkeypatch.setattr(show, "_answer", answer)
    monkeypatch.setattr(show, "presenting", lambda: False)
    monkeypatch.setattr(show, "choose", lambda choice: choice.options[0][0])
    monkeypatch.setattr(show, "choose_all", lambda offered, fixed: {"arm": "sox", **fixed})
    monkeypatch.setattr(show, "choose_p_values", lambda view: "asked for")
    return done


def test_the_open_section_is_answered_ahead_of_its_own_analysis_set(asked):
    ahead = show.answer_ahead(TAB, Toy())
    assert asked == [ahead]
    [shown] = ahead.shown
    assert shown.display is OPEN
    assert shown.view.population == "treated"
    assert (shown.given.chosen, shown.given.p_values) == ({"arm": "sox"}, True)


@pytest.mark.parametrize(
    ("display", "exploratory", "p_values"),
    [
        (OPEN, True, False),
        (replace(OPEN, tests=True), False, "asked for"),
        (replace(OPEN, tests=True), True, "asked for"),
    ],
)
def test_what_holds_tests_asks_for_them_and_an_exploration_has_none(
    display, exploratory, p_values, asked, monkeypatch
):
    monkeypatch.setattr(Toy, "exploratory", exploratory)
    ahead = show.answer_ahead(replace(TAB, sections={"only": display}), Toy())
    assert ahead.shown[0].given.p_values == p_values


@pytest.mark.parametrize(
    ("tab", "view", "presents"),
    [
        (TAB, Toy(), True),
        (replace(TAB, offered=lambda scene, words: "no such tab"), Toy(), False),
        (replace(TAB, sections={}), Toy(), False),
        (replace(TAB, sections={"only": replace(OPEN, many=5)}), Toy(), False),
        (TAB, Toy(having=("all",)), False),
    ],
    ids=["on the projector", "a tab not offered", "no section", "takes long", "not of these"],
)
def test_nothing_is_answered_ahead(tab, view, presents, asked, monkeypatch):
    monkeypatch.setattr(show, "presenting", lambda: presents)
    assert show.answer_ahead(tab, view) is None
    assert asked == []


def test_what_asks_for_a_section_is_drawn_once_and_not_when_it_is_answered_ahead(sent, monkeypatch):
    def choose(choice):
        later(lambda: sent.append(choice.key))
        return "first"

    monkeypatch.setattr(show, "choose", choose)
    ahead = show.answer_ahead(TAB, Toy())
    assert sent == []
    show.show_tab(TAB, Toy(), ahead)
    assert sent == ["section", ahead]


NOT_OFFERED = replace(OPEN, offered=lambda scene, words: "no dose")


@pytest.mark.parametrize(
    ("first", "every", "asks", "opened"),
    [
        (OPEN, False, ["first", "second"], "first"),
        (NOT_OFFERED, True, ["first", "second"], "first"),
        (NOT_OFFERED, False, [], "second"),
        (HIDDEN, True, [], "second"),
    ],
)
def test_a_section_is_asked_for_where_there_are_two(first, every, asks, opened, monkeypatch):
    def choose(choice):
        codes.extend(code for code, _ in choice.options)
        return codes[0]

    codes = []
    monkeypatch.setattr(show, "choose", choose)
    tab = replace(TAB, sections={**TAB.sections, "first": first}, every=every)
    assert show.choose_section(tab, Toy()) == opened
    assert codes == asks


def answer_to(display, chosen, p_values):
    given = Given(Toy().scene, chosen, {}, None, p_values)
    return Shown(Toy(), display, given, {})


@pytest.mark.parametrize(
    ("display", "chosen", "p_values", "same"),
    [
        (OPEN, {"endpoint": "os"}, True, True),
        (replace(OPEN), {"endpoint": "os"}, True, False),
        (OPEN, {"endpoint": "pfs"}, True, False),
        (OPEN, {}, True, False),
        (OPEN, {"endpoint": "os"}, False, False),
    ],
)
def test_an_answer_is_of_its_display_and_of_what_was_chosen(display, chosen, p_values, same):
    held = answer_to(OPEN, {"endpoint": "os"}, False)  # beside: it counts for nothing here
    answer = Answer((held, answer_to(OPEN, {"endpoint": "os"}, True)), ())
    assert answer.is_of(display, chosen, p_values) is same


@pytest.fixture
def sent(asked, monkeypatch):
    """Return what was shown, in its order."""
    done = []
    monkeypatch.setattr(show, "show_answer", done.append)
    monkeypatch.setattr(show, "show_published", lambda view, endpoint: done.append(endpoint.id))
    monkeypatch.setattr(show, "show_estimand", lambda view, endpoint, key: done.append(key))
    return done


def test_what_was_answered_ahead_is_shown_and_nothing_is_answered_again(sent, asked):
    ahead = show.answer_ahead(TAB, Toy())
    show.show_display(OPEN, Toy(), ahead=ahead)
    assert sent == [ahead]
    assert asked == [ahead]


def test_what_was_answered_ahead_of_another_choice_is_answered_anew(sent, asked):
    ahead = show.answer_ahead(TAB, Toy())
    show.show_display(OPEN, Toy(), ahead=ahead, arm="hipec")
    assert asked[0] is ahead
    assert sent == asked[1:]
    assert sent[0].shown[0].given.chosen == {"arm": "hipec"}


def test_an_open_section_is_shown_with_what_was_answered_ahead(sent, asked):
    ahead = show.answer_ahead(TAB, Toy())
    show.show_tab(TAB, Toy(), ahead)
    assert sent == asked == [ahead]


@pytest.mark.parametrize("presents", [True, False])
def test_a_page_is_to_work_with_or_for_the_projector(presents, sent, asked, monkeypatch):
    ahead = show.answer_ahead(TAB, Toy())
    monkeypatch.setattr(show, "presenting", lambda: presents)
    monkeypatch.setattr(show, "show_presentation", lambda tab, view: sent.append("slides"))
    show.show_page(SimpleNamespace(TAB=TAB), Toy(), ahead)
    assert sent == ["slides" if presents else ahead]
    assert asked == [ahead]


@pytest.mark.parametrize(
    "display", [OPEN, replace(OPEN, choices=lambda *_: ())], ids=["in place of choices", "above"]
)
def test_a_question_is_asked_once_above_the_answer(display, sent, monkeypatch):
    def choose_all(offered, fixed):
        sent.append("chosen")
        return {}

    monkeypatch.setattr(show, "choose_all", choose_all)
    monkeypatch.setattr(show.st, "caption", sent.append)
    show.show_display(display, Toy(), "why?")
    assert sent[:2] == ["why?", "chosen"]
    assert isinstance(sent[2], Answer)


@pytest.mark.parametrize(
    ("published", "registered", "after"),
    [(True, True, ["os"]), (True, False, []), (False, True, [])],
)
def test_the_estimand_stands_above_an_answer_and_what_was_published_below(
    published, registered, after, sent, monkeypatch
):
    endpoint = SimpleNamespace(id="os")
    view = Toy()
    view.scene.spec.endpoints = (endpoint,) if registered else ()
    monkeypatch.setattr(Toy, "within", lambda view, population: view)
    display = replace(OPEN, published=published, about=lambda scene, chosen: endpoint)
    show.show_display(display, view)
    before, answer = (sent[:1], sent[1]) if registered else ([], sent[0])
    assert before == ["toy.open"] * registered
    assert isinstance(answer, Answer)
    assert sent[len(before) + 1 :] == after


def test_what_is_not_offered_says_why_and_is_not_answered(sent, asked, monkeypatch):
    said = []
    monkeypatch.setattr(show.st, "info", lambda words, icon: said.append(words))
    show.show_display(replace(OPEN, offered=lambda scene, words: "no dose"), Toy())
    show.show_tab(replace(TAB, offered=lambda scene, words: "no such tab"), Toy())
    assert said == ["no dose", "no such tab"]
    assert sent == asked == []


def test_arms_are_compared_where_they_may_be(sent, monkeypatch):
    monkeypatch.setattr(show, "may_compare", lambda view: view.population == "all")
    show.show_display(replace(OPEN, compares=True), Toy())  # asked of the treated
    show.show_tab(replace(TAB, compares=True), Toy("treated"))
    assert sent == []
    show.show_tab(replace(TAB, compares=True), Toy())
    assert len(sent) == 1


class Drawn:
    """A view of so many years; they make the axis of what is drawn of it."""

    caption = staticmethod(lambda endpoint: ())
    theme, language = "light", "en"

    def __init__(self, name, years, exploratory=False, has=True):
        self.name, self.years, self.exploratory = name, years, exploratory
        self.scene = SimpleNamespace(n=5, years=years)
        self.words = SimpleNamespace(labels=None, names=None)
        self.stamp = None
        self._has = has

    def within(self, population):
        return self

    def has(self, display):
        return self._has


def drawing(display, given):
    layout = {"xaxis": {"range": [0, given.scene.years]}, "width": given.look.width}
    return Panel((Picture("curve", Figure({"data": [], "layout": layout}), "alt"),))


@pytest.fixture
def beside(monkeypatch):
    """Return a function that answers for a view with another held beside."""
    monkeypatch.setattr(show, "answered", lambda view, questions, told, paint: {"told": told})
    monkeypatch.setattr(show, "stamped", lambda panel, stamp, look: panel)
    monkeypatch.setattr(show.chart, "page_width", lambda width: width)
    monkeypatch.setattr(Display, "draw", drawing)

    def answer(view, held):
        monkeypatch.setattr(show, "held_view", lambda view: held)
        return show._answer(OPEN, view, {}, "as asked")

    return answer


@pytest.mark.parametrize(("many", "slow"), [(5, True), (6, False)])
def test_what_may_take_long_says_what_is_computed(many, slow, sent, asked, monkeypatch):
    view = Toy()
    monkeypatch.setattr(Toy, "within", lambda view, population: view)
    monkeypatch.setattr(show, "aloud", lambda name, slow: nullcontext((name, slow)))
    show.show_display(replace(OPEN, many=many), view)
    assert view.told == ("toy.open", slow)
    assert sent == asked


@pytest.mark.parametrize(("held", "parts"), [(None, 1), (Drawn("held", 5), 0)])
def test_of_one_cohort_parts_are_shown_and_of_two_none(held, parts, beside, monkeypatch):
    painting = []

    def answering(view, questions, told, paint):
        painting.append(paint)
        return {}

    monkeypatch.setattr(show, "answered", answering)
    beside(Drawn("seen", 3), held)
    assert len([paint for paint in painting if paint]) == parts


def layouts(answer):
    return [figure.spec["layout"] for panel in answer.panels for figure in show._figures(panel)]


def test_figures_are_ready_to_be_sent_and_on_the_axes_they_are_shown_on(beside):
    for held in (None, Drawn("held", 5)):
        answer = beside(Drawn("seen", 3), held)
        for figure in (f for panel in answer.panels for f in show._figures(panel)):
            assert "_json" in vars(figure)  # made already
            assert json.loads(figure.to_json())["layout"] == figure.spec["layout"]


def test_one_cohort_has_the_width_of_the_page(beside):
    answer = beside(Drawn("seen", 3), None)
    assert [one.view.name for one in answer.shown] == ["seen"]
    assert layouts(answer) == [{"xaxis": {"range": [0, 3]}, "width": show.WIDTH}]


def test_each_of_two_cohorts_has_a_column_that_says_whose_it_is(beside, monkeypatch):
    done = []
    monkeypatch.setattr(show, "show_who", lambda view: done.append(view.name))
    monkeypatch.setattr(show, "show_panel", lambda shown, panel: done.append(panel))
    one = beside(Drawn("seen", 3), None)
    show.show_answer(one)
    two = beside(Drawn("seen", 3), Drawn("held", 5))
    show.show_answer(two)
    assert done == [*one.panels, "held", two.panels[0], "seen", two.panels[1]]


def test_a_file_is_light_and_as_wide_as_the_page_and_has_its_stamp(beside, monkeypatch):
    view = Drawn("seen", 3)
    view.theme, view.stamp = "dark", "draft"
    monkeypatch.setattr(show.chart, "page_width", lambda width: width / 4)
    [shown] = beside(view, None).shown
    monkeypatch.setattr(show, "stamped", lambda panel, stamp, look: (panel, stamp, look.theme))
    panel, stamp, theme = shown.light()
    assert (stamp, theme) == ("draft", "light")
    assert panel.blocks[0].figure.spec["layout"]["width"] == show.WIDTH
    assert shown.draw(shown.given.look)[2] == "dark"


def test_only_what_is_counted_leaves_the_page_and_as_it_may(monkeypatch):
    result = Result("how", "os")
    marked = Result("how", "os", notes=(Note("exploratory"),))
    monkeypatch.setattr(show, "for_export", lambda view, found, p_values: [
        marked for one in found if one is result and not p_values])  # fmt: skip
    questions = {"patients": "who?", "counted": "how many?"}
    answers = {"patients": ["single"], "counted": result}
    given = Given(Toy().scene, {}, answers, None, False)
    assert Shown(Toy(), OPEN, given, questions).asked() == [("how many?", marked)]


def test_the_cohort_that_is_held_stands_first_on_half_the_page_and_on_the_same_axis(beside):
    answer = beside(Drawn("seen", 3), Drawn("held", 5, exploratory=True))
    assert [(one.view.name, one.column, one.given.p_values) for one in answer.shown] == [
        ("held", "beside.", False), ("seen", "", "as asked"),
    ]  # fmt: skip
    half = show.WIDTH / 2 - show.GUTTER
    assert layouts(answer) == [{"xaxis": {"range": [0, 5]}, "width": half}] * 2


def test_what_the_held_cohort_has_not_stands_alone(beside):
    assert len(beside(Drawn("seen", 3), Drawn("held", 5, has=False)).shown) == 1


def test_what_was_published_is_the_same_for_both_and_stands_alone(beside, monkeypatch):
    monkeypatch.setattr(show, "PUBLISHED", OPEN)
    assert len(beside(Drawn("seen", 3), Drawn("held", 5)).shown) == 1


def test_a_part_is_seen_before_the_rest_and_nothing_of_it_stays(monkeypatch):
    ask, paint, done = cache.answer, show.so_far, []

    def answering(question, cohort):
        done.append("answer")
        return ask(question, cohort)

    def painting(display, given):
        done.append("part")
        return paint(display, given)

    def overview(*, long):
        """Return what was done on the way, and the elements of the page in the end."""
        done.clear()
        monkeypatch.setattr(Display, "takes_long", lambda display, n: long)
        app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=120)
        app.query_params["study"] = "hipec-sox-demo"
        app.run()
        assert not app.exception
        assert "Being computed" not in str(app)
        return list(done), [element.type for element in app.main if element.type != "empty"]

    monkeypatch.setattr(cache, "read_study", load_study)
    monkeypatch.setattr(computed, "answer", answering)
    monkeypatch.setattr(show, "so_far", painting)
    monkeypatch.setattr(progress, "PART", 0.0)
    monkeypatch.setattr(progress, "SHARE", 0)
    quick, elements = overview(long=False)
    slow, in_the_end = overview(long=True)
    assert len(quick) > 10
    assert set(quick) == {"answer"}
    assert slow == ["answer", *["part", "answer"] * (len(quick) - 1)]
    assert in_the_end == elements
