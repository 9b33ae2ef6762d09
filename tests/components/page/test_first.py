"""What a tab opens with: the figure it will show, and nothing where the page must say why not."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from components import cache
from components.page import first
from components.page.first import Opening, first_figure
from outcomes.displays.base.display import Display
from outcomes.displays.base.panel import Cells, Picture, Text
from outcomes.figures.base.style import explanation
from outcomes.figures.base.table import Table

USUAL = Opening("survival", "hipec-sox-demo", "en", "light", 0)


def figure_of(page):
    return json.loads(re.search(r'<div class="chart-figure" hidden>(.*?)</div>', page)[1])


def test_the_figure_stands_below_who_is_shown():
    page = first_figure(USUAL)
    words, figure = page.split('<div class="chart" ')
    said = re.sub("<[^>]*>", " ", words)
    for part in ("HIPEC + SOX versus SOX", "SIMULATED", "Intention to treat", "164 of 164 patients",
                 "data cut-off 2025-06-30"):  # fmt: skip
        assert part in unescape(said)
    assert 'data-key="pfs-curves" data-page="900"' in figure
    assert figure_of(page)["layout"]["height"] > 300


def test_language_theme_and_width_are_those_of_the_browser():
    page = first_figure(USUAL._replace(language="zh", theme="dark", width=1560))
    assert "模拟" in page
    assert 'data-page="1560"' in page
    assert figure_of(page)["layout"]["hoverlabel"]["bgcolor"] != "#FFFFFF"


@pytest.mark.parametrize("tab", ["sensitivity", "data", "no_tab"])
def test_where_it_may_take_long_or_a_table_comes_first_there_is_none(tab):
    assert first_figure(USUAL._replace(tab=tab)) == ""


def test_numbers_and_two_figures_beside_each_other_are_seen():
    page = first_figure(USUAL._replace(tab=""))
    assert re.findall('data-key="(.*?)"', page) == ["pfs-primary", "accrual"]
    assert page.index('<dl class="facts">') < page.index("data-key")
    shares = [float(share) for share in re.findall(r"calc\((.*?)% - 30px\)", page)]
    assert shares == pytest.approx([100 * 8 / 13, 100 * 5 / 13])


def test_a_table_before_the_figure_is_left_to_the_page():
    picture = Picture("a", explanation("none"), "none")
    table = Cells(Table(("a",), (("1",),)))
    assert "data-key" in first._seen((Text("**so**", "answer"), picture), 900)
    assert first._seen((table, picture), 900) == ""
    assert first._seen((Picture("a", None, "none"), picture), 900) == ""
    assert first._seen((Text("words", "answer"),), 900) == ""


def test_a_study_that_is_not_there_or_takes_long_has_none(monkeypatch):
    assert first_figure(USUAL._replace(study="nobody")) == ""
    monkeypatch.setattr(Display, "takes_long", lambda self, n: True)
    assert first_figure(USUAL) == ""


def test_of_data_with_faults_the_page_says_so_first(monkeypatch):
    badges = first.badges_of
    monkeypatch.setattr(first, "badges_of", lambda view: [*badges(view), ":red-badge[3 errors]"])
    assert first_figure(USUAL) == ""


def test_what_comes_out_of_a_file_stays_text(monkeypatch):
    opened = cache.open_study

    def hostile(folder):
        study = opened(folder).study
        spec = study.spec
        spec = replace(spec, study=replace(spec.study, title="<script>a</script>"))
        return cache.Opened(replace(study, spec=spec))

    monkeypatch.setattr(first, "open_study", hostile)
    page = first_figure(USUAL)
    assert "<script" not in page
    assert "&lt;script&gt;a" in page
