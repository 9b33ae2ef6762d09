"""How well the prespecified covariates foretell the endpoint."""

from __future__ import annotations

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Cells, Panel, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.survival.curves import no_times
from outcomes.figures.base.table import Table
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at

RANKED = ("entry_order", "permutation_importance")
SAME, HELD_OUT, NULL = "optimistic", "held_out", "null_model"
WAYS = {SAME: "prediction.same", HELD_OUT: "prediction.held_out", NULL: "prediction.null"}


def no_predictors(scene: Scene, words: Words) -> str:
    """Return why nothing is foretold: no endpoint with times, or no prespecified covariates."""
    return no_times(scene, words) or (
        "" if scene.spec.adjustment_set else words.say("panel.no_adjust")
    )


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint."""
    return (endpoint_choice(scene, words, scene.timed),)


def predictors(scene: Scene) -> tuple[str, ...]:
    """Return the prespecified covariates."""
    return scene.spec.adjustment_set


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the measures are there before a forest has grown."""
    name, covariates = chosen["endpoint"], predictors(scene)
    return {
        "prediction": request(
            "survival.prediction.measures:prediction", name, covariates=covariates
        ),
        "ranking": request("survival.prediction.ranking", name, covariates=covariates),
    }


def draw(given: Given) -> Panel:
    """Draw the measures of prediction beside what each covariate carries."""
    words, result, ranking = given.words, given["prediction"], given["ranking"]
    by = plain(words.covariates(predictors(given.scene)))
    ranked = RANKED[:1] if ranking.awaited else [q for q in RANKED if ranking.all(q)]
    ranks = tuple(Cells(_ranks_table(words, ranking, q)) for q in ranked)
    return Panel(
        (Text(words.say("panel.predictors", by=by), "caption"),
         Beside(((Cells(_measures_table(words, result)),), ranks), (3, 2))),
        words.say("panel.prediction_method"),
        file=f"{given.endpoint.id}-prediction",
    )  # fmt: skip


def _measures_table(words: Words, result: Result) -> Table:
    """Return a row per measure of prediction, a column per set of patients it was taken in."""
    rows: dict[str, dict[str, str]] = {}
    for e in result.estimates:
        how = next((way for way in WAYS if e.made_by(way)), SAME)
        cells = rows.setdefault(_measure_name(words, e), {})
        cells[how] = words.cell(e, e.quantity)
    counted = next((f"{e.n_events}/{e.n}" for e in result.estimates if e.n), "")
    heads = [
        f"{words.say('column.events_n')}: {counted}" if counted else words.say("column.what"),
        *(words.say(key) for key in WAYS.values()),
    ]
    body = [(name, *(cells.get(way, "") for way in WAYS)) for name, cells in rows.items()]
    return Table(tuple(heads), tuple(body))


def _measure_name(words: Words, estimate: Estimate) -> str:
    parts = [words.say_or(f"quantity.{estimate.quantity}", estimate.quantity)]
    parts += [words.note(part) for part in estimate.method if part.says("harrell", "uno")]
    if estimate.at is not None:
        parts.append(f"{format_at(estimate.at)} {words.unit_short}")
    return " · ".join(parts)


def _ranks_table(words: Words, result: Result, quantity: str) -> Table:
    """Return what each covariate carries by one of the two rankings."""
    rows = [
        (" · ".join(_column_label(words, name) for name in e.covariates),
         words.cell(e, quantity))
        for e in result.all(quantity)
    ]  # fmt: skip
    heads = (words.say("column.characteristic"), words.say(f"quantity.{quantity}"))
    return Table(heads, tuple(rows))


def _column_label(words: Words, name: str) -> str:
    """Return the label of a covariate, with the level where the model has a column for it."""
    column, _, level = name.partition("=")
    covariate = next((c for c in words.spec.covariates if c.id == column), None)
    if covariate is None:
        return name
    label = words.covariate(covariate)
    return f"{label}: {words.level(covariate, level)}" if level else label


PREDICTION = Display("survival.prediction", ask, draw, choices, no_predictors, slow=True)
