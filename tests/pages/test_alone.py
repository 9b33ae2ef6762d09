"""The sensitivity tab of a study without a comparison, section by section."""

import pytest

from tests.pages.test_pages import drawn
from tests.serving import ROOT

SECTIONS = ("alone", "visits", "lost", "case_mix", "exposure")


@pytest.mark.parametrize("cohort", ["everybody", "nobody"])
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours
def test_every_section_opens_in_both_languages(monkeypatch, section, cohort):
    monkeypatch.chdir(ROOT)
    for language in ("en", "zh"):
        app = drawn("rmhtnf-demo", "sensitivity", cohort, language, {"rungs": section})
        assert not app.error, [e.value for e in app.error]
        assert app.markdown
