"""The static edition: every page readable as it is, nothing from elsewhere, all or nothing."""

import hashlib
import re
from base64 import b64encode
from html import unescape

import pytest

from outcomes.displays.base.display import Display
from outcomes.displays.base.panel import Panel, Picture, Text
from outcomes.displays.tab import Tab
from outcomes.export.site import write
from outcomes.export.site.pages import POLICY
from outcomes.export.site.write import SUMS, NotOurs, write_edition
from outcomes.figures.base.style import figure, layout
from outcomes.publish.bundle import Bundle
from tests.publish.bundles import ASKED
from tests.publish.bundles import write as publish

WORDS = "Hazard <ratio> & more"
LINE = {"type": "scatter", "mode": "lines", "x": [0.0, 1.0], "y": [0.0, 1.0],
        "line": {"color": "#000000", "width": 2}}  # fmt: skip


def draw(given):
    spec = layout(given.look, height=300, margin=(10, 10, 10, 10))
    spec |= {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}, "annotations": []}
    drawn = figure([LINE], spec)
    return Panel((Picture("it", drawn, WORDS, (given["it"],)), Text(f"n = {given['it'].n}")))


def display(name, **about):
    return Display(name, lambda scene, chosen: {"it": ASKED}, draw, **about)


TABS = (
    ("survival", Tab("tab.survival", "panel", {"curves": display("survival.curves")}, "s")),
    ("safety", Tab("tab.safety", "safety", {"events": display("safety.events")}, "s")),
    ("data", Tab("tab.data", "section",
                 {"read": display("survival.curves", audience="patients")}, "s")),
)  # fmt: skip


@pytest.fixture
def snapshot(tmp_path):
    publish(tmp_path / "bundle")
    return Bundle.open(tmp_path / "bundle").current("toy")


@pytest.fixture
def edition(snapshot, tmp_path):
    write_edition(snapshot, TABS, tmp_path / "site")
    return tmp_path / "site"


def test_every_tab_of_every_cohort_in_every_language_is_a_page(edition):
    pages = {str(p.relative_to(edition)) for p in edition.rglob("*.html")}
    assert pages == {"index.html"} | {
        f"{language}/{cohort}/{tab}.html"
        for language in ("en", "zh") for cohort in ("c00", "c01") for tab, _ in TABS
    }  # fmt: skip


def test_a_page_is_read_without_a_script(edition):
    page = (edition / "en/c00/survival.html").read_text(encoding="utf-8")
    found = re.search(r'<img src="\.\./\.\./([^"]+)" alt="([^"]+)"', page)
    assert unescape(found[2]) == WORDS
    drawn = (edition / found[1]).read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "n = 90" in page
    assert "n = 45" in (edition / "en/c01/survival.html").read_text(encoding="utf-8")


def test_every_figure_and_page_says_where_it_is_from(edition, snapshot):
    for page in edition.glob("??/*/*.html"):
        assert f" {snapshot.short} " in page.read_text(encoding="utf-8")
    for drawn in edition.glob("figures/*.svg"):
        assert f"Release {snapshot.short}" in drawn.read_text() or "发布版本" in drawn.read_text()


def test_what_was_not_published_and_what_shows_patients_is_not_there(edition):
    for tab in ("safety", "data"):
        page = (edition / f"en/c00/{tab}.html").read_text(encoding="utf-8")
        assert "<img" not in page
        assert "n = 90" not in page


def test_nothing_comes_from_elsewhere_and_no_script_stands_in_a_page(edition):
    for page in edition.glob("??/*/*.html"):
        content = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in content
        scripts = re.findall(r"<script([^>]*)>", content)
        assert set(scripts) <= {' type="application/json"', ' src="../../figures.js" defer'}
        addresses = re.findall(r'(?:src|href)="([^"]+)"', content)
        assert all((page.parent / address).resolve().is_file() for address in addresses)


def test_the_styles_that_are_let_in_are_those_plotly_writes(edition):
    made = r"""createElement\("style"\).{,160}?(?:createTextNode\("(.*?)"\)|textContent='(.*?)')"""
    library = (edition / "plotly.min.js").read_text(encoding="utf-8")
    written = [(empty or filled).encode() for empty, filled in re.findall(made, library)]
    digests = {b64encode(hashlib.sha256(style).digest()).decode() for style in written}
    assert len(digests) == 2
    assert digests == set(re.findall("'sha256-(.*?)'", POLICY))
    assert "script-src 'self';" in POLICY  # nor any script but those beside the pages


def test_every_file_has_its_digest(edition):
    lines = (edition / SUMS).read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("  ")[::-1] for line in lines)
    files = [p for p in edition.rglob("*") if p.is_file() and p.name != SUMS]
    assert listed == {
        str(p.relative_to(edition)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }


def test_an_earlier_edition_is_replaced_and_nothing_of_it_stays(edition, snapshot):
    (edition / "figures" / "old.svg").write_text("old")
    write_edition(snapshot, TABS, edition)
    assert not (edition / "figures" / "old.svg").exists()
    assert [p.name for p in edition.parent.iterdir() if p.name.startswith(".site")] == []


def test_another_directory_is_not_touched(snapshot, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(NotOurs):
        write_edition(snapshot, TABS, other)
    assert [p.name for p in other.iterdir()] == ["mine.txt"]


def test_a_failure_leaves_the_earlier_edition(edition, snapshot, monkeypatch):
    before = sorted(p.name for p in edition.rglob("*"))

    def fails(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "to_svg", fails)
    with pytest.raises(OSError, match="space"):
        write_edition(snapshot, TABS, edition)
    assert sorted(p.name for p in edition.rglob("*")) == before
    assert [p.name for p in edition.parent.iterdir() if p.name.startswith(".site")] == []
