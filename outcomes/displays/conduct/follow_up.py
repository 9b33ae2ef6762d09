"""How long patients were followed, and how complete the data are."""

from __future__ import annotations

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Cells, Panel
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words
from outcomes.displays.conduct.accrual import choose_timed, counted
from outcomes.displays.survival.curves import no_times
from outcomes.figures.base.table import Table, survival_table
from outcomes.figures.calendar.enrollment import follow_up_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_of

WIDTH = 522  # pixels of a figure in the wider of two columns on a usual page


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: how long, and how complete."""
    name = chosen["endpoint"]
    return {
        "followed": request("survival.kaplan_meier:follow_up", name),
        "complete": request("conduct.completeness", name),
    }


def draw(given: Given) -> Panel:
    """Draw the curve of follow-up beside what is not filled everywhere."""
    words, followed, complete = given.words, given["followed"], given["complete"]
    look = given.wide(WIDTH)
    figure = follow_up_figure(followed, look, x_title=x_title(words, given.endpoint))
    name = words.endpoint(given.endpoint)
    left = (
        counted(given, "follow-up", figure, name, (followed, complete)),
        Cells(survival_table(followed, None, words.labels, words.language, words.marks)),
    )
    right = Cells(_completeness_table(words, complete), words.say("enrollment.completeness"))
    return Panel((Beside((left, (right,)), (3, 2)),), words.say("enrollment.follow_up_method"))


def _completeness_table(words: Words, result: Result) -> Table:
    """Return the columns that are not filled everywhere."""
    names = {c.id: words.covariate(c) for c in words.spec.covariates}
    rows = [
        (
            names.get(e.covariates[0]) or words.column(e.covariates[0]),
            format_of(round(e.value * (e.n or 0)), e.n or 0),
        )
        for e in result.estimates
        if e.value is not None and e.covariates and e.value < 1
    ]
    heads = (words.say("column.characteristic"), words.say("enrollment.filled"))
    return Table(heads, tuple(rows))


FOLLOW_UP = Display("conduct.follow_up", ask, draw, choose_timed, no_times)
