"""Every figure of rows at every width: no words on each other, none beyond the page."""

import re
from functools import cache
from itertools import combinations

import pytest

from outcomes.estimators.conduct.baseline import baseline as baseline_of
from outcomes.estimators.safety.adverse_events import adverse_events
from outcomes.estimators.surgery.steps import conversion_ladder
from outcomes.figures.base.look import Look
from outcomes.figures.base.text import text_width
from outcomes.figures.row_plot.adverse_events import adverse_events_figure
from outcomes.figures.row_plot.balance import love_plot
from outcomes.figures.row_plot.engine.shares import shares_figure
from outcomes.figures.row_plot.forest import forest_figure
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.figures.row_plot.ladder import LadderRow, Named, ladder_figure
from outcomes.figures.row_plot.ladder_steps import ladder_steps_figure
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.figures.row_plot.published import published_figure
from outcomes.figures.row_plot.reasons import reasons_figure
from outcomes.figures.row_plot.specification import specification_figure
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method
from outcomes.results.result import Result
from tests.demos import demo_study
from tests.figures.made import LABELS, LONG, baseline, flow, proportion
from tests.figures.row_plot import test_adverse_events, test_forest, test_intervals
from tests.figures.row_plot.engine.test_shares import FOUND, LEVELS
from tests.figures.row_plot.test_ladder import ROWS, ratio
from tests.figures.row_plot.test_ladder_steps import NAMES
from tests.figures.row_plot.test_published import ROWS as PUBLISHED

WIDTHS = (340, 480, 720, 900, 1300, 1900)
TALL = 1.05  # em, height of a letter with what hangs below it


@cache
def cohort(study):
    loaded = demo_study(study)
    return Cohort(loaded, loaded.spec.populations[0].id)


@cache
def found(study, estimator, **options):
    return estimator(cohort(study), **options)


def of_demo(study, look):
    arms = {arm.id: arm.label for arm in cohort(study).arms} or {"all": "All patients"}
    return Look(look.language, look.theme, look.size, look.width, arms, look.caption)


def steps(study):
    def draw(look):
        above = ("Conversion surgery, HIPEC + SOX vs SOX: 12 pp (95% CI −1 to 25)",)
        return ladder_steps_figure(
            found(study, conversion_ladder), NAMES, of_demo(study, look), above=above
        )

    return draw


def events(study):
    def draw(look):
        return adverse_events_figure(found(study, adverse_events, by="soc"), of_demo(study, look))

    return draw


def specifications(look):
    models = tuple(
        ratio(0.5 + 0.01 * i, 0.3, 0.9, method=(Method("cox"),), covariates=("ecog",) * (i % 2))
        for i in range(40)
    )
    names, forms = {"ecog": "ECOG performance status before treatment"}, {"cox": "Cox, adjusted"}
    named = [Named("simulated truth", 0.59), Named("PHOENIX-GC, adjusted", 0.6)]
    fitted = Result("specification", estimates=models)
    return specification_figure(fitted, "hipec_sox", names, forms, look, named=named)


def ladder(look):
    name = "Adjusted for baseline ascites, ECOG performance status and prior chemotherapy"
    block = "Prespecified covariates (baseline ascites, ECOG, prior chemotherapy)"
    wide = LadderRow(name, block, ratio(0.62, 0.43, 0.87))
    why = LadderRow("Stratified", "Other patients", None, why="3 events are fewer than the 10 that "
                    "a model with this many covariates needs at the very least")  # fmt: skip
    rows = [*ROWS, wide, why]
    named = [Named("simulated truth", 0.6), Named("PHOENIX-GC", 0.62)]
    return ladder_figure(rows, look, favors=("hipec_sox", "sox"), named=named)


def intervals(look):
    levels = [*test_intervals.LEVELS, test_intervals.DIFFERENCE]
    names = ["12 mo, SOX", "12 mo, HIPEC + SOX", "12 mo, HIPEC + SOX vs SOX"]
    title = "Difference, percentage points"
    return interval_figure(levels, names, look, favors=("sox", "hipec_sox"), x_title=title)


def shares(look):
    return shares_figure(FOUND, "ascites", LEVELS, look)


