"""What belongs beside an answer, and what leaves with it."""

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest

from components.answer.shown import Answer
from components.later import later
from components.page import show
from tests.components.page.toy import OPEN, TAB, Toy, answer_of


@pytest.fixture
def asked(monkeypatch):
    """Return what was answered, where nothing else is done."""
    done = []

    def answer(display, view, chosen, p_values, told=None):
        view.told = told
        done.append(answer_of(display, view, chosen, p_values))
        return done[-1]

    monkeypatch.setattr(show, "answer", answer)
    monkeypatch.setattr(show, "presenting", lambda: False)
    monkeypatch.setattr(show, "choose_section", lambda tab, view: "first")
    monkeypatch.setattr(show, "choose_all", lambda offered, fixed: {"arm": "sox", **fixed})
    return done


@pytest.fixture
def sent(asked, monkeypatch):
    """Return what was shown, in its order."""
    done = []
    monkeypatch.setattr(show, "show_answer", done.append)
    monkeypatch.setattr(show, "show_published", lambda view, endpoint: done.append(endpoint.id))
    monkeypatch.setattr(show, "show_estimand", lambda view, endpoint, key: done.append(key))
    return done


def test_what_is_drawn_of_an_answer_leaves_at_once_when_it_is_there(sent, asked, monkeypatch):
    @contextmanager
    def at_once():
        sent.append(f"{len(asked)} answered: held")
        yield
        sent.append("sent")

    def computing():
        sent.append(f"{len(asked)} answered: the page left")

    monkeypatch.setattr(show, "at_once", at_once)
    monkeypatch.setattr(show, "computing", computing)
    show.show_display(OPEN, Toy())
    assert sent == ["0 answered: the page left", "1 answered: held", *asked, "sent"]


def test_what_asks_for_a_section_is_drawn_above_its_answer(sent, asked, monkeypatch):
    def choose_section(tab, view):
        later(lambda: sent.append(tab.key))
        return "first"

    monkeypatch.setattr(show, "choose_section", choose_section)
    show.show_tab(TAB, Toy())
    assert sent == ["section", *asked]


@pytest.mark.parametrize("presents", [True, False])
def test_a_page_is_to_work_with_or_for_the_projector(presents, sent, asked, monkeypatch):
    monkeypatch.setattr(show, "presenting", lambda: presents)
    monkeypatch.setattr(show, "show_presentation", lambda tab, view: sent.append("slides"))
    show.show_page(SimpleNamespace(TAB=TAB), Toy())
    assert sent == (["slides"] if presents else asked)


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


@pytest.mark.parametrize(("many", "slow"), [(5, True), (6, False)])
def test_what_may_take_long_says_what_is_computed(many, slow, sent, asked, monkeypatch):
    view = Toy()
    monkeypatch.setattr(Toy, "within", lambda view, population: view)
    monkeypatch.setattr(show, "aloud", lambda name, slow: nullcontext((name, slow)))
    show.show_display(replace(OPEN, many=many), view)
    assert view.told == ("toy.open", slow)
    assert sent == asked


@pytest.mark.parametrize("published", [(), ("a trial",)])
def test_what_was_published_is_offered_where_the_protocol_names_it(published, monkeypatch):
    done = []
    monkeypatch.setattr(show, "show_display", lambda *of, **fixed: done.append((of, fixed)))
    view = SimpleNamespace(scene=SimpleNamespace(published=published))
    show.show_published(view, SimpleNamespace(id="os"))
    assert done == [((show.PUBLISHED, view), {"endpoint": "os"})] * bool(published)
