"""The page of a publisher: prepare, look, release with a reason; nothing before that is written."""

from contextlib import nullcontext

import pytest

from outcomes.publish.bundle import Bundle
from outcomes.publish.storage.log import entries
from tests.apps import AppTest


def script():
    import streamlit as st

    from components.computed import Computed
    from components.instance.publishing import show_publishing
    from components.link import begin_link, end_link
    from outcomes.model.cohort import Cohort
    from tests.publish.test_release import study_of

    if "study" not in st.session_state:
        st.session_state["study"] = study_of(staged=False)
    link = begin_link("publish")
    show_publishing(Computed(Cohort(st.session_state["study"], "itt")))
    end_link(link)


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTCOMES_BUNDLE", str(tmp_path))
    return AppTest.from_function(script, default_timeout=120).run()


def pressed(page, label):
    next(b for b in page.button if b.label == label).click()
    return page.run()


def test_a_release_is_prepared_looked_at_and_released_with_a_reason(page, tmp_path):
    assert not page.exception
    assert "Nothing of this study is released yet." in [i.value for i in page.info]
    pressed(page, "Prepare a release")
    assert not page.exception
    assert not list(tmp_path.iterdir())
    assert {m.label for m in page.metric} >= {"Cohorts", "Numbers kept back"}
    assert "What the sponsor will see" in [s.value for s in page.subheader]
    assert next(b for b in page.button if b.label == "Release").disabled
    page.text_input(key="publish_reason").set_value("agreed with the sponsor").run()
    pressed(page, "Release")
    assert not page.exception
    assert Bundle.open(tmp_path).studies == ("toy",)
    assert [e["reason"] for e in entries(tmp_path)] == ["agreed with the sponsor"]


def test_what_was_prepared_by_other_choices_is_not_released(page, monkeypatch):
    monkeypatch.setattr("outcomes.publish.release.workers", lambda: nullcontext(map))
    pressed(page, "Prepare a release")
    page.toggle(key="publish_pooled").set_value(True).run()
    assert any("prepare it again" in i.value for i in page.info)
    assert "Release" not in [b.label for b in page.button]
