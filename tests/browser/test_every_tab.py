"""Every tab as it opens: nothing fails, the first figure stands in sight, anybody can read it."""

import pytest

pytestmark = pytest.mark.browser

FAILED = "This view failed"
FIGURES = ("", "enrollment", "ascites", "conversion", "survival", "recurrence", "sensitivity",
           "subgroups", "safety")  # fmt: skip


def low(box):
    """Return where the first figure is, if that is not in sight."""
    # One of many rows need not end there, but shows half a screen of them.
    below = box["y"] + min(box["height"], 460) > 800
    return [f"figure from {box['y']:.0f}, {box['height']:.0f} high"] if below else []


@pytest.mark.parametrize(
    ("study", "language", "theme"),
    [("hipec-sox-demo", "en", "dark"), ("hipec-sox-demo", "zh", "light"),
     ("rmhtnf-demo", "en", "light")],
)  # fmt: skip
def test_a_tab_opens_whole_in_sight_and_for_every_reader(every_tab, study, language, theme):
    found = {}
    for tab, opened in every_tab(study, language, theme).items():
        found[tab] = opened.faults + [FAILED] * (FAILED in opened.words)
        found[tab] += low(opened.first) if tab in FIGURES and study == "hipec-sox-demo" else []
    assert {tab: faults for tab, faults in found.items() if faults} == {}
