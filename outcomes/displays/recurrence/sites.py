"""At which sites disease came back or grew, in each stratum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.dictionary import sheet_named
from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.displays.recurrence.curves import Labels
from outcomes.displays.recurrence.strata import in_order, strata_choice, strata_labels, strata_of
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of

DRAWN = 4
SITES = "recurrence.after_surgery:recurrence_sites"


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return strata, and whether sites are counted ever or at first."""
    when = [(w, words.say(f"recurrence.{w}")) for w in ("any", "first")]
    first = one_of("when", words.say("recurrence.when"), when, segmented=True)
    return *strata_choice(scene, words), first


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: all sites, and the regional ones where these are recorded."""
    if "follow_up.progression_sites" not in scene.filled:
        return {}
    by = strata_of(scene, chosen)
    asked = {"sites": request(SITES, by=by)}
    if "follow_up.regional_site" in scene.filled:
        asked["regional"] = request(SITES, by=by, column="regional_site")
    return asked


def draw(given: Given) -> Panel:
    """Draw the most frequent sites as shares, then all of them as a table."""
    words, look, when = given.words, given.look, given.chosen["when"]
    if "sites" not in given.answers:
        purpose = words.say("recurrence.sites_purpose")
        missing = words.say("empty.sheet", sheet="follow_up", purpose=purpose)
        return Panel((Text(missing, "info"),))
    result = given["sites"]
    by = strata_of(given.scene, given.chosen)
    labels = strata_labels(words, by, [result])
    shown = [e for e in result.estimates if e.covariates[0] == when]
    names, sites = _site_names(words, "progression_sites"), _by_frequency(shown)
    parts = [
        (names.get(site, site), Result("recurrence_sites", estimates=_of(shown, site)))
        for site in ["all", *sites[:DRAWN]]
    ]
    look = replace(look, labels=in_order(given.scene, words, by, labels))
    figure = proportions_figure(parts, look)
    said = (f"{names.get(e.covariates[1], e.covariates[1])}, {labels.get(e.group, '')}: "
            f"{e.n_events}/{e.n}" for e in shown)  # fmt: skip
    nothing = words.say("interval.none")
    blocks: list[Block] = [
        Picture("recurrence-sites", figure, "; ".join(said) or nothing, (result,)),
        Cells(_sites_table(words, shown, ["all", *sites], names, labels)),
    ]
    if "regional" in given.answers:
        found = [e for e in given["regional"].estimates if e.covariates[0] == when]
        near = _site_names(words, "regional_site")
        table = _sites_table(words, found, ["all", *_by_frequency(found)], near, labels)
        blocks.append(Cells(table, words.say("recurrence.regional")))
    return Panel(tuple(blocks), words.say("recurrence.sites_method"), quiet=("regional",))


def _site_names(words: Words, column: str) -> dict[str, str]:
    """Return the names of sites by code, and of any site at all."""
    codes = next(c.codes for c in sheet_named("follow_up").columns if c.name == column)
    names = {c.value: c.label_zh if words.language == "zh" else c.label for c in codes}
    return {"all": words.say("recurrence.any_site"), **names}


def _of(shown: Sequence[Estimate], site: str) -> tuple[Estimate, ...]:
    return tuple(e for e in shown if e.covariates[1] == site)


def _by_frequency(shown: Sequence[Estimate]) -> list[str]:
    sites = dict.fromkeys(e.covariates[1] for e in shown if e.covariates[1] != "all")
    return sorted(sites, key=lambda s: (-sum(e.n_events or 0 for e in _of(shown, s)), s))


def _sites_table(
    words: Words, shown: Sequence[Estimate], sites: Sequence[str], names: Labels, labels: Labels
) -> Table:
    """Return a row per site and a column per group: n/N (percent)."""
    found = {(e.covariates[-1], e.group): e for e in shown}
    groups = [g for g in labels if any(group == g for _, group in found)]
    rows = []
    for site in sites:
        cells = (found.get((site, g)) for g in groups)
        printed = (format_of(e.n_events or 0, e.n or 0) if e else "" for e in cells)
        rows.append((names.get(site, site), *printed))
    return Table((words.say("recurrence.site"), *(labels[g] for g in groups)), tuple(rows))


SITES_SHOWN = Display("recurrence.sites", ask, draw, choices)
