"""Every view of every page of both demo studies in Chinese, once."""

import re

import pytest

from tests.pages.test_pages import STUDIES
from tests.pages.walk import PAGES, walk

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours
def test_every_view_is_drawn_in_chinese(study):
    found = walk(study, "zh")
    assert {drawn.page for drawn in found} == set(PAGES)
    for drawn in found:
        words = list(drawn.everything)
        # What the data tab says stands in grids and controls, not in words.
        assert drawn.page == "data" or any(HAN.search(w) for w in words), drawn
        assert "nan" not in " ".join(words).lower().split(), drawn


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.filterwarnings("default")
def test_chinese_counts_are_the_english_ones(study):
    for english, chinese in zip(walk(study), walk(study, "zh"), strict=True):
        assert _counts(chinese) == _counts(english), chinese


def _counts(drawn):
    """Return the k/N of the tables: what language must not change."""
    cells = [cell for row in drawn.rows if len(row) < 6 for cell in row.values()]
    return [pair for cell in cells for pair in re.findall(r"\b\d+/\d+(?= |$)", cell)]