def love(look):
    names = {"ascites_category": "Ascites at baseline, by category of the protocol"}
    return love_plot(baseline(("hipec_sox", "ip")), names, look, weighted=baseline(shrink=0.1))


def proportions(look):
    counts = {"sox": (3, 24), "hipec_sox": (0, 0), "ip": (12, 24)}
    blocks = [("Objective response of all who had measurable disease", proportion(counts))] * 2
    return proportions_figure(blocks, look, above=("Difference: 18 pp (95% CI 1–34), Newcombe",))


FIGURES = {
    "forest": lambda look: forest_figure(
        test_forest.made(), test_forest.NAMES, look, below=("Area of a square: information",)
    ),
    "ladder": ladder,
    "intervals": intervals,
    "proportions": proportions,
    "love": love,
    "reasons": lambda look: reasons_figure(flow(), look),
    "published": lambda look: published_figure(PUBLISHED, look, x_title="Hazard ratio"),
    "events": lambda look: adverse_events_figure(test_adverse_events.TWO, look, arms=("sox",)),
    "shares": shares,
    "specifications": specifications,
    "steps of two arms": steps("hipec-sox-demo"),
    "steps of one arm": steps("rmhtnf-demo"),
    "events of two arms": events("hipec-sox-demo"),
    "events of one arm": events("rmhtnf-demo"),
    "baseline of a demo": lambda look: love_plot(
        found("hipec-sox-demo", baseline_of), {}, of_demo("hipec-sox-demo", look)
    ),
}


def boxes(figure, width):
    """Return every text on the page with its box in pixels: left, top, right, bottom."""
    layout = figure.spec["layout"]
    margin = layout["margin"]
    left, right, top = margin["l"], width - margin["r"], margin["t"]
    for note in layout["annotations"]:
        text, size, xref = note["text"], note["font"]["size"], note["xref"]
        low, high = (0, 1) if "domain" in xref else layout["xaxis" + xref[1:]]["range"]
        at = left + (note["x"] - low) / (high - low) * (right - left) + (note.get("xshift") or 0)
        lines = [re.sub(r"<[^>]+>", "", line) for line in text.split("<br>")]
        lines = [line.replace("&lt;", "<").replace("&gt;", ">") for line in lines]
        wide = max(text_width(line, size, bold=text.startswith("<b>")) for line in lines)
        start = at - {"left": 0.0, "right": wide}.get(note.get("xanchor"), wide / 2)
        half = TALL * size * len(lines) / 2
        yield text, (start, top + note["y"] - half, start + wide, top + note["y"] + half)
    tall = layout["yaxis"]["range"][0]
    for axis in (layout[name] for name in layout if name.startswith("xaxis")):
        if axis.get("range") and axis.get("visible") is not False:
            low, high = axis["range"]
            y, size = top + (1 - axis["position"]) * tall + 8, axis["tickfont"]["size"]
            for value, word in zip(axis["tickvals"], axis["ticktext"], strict=True):
                at = left + (value - low) / (high - low) * (right - left)
                half = text_width(word, size) / 2
                yield word, (at - half, y, at + half, y + TALL * size)


def faults(figure, width):
    """Return every pair of words that overlap, and all that leave the page."""
    said_at, tall = list(boxes(figure, width)), figure.spec["layout"]["height"]
    for said, (left, top, right, bottom) in said_at:
        if left < -0.5 or top < -0.5 or right > width + 0.5 or bottom > tall + 0.5:
            yield said, (left, top, right, bottom)
    for (one, a), (other, b) in combinations(said_at, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5:
            yield one, other


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_words_overlap_or_leave_the_page(name, language):
    labels = LONG if language == "zh" else LABELS
    for size, widths in (("screen", WIDTHS), ("presentation", WIDTHS[2:])):
        for width in widths:
            look = Look(language, "light", size, width, labels, ("ITT · 164 of 164 patients",))
            assert list(faults(FIGURES[name](look), width)) == [], (size, width)


def test_a_fault_would_be_seen():
    figure = FIGURES["intervals"](Look(width=900, labels=LABELS))
    notes = figure.spec["layout"]["annotations"]
    moved = next(note for note in notes if note["text"] == "12 mo, SOX")
    moved["y"] += 20
    assert list(faults(figure, 900))
    moved["y"] = -100
    assert list(faults(figure, 900))
