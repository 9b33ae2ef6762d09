"""Strata on every figure: each has its color, whoever is in view."""

import pytest

from tests.displays.asked import DISPLAYS, pictures, seen

STRATA = {"Gastric · prevention": 0, "Gastric · treatment": 1,
          "Colorectal · prevention": 2, "Colorectal · treatment": 3}  # fmt: skip
COMMON = {"Gastric": 0, "Colorectal": 2}  # where only those of one intent are shown


def inks(display, *filters):
    """Return the colors of the words that name a stratum."""
    (picture,) = pictures(seen(DISPLAYS[display], "rmhtnf-demo", *filters).draw())
    said = picture.figure.spec["layout"]["annotations"]
    return {a["text"]: a["font"]["color"] for a in said if a["text"] in {**STRATA, **COMMON}}


@pytest.fixture(scope="module")
def colors():
    found = inks("recurrence.sites")
    assert list(found) == list(STRATA)
    assert len(set(found.values())) == 4
    return list(found.values())


@pytest.mark.parametrize("display", ["recurrence.response", "recurrence.sites", "recurrence.risk"])
@pytest.mark.parametrize("filters", [(), ("primary_site in colorectal",)])
def test_a_stratum_has_its_color_on_every_figure(display, filters, colors):
    found = inks(display, *filters)
    assert found or display == "recurrence.risk"
    for name, color in found.items():
        assert color == colors[{**STRATA, **COMMON}[name]], name
