"""The amount of ascites from visit to visit, and what the data hold to read it from."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_rules import (
    WINDOW_NOT_OVER,
    Assessment,
    is_after_drainage,
    target_visit,
)
from outcomes.estimators.ascites.courses import (
    Course,
    Criteria,
    courses_of,
    having_ascites,
    never_treated,
    rules_of,
)
from outcomes.estimators.base.design import result_of
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import AscitesRules
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

Who = Literal["ascites", "everybody"]
VISITS = 3
UNITLESS = ("amount_unit", "amount_depth")


class _Seen(NamedTuple):
    category: str
    drained: bool = False


def ascites_over_time(cohort: Cohort, endpoint: str = "", *, who: Who = "ascites") -> Result:
    """Count the category of ascites at each visit and the moves from visit to visit.

    Parameters
    ----------
    cohort, endpoint
        Who; the endpoint is not used.
    who
        Those with ascites at baseline, or everybody.

    Returns
    -------
    Result
        Per group and visit ``n`` (of ``n`` patients; ``at`` is the day, 0 = baseline, and
        ``covariates`` the category), and ``transition`` (``at`` is the later visit's day,
        ``covariates`` the two categories).

    Notes
    -----
    Visits are at one, two and three times the target day, each with the window of the response;
    the nearest assessment counts, the later of two equally near. ``dead``: died up to the end of
    the window without an assessment before. ``not_assessed``: nothing usable in the window, an
    amount measured after a drainage included. ``not_yet``: alive, and the window is not over at
    the data cut-off.
    """
    everybody = courses_of(cohort)
    courses = having_ascites(cohort, everybody) if who == "ascites" else everybody
    rules = rules_of(cohort)
    times = [rules.target_day * k for k in range(1, VISITS + 1)]
    estimates = []
    drained = 0
    for group in cohort.groups:
        mine = [c for c in courses if c.group == group]
        paths = [[_at_baseline(c), *(_at(c, rules, day) for day in times)] for c in mine]
        drained += sum(seen.drained for path in paths for seen in path)
        estimates += _counted(group, [[s.category for s in path] for path in paths], [0, *times])
    never = sum(not c.started for c in courses)
    notes = [Note("never_treated", n=never)] if never else []
    if drained:
        notes.append(Note("after_drainage", n=drained))
    return result_of(cohort, "ascites_over_time", "", estimates=estimates, notes=notes)


def _counted(group: str, paths: list[list[str]], days: list[int]) -> list[Estimate]:
    found = []
    for number, day in enumerate(days):
        for category, n in sorted(Counter(path[number] for path in paths).items()):
            found.append(Estimate("n", group, value=float(n), at=float(day), n=len(paths),
                                  covariates=(category,)))  # fmt: skip
    for number, (_, day) in enumerate(pairwise(days)):
        moves = Counter((path[number], path[number + 1]) for path in paths)
        for pair, n in sorted(moves.items()):
            found.append(Estimate("transition", group, value=float(n), at=float(day),
                                  n=len(paths), covariates=pair))  # fmt: skip
    return found


def _at_baseline(course: Course) -> _Seen:
    before = course.recorded or course.before
    return _Seen(_category(before))


def _at(course: Course, rules: AscitesRules, day: int) -> _Seen:
    if not course.started:
        return _Seen("not_assessed")
    shift = day - rules.target_day
    first, last = (edge + shift for edge in rules.window_days)
    shifted = AscitesRules(rules.criteria, day, (first, last), rules.origin)
    chosen = target_visit(course.visits, shifted)
    if chosen is not None and chosen.day <= course.fate.cutoff:
        return _Seen(_category(chosen))
    if course.fate.death <= last:
        return _Seen("dead")
    if course.fate.cutoff < last:
        return _Seen("not_yet")
    inside = [v for v in course.visits if first <= v.day <= last and v.seen]
    return _Seen("not_assessed", bool(inside))


def _category(visit: Assessment | None) -> str:
    """Return the category; an amount without one is ``present`` or ``none``, never guessed."""
    if visit is None or not visit.seen:
        return "not_assessed"
    return visit.category or ("present" if visit.present else "none")


def response_categories(cohort: Cohort, endpoint: str = "", *, criteria: Criteria = "") -> Result:
    """Count CR, PR, SD, PD, failures before the visit and not evaluable, per arm.

    Returns
    -------
    Result
        Per group and outcome ``n`` (of those with ascites at baseline), the outcome in
        ``covariates``: CR, PR, SD, PD, ``drained``, ``died``, NE, ``not_yet`` (the window is not
        over at the data cut-off), ``untreated``; and of CR and PR ``n_confirmed`` four weeks later.
    """
    rules = rules_of(cohort, criteria)
    courses = having_ascites(cohort, courses_of(cohort))
    estimates = []
    for group in cohort.groups:
        answers = [c.respond(rules) for c in courses if c.group == group]
        counts = Counter(_outcome(a.response, a.reason) for a in answers)
        for name in ("CR", "PR", "SD", "PD", "drained", "died", "NE", "not_yet", "untreated"):
            estimates.append(Estimate("n", group, value=float(counts[name]), n=len(answers),
                                      covariates=(name,)))  # fmt: skip
        held = sum(a.reason == "confirmed" for a in answers)
        estimates.append(Estimate("n_confirmed", group, value=float(held),
                                  n=counts["CR"] + counts["PR"]))  # fmt: skip
    return result_of(cohort, "ascites_response", "", estimates=estimates)


def _outcome(response: str | None, reason: str) -> str:
    if reason in ("untreated", "drained", "died"):
        return reason
    if reason == WINDOW_NOT_OVER:
        return "not_yet"
    return response or "NE"


def _amounts(table: pd.DataFrame | None) -> int:
    """Return how many rows say an amount, as category or volume."""
    if table is None:
        return 0
    said = [table[name].notna() for name in ("category", "volume_ml") if name in table]
    return int(np.logical_or.reduce(said).sum()) if said else 0


def ascites_data(cohort: Cohort, endpoint: str = "") -> Result:
    """Count what the ascites numbers rest on.

    Returns
    -------
    Result
        ``n_assessments``, ``n_five_point`` (volumes computed from five thicknesses),
        ``n_after_drainage`` (set aside), ``n_drainages`` after the first dose, ``n_small``
        (baseline volume below 300 ml), ``n_untreated`` (with ascites, no dose) of this cohort;
        ``n_unitless`` (amounts without a usable unit, quarantined) of the whole workbook.
    """
    courses = courses_of(cohort)
    study = cohort.study
    table = cohort.table("ascites") if "ascites" in study.tables else None
    five = 0 if table is None or "five_point_ml" not in table else table["five_point_ml"].notna()
    ascites = having_ascites(cohort, courses)
    small = sum(bool(c.before and c.before.volume_ml and c.before.volume_ml < 300) for c in ascites)
    never = never_treated(cohort)
    counts = {
        "n_assessments": _amounts(table),
        "n_five_point": int(five if isinstance(five, int) else five.sum()),
        "n_after_drainage": sum(
            v.seen and is_after_drainage(v, c.visits) for c in courses for v in c.visits
        ),
        "n_drainages": sum(v.drained and v.day > 0 for c in courses for v in c.visits),
        "n_small": small,
        "n_untreated": never,
        "n_unitless": sum(issue.rule in UNITLESS for issue in study.issues),
    }
    estimates = [Estimate(name, value=float(n)) for name, n in counts.items()]
    return result_of(cohort, "ascites_data", "", estimates=estimates)
