"""Who is shown, of what, up to when: the lines no result leaves the screen without."""

from __future__ import annotations

from collections.abc import Iterable

from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import Lacking
from outcomes.model.scene import Scene
from outcomes.results.condition import Condition
from outcomes.wording import format_count, format_of, format_percent

MOST_REASONS = 3  # why patients are left out, in one warning


def caption_of(scene: Scene, words: Words, endpoint: Endpoint | None = None) -> tuple[str, ...]:
    """Return the context of a figure in two lines, and one more for each warning.

    The first says who is shown, the second of what study and up to when.
    """
    marks = [words.say("status.simulated")] if scene.spec.study.simulated else []
    marks += standing_of(scene, words)
    marks += [words.say("status.immortal")] if scene.post_baseline else []
    what = [scene.spec.study.title, *extent_of(scene, words, endpoint)]
    counted = endpoint or scene.spec.primary
    warning = lacking_words(scene, words, (counted.id,)) if counted else ""
    lines = " · ".join([*marks, *who_of(scene, words)]), " · ".join(what)
    return (*lines, *filter(None, (warning, corrected_words(scene, words))))


def corrected_words(scene: Scene, words: Words, most: int = 3) -> str:
    """Return what somebody corrected in how the file was read; empty where nobody did."""
    if not scene.corrected:
        return ""
    told = list(scene.corrected[:most]) + ["…"] * (len(scene.corrected) > most)
    return words.say("status.corrected", n=len(scene.corrected), what="; ".join(told))


def lacking_words(scene: Scene, words: Words, endpoints: Iterable[str]) -> str:
    """Return the warning that endpoints lack many patients; empty where none of them does."""
    named = [
        _lacking(words, name, scene.lacking[name]) for name in endpoints if name in scene.lacking
    ]
    if not named:
        return ""
    limit = format_percent(scene.spec.policy.left_out_at_most)
    return words.say("lacking.many", endpoints="; ".join(named), limit=limit)


def _lacking(words: Words, endpoint: str, lacking: Lacking) -> str:
    """Return how many lack an endpoint and why: the most frequent reasons, then all others."""
    shown = lacking.why if len(lacking.why) <= MOST_REASONS else lacking.why[: MOST_REASONS - 1]
    said = [(words.reason(why), n) for why, n in shown]
    if len(shown) < len(lacking.why):
        said.append((words.reason(""), sum(n for _, n in lacking.why[len(shown) :])))
    alone = len(said) == 1
    why = [text if alone else f"{text} ({format_count(n)})" for text, n in said]
    return words.say(
        "lacking.of",
        endpoint=words.endpoint(words.spec.endpoint(endpoint)),
        left_out=format_of(lacking.n, lacking.total),
        population=words.population(words.spec.default_population.id),
        why=words.say("list.comma").join(why),
    )


def standing_of(scene: Scene, words: Words) -> list[str]:
    """Return the marks of patients other than those of the analysis as planned."""
    marks = [words.say("status.other_set")] if scene.other_set else []
    return marks + ([words.say("status.exploratory")] if scene.filters else [])


def who_of(scene: Scene, words: Words) -> list[str]:
    """Return population, filters in words, and n of N."""
    filters = [filter_words(words, condition) for condition in scene.filters]
    counted = words.say("status.n", n=scene.n, total=scene.n_population)
    return [words.population(scene.population), *filters, counted]


def extent_of(scene: Scene, words: Words, endpoint: Endpoint | None = None) -> list[str]:
    """Return the events of an endpoint (the primary one by default) and the data cut-off."""
    counted = endpoint or scene.spec.primary
    said = []
    if counted and counted.id in scene.events:
        known = scene.known.get(counted.id, scene.n)
        key = "status.events" if known == scene.n else "status.events_of"
        values = {"n": scene.events[counted.id], "known": known}
        said = [words.say(key, endpoint=words.endpoint(counted), **values)]
    cutoff = scene.spec.study.data_cutoff
    if cutoff is None:
        return [*said, words.say("status.no_dates")]
    return [*said, words.say("status.cutoff", date=cutoff.isoformat())]


def filter_words(words: Words, condition: Condition) -> str:
    """Return a filter as a reader would say it."""
    if condition.column == "arm":
        return words.say("list.or").join(map(words.arm, condition.levels))
    covariate = next((c for c in words.spec.covariates if c.id == condition.column), None)
    label = words.covariate(covariate) if covariate else condition.column
    if condition.op == "in":
        levels = condition.levels
        if covariate:
            levels = tuple(words.level(covariate, level) for level in levels)
        return f"{label}: {words.say('list.or').join(levels)}"
    sign = {">=": "≥", "<=": "≤"}.get(condition.op, condition.op)
    return f"{label} {sign} {condition.bound:g}"


def definition_of(scene: Scene, words: Words, endpoint: Endpoint) -> str:
    """Return the operational definition of a timed endpoint in a sentence of markdown."""
    if endpoint.time:
        event = endpoint.event_column or endpoint.censor_column
        return words.say("survival.ready", time=endpoint.time, event=event)
    names = {
        "origin": words.moment(endpoint.origin),
        "event": words.say("list.or").join(map(words.moment, endpoint.event)),
        "censor": words.moment(endpoint.censor),
    }
    cutoff = words.say("survival.cutoff_clause") if scene.spec.study.data_cutoff else ""
    return words.say("survival.definition", **names) + cutoff


SURVIVAL_WORDS = ("survival", "free", "生存")
TIME_WORDS = ("time to", "时间")
SURVIVAL_SHORT = ("OS", "PFS", "DFS", "EFS", "RFS")
LONGEST_TITLE = 32  # letters along the height of the smallest figure


def y_title(words: Words, endpoint: Endpoint, *, incidence: bool = False) -> str | None:
    """Return the endpoint's name as that of the curve; None where the figure's own words are it.

    A falling curve is survival or freedom from the event: one of an endpoint that is named like
    the event says so. A rising curve cannot be called survival, nor a share a time.
    """
    label = words.endpoint(endpoint)
    named = any(word in label.lower() for word in SURVIVAL_WORDS)
    survival = named or label in SURVIVAL_SHORT
    if incidence or endpoint.kind == "competing":
        timed = any(word in label.lower() for word in TIME_WORDS)
        title = None if survival or timed else label
    else:
        title = label if survival else words.say("axis.without", endpoint=label)
    return title if title and len(title) <= LONGEST_TITLE else None


def x_title(words: Words, endpoint: Endpoint) -> str:
    """Return *Months since randomization*, or without an origin *Months since start*."""
    unit = words.say(f"axis.{words.spec.study.time_unit}")
    if not endpoint.origin:
        return words.say("axis.since_start", Unit=unit)
    origin = words.say_or(f"origin.{endpoint.origin}", endpoint.origin.replace("_", " "))
    return words.say("axis.time", unit=unit, origin=origin)
