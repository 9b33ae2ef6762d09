"""The study in one screen: the adjusted ratio stands beside the planned one."""

import pytest

from outcomes.displays.base.panel import Text
from outcomes.displays.base.words import plain
from outcomes.displays.conduct.overview import OVERVIEW
from tests.displays.asked import seen


def lines(overview):
    blocks = overview.draw().blocks
    return [b.words for b in blocks if isinstance(b, Text) and b.role == "line"]


def test_the_ratio_adjusted_for_what_the_arms_differ_in_stands_beside_the_planned_one():
    overview = seen(OVERVIEW, "hipec-sox-demo")
    adjusted = next(r for _, r in overview.results if r.analysis == "cox_adjusted")
    ratio = adjusted.all("hazard_ratio")[0]
    (line,) = lines(overview)
    assert ratio.covariates == overview.scene.spec.key_covariates
    assert line.startswith("Hazard ratio, adjusted for baseline ascites · post hoc")
    assert f"{ratio.value:.2f} (95% CI {ratio.ci_low:.2f}–{ratio.ci_high:.2f})" in line
    assert line.endswith(": Sensitivity")


def test_of_several_arms_each_is_named():
    overview = seen(OVERVIEW, "three arms")
    reference, *others = overview.words.labels
    pairs = [plain(overview.words.pair(arm, reference)) for arm in others]
    found = lines(overview)
    assert len(found) == 2
    assert all(pair in line for pair, line in zip(pairs, found, strict=True))


@pytest.mark.parametrize("name", ["rmhtnf-demo", "one arm alone"])
def test_without_a_comparison_nothing_is_adjusted(name):
    assert lines(seen(OVERVIEW, name)) == []
