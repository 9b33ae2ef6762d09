"""Ascites at the target visit: baseline by arm, response and control, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from outcomes.displays.ascites.base import control_rate, counted, no_sheet, rules_of
from outcomes.displays.ascites.tables import (
    RATES,
    compared,
    outcomes_table,
    rates_table,
)
from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Folded, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.row_plot.engine.shares import shares_figure
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.further import CRITERIA, DENOMINATORS
from outcomes.model.question import Request, request
from outcomes.model.scene import Scene
from outcomes.wording import format_number

CATEGORY = "ascites_category"


def criteria_name(scene: Scene, words: Words, criteria: str) -> str:
    """Return the name of the criteria, marked where they are the protocol's."""
    name = words.say(f"ascites.criteria.{criteria}")
    own = rules_of(scene).criteria == criteria
    return words.say("ascites.criteria.protocol", name=name) if own else name


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return criteria, the protocol's first; of whom; and which rate is compared."""
    own = rules_of(scene).criteria
    criteria = [(c, criteria_name(scene, words, c)) for c in (own, *CRITERIA)]
    bases = [(d, words.say(f"ascites.denominator.{d}")) for d in DENOMINATORS]
    # Of the treated first where nobody was randomized.
    standard = DENOMINATORS[0 if scene.spec.study.design == "randomised" else 1]
    asked = (
        one_of("criteria", words.say("ascites.criteria"), dict(criteria).items(), width=228),
        one_of("asc_of", words.say("ascites.denominator"), bases, default=standard, width=228),
    )
    if not scene.compares:
        return asked
    rates = [(r, words.say(f"ascites.rate.{r}")) for r in reversed(RATES)]
    return *asked, one_of("asc_rate", words.say("ascites.compare"), rates, segmented=True)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: baseline, both rates under every rule, comparisons, categories."""
    by = {"criteria": chosen["criteria"], "denominator": chosen["asc_of"]}
    other = next(d for d in DENOMINATORS if d != chosen["asc_of"])
    variants: dict[str, dict[str, Any]] = {
        "": by,
        "_exclude": {**by, "missing": "exclude"},
        "_other": {**by, "denominator": other},
    }
    asked: dict[str, Request] = {
        "data": request("ascites.over_time:ascites_data"),
        "categories": request("ascites.over_time:response_categories", criteria=chosen["criteria"]),
    }
    if CATEGORY in scene.columns and any(c.id == CATEGORY for c in scene.spec.covariates):
        asked["baseline"] = request("conduct.baseline", covariates=(CATEGORY,))
    for of in RATES:
        for suffix, options in variants.items():
            asked[f"{of}{suffix}"] = request("ascites.response:ascites_rate", of=of, **options)
            if scene.compares:
                name = "ascites.response:ascites_difference"
                asked[f"{of}{suffix}_difference"] = request(name, of=of, **options)
    return asked | (_comparisons(scene, chosen, by) if scene.compares else {})


def _comparisons(scene: Scene, chosen: Chosen, by: dict[str, Any]) -> dict[str, Request]:
    """Return the comparisons of one rate: stratified as randomized, and for the key covariates."""
    spec, of = scene.spec, chosen["asc_rate"]
    stratified, logistic = (f"ascites.response:ascites_{m}" for m in ("stratified", "logistic"))
    asked: dict[str, Request] = {}
    if spec.plan.strata:
        asked["compared_strata"] = request(stratified, of=of, **by)
    key = spec.key_covariates
    if key:
        asked["compared_key"] = request(stratified, of=of, strata=key, **by)
        asked["compared_logistic"] = request(logistic, of=of, covariates=key, **by)
    return asked


def _data_words(given: Given) -> str:
    """Return how many assessments there are, and what is so of some of them."""
    counts = [(e.quantity, e.value or 0) for e in given["data"].estimates]
    return " · ".join(
        given.words.say(f"ascites.data.{name}", n=format_number(n, 0))
        for name, n in counts
        if n or name == "n_assessments"
    )


def draw(given: Given) -> Panel:
    """Draw ascites at baseline, the rates with their intervals, and the tables behind them."""
    words, scene = given.words, given.scene
    blocks: list[Block] = [
        *_baseline(given),
        _rates(given),
        Folded(words.say("ascites.other_rules"), (Cells(rates_table(given)),)),
        Text(plain(_data_words(given)), "caption"),
    ]
    registered = control_rate(scene, given.chosen)
    if registered in scene.spec.endpoints:
        of = registered.denominator or "ascites_at_baseline"
        said = words.say(
            "ascites.registered",
            label=words.endpoint(registered),
            denominator=words.say_or(f"ascites.denominator.{of}", of),
            criteria=criteria_name(scene, words, rules_of(scene).criteria),
        )
        blocks.append(Text(plain(said), "caption"))
    table = outcomes_table(words, given["categories"])
    blocks.append(Folded(words.say("ascites.outcomes"), (Cells(table),)))
    if scene.compares:
        blocks += compared(given)
    elif scene.spec.compared_arms:
        blocks.append(Text(words.say("wall.post_baseline"), "info"))
    quiet = tuple(name for name in given.answers if name not in RATES)
    return Panel(tuple(blocks), words.say("ascites.method"), words.say("ascites.method_details"),
                 quiet)  # fmt: skip


def _baseline(given: Given) -> Iterator[Block]:
    """Yield the categories at baseline per arm, with the standardized difference."""
    words, scene, look = given.words, given.scene, given.look
    table = given.answers.get("baseline")
    if table is None:
        return
    covariate = scene.spec.covariate(CATEGORY)
    levels = {level: words.level(covariate, level) for level in scene.levels.get(CATEGORY, ())}
    said = [words.say("ascites.baseline_by_arm" if scene.spec.arms else "ascites.baseline_all")]
    for e in () if scene.post_baseline else table.all("smd"):
        if e.value is not None:
            arms, value = words.pair(e.group, e.reference), format_number(e.value, 2)
            said.append(words.say("ascites.smd", arms=arms, value=value))
    figure = shares_figure(table, CATEGORY, levels, replace(look, caption=look.caption[:1]))
    title = " · ".join(said)
    yield Picture("ascites-baseline", figure, "; ".join(said), (table,), title)


def _rates(given: Given) -> Picture:
    """Return response and control per arm with exact limits, the difference above."""
    words, scene, look, rules = given.words, given.scene, given.look, rules_of(given.scene)
    first, last = rules.window_days
    title = words.say(
        "ascites.rates", day=rules.target_day, first=first, last=last,
        criteria=criteria_name(scene, words, given.chosen["criteria"]),
        denominator=words.say(f"ascites.denominator.{given.chosen['asc_of']}"),
    )  # fmt: skip
    parts = [(words.say(f"ascites.rate.{of}"), given[of]) for of in RATES]
    figure = proportions_figure(parts, look, above=_differences(given))
    alt = "; ".join(counted(words, name, result) for name, result in parts)
    return Picture("ascites-rates", figure, alt, tuple(given[of] for of in RATES), title)


def _differences(given: Given) -> list[str]:
    """Return the differences of both rates as lines above the figure."""
    words = given.words
    if not given.scene.compares:
        return []
    return [
        words.say(
            "ascites.difference",
            rate=words.say(f"ascites.short.{of}"),
            arms=words.pair(e.group, e.reference),
            estimate=words.printed(e),
        )
        for of in RATES
        for e in given[f"{of}_difference"].all("risk_difference")
        if e.value is not None and e.made_by("newcombe") and not e.made_by("sensitivity")
    ]


RESPONSE = Display(
    "ascites.response", ask, draw, choices, no_sheet, about=control_rate, tests=True,
    published=True,
)  # fmt: skip
