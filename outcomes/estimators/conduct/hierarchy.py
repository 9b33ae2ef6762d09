"""The confirmatory tests of the protocol in their order, and which p-values only describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.estimators.base.caveats import refs
from outcomes.estimators.base.design import result_of
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.survival.contrasts import log_rank
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort
from outcomes.model.plan.direction import good_event
from outcomes.model.protocol import Plan
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Result

COMPARISONS = frozenset({
    "log_rank", "log_rank_stratified", "log_rank_adjusted", "cox", "cox_stratified",
    "cox_adjusted", "cox_imputed", "iptw", "weighted_overlap", "weighted_stabilized",
    "weighted_treated", "populations", "landmark", "rmst", "milestone_difference",
    "weighted_tests", "standardized", "doubly_robust", "proportion_difference",
    "proportion_difference_stratified", "logistic_adjusted", "cumulative_incidence", "fine_gray",
})  # fmt: skip
"""Analyses whose p-values compare the arms in an endpoint of the protocol."""


def hierarchy(cohort: Cohort, endpoint: str = "") -> Result:
    """Return which endpoints of ``[plan].hierarchy`` are shown at the level of the protocol.

    Parameters
    ----------
    cohort
        Its study is asked in the protocol's own analysis set, without filters.
    endpoint
        Not used.

    Returns
    -------
    Result
        Analysis ``hierarchy``: per endpoint (id in ``covariates``) ``confirmed``, 1 where the
        planned test is below its level, 0 where not; None, with a note, where it is not tested.

    Notes
    -----
    The planned tests: log-rank, stratified by the randomization strata; Fisher's exact test of a
    proportion. One-sided p-values are half of them on the better side of two arms. A test that
    cannot be made is not below its level.

    References
    ----------
    Holm (1979) Scand J Stat 6:65. Dmitrienko, D'Agostino (2013) Stat Med 32:5172.
    """
    plan = cohort.study.spec.plan
    own = Cohort(cohort.study, cohort.study.spec.default_population.id)
    p_values = [_planned_p(own, name) for name in plan.hierarchy]
    how = (Method(f"order_{plan.method}", alpha=plan.alpha),)
    rows = []
    verdicts = shown(p_values, plan)
    for name, p_value, verdict in zip(plan.hierarchy, p_values, verdicts, strict=True):
        value = None if verdict is None else float(verdict)
        row = Estimate("confirmed", covariates=(name,), value=value, p_value=p_value, method=how)
        failed = plan.hierarchy[verdicts.index(False)] if verdict is None else ""
        why = (Note("descriptive_after", endpoint=Ref("endpoint", failed)),) if failed else ()
        rows.append(replace(row, notes=why))
    order = Note("confirmatory_order", endpoints=refs("endpoint", plan.hierarchy))
    return result_of(own, "hierarchy", "", estimates=rows, notes=(order,) if rows else ())


def shown(p_values: Sequence[float | None], plan: Plan) -> list[bool | None]:
    """Return per test whether it is below its level; None where it is not made.

    In a fixed sequence a test is made while all before it are below alpha. Holm's step-down makes
    all of them. Gatekeeping makes the first, and if it is below alpha the others by Holm.
    """
    if plan.method == "holm":
        return list(_holm(p_values, plan.alpha))
    if plan.method == "gatekeeping" and p_values:
        first = _below(p_values[0], plan.alpha)
        rest = p_values[1:]
        return [first, *(_holm(rest, plan.alpha) if first else [None] * len(rest))]
    found: list[bool | None] = []
    for p_value in p_values:
        open_ = all(found)
        found.append(_below(p_value, plan.alpha) if open_ else None)
    return found


def with_standing(cohort: Cohort, result: Result) -> Result:
    """Return a result whose descriptive p-values say so, each with its number.

    Descriptive are p-values of an endpoint behind a failed gate of the hierarchy or outside it, and
    those of several contrasts. Outside the planned patients nothing is added: there all are.
    """
    spec = cohort.study.spec
    several = len(spec.compared_arms) if len(spec.compared_arms) > 1 else 0
    if not isinstance(result, Result) or result.analysis not in COMPARISONS or not cohort.planned:
        return result
    if result.endpoint not in {e.id for e in spec.endpoints}:
        return result
    gate = _gate(cohort, result.endpoint) if spec.plan.hierarchy else ()
    contrasts = (Note("one_of_contrasts", n=several),) if several else ()

    def told(e: Estimate) -> Estimate:
        more = (*gate, *(contrasts if e.reference else ())) if e.p_value is not None else ()
        return replace(e, notes=(*e.notes, *more)) if more else e

    if not gate and not contrasts:
        return result
    return replace(result, estimates=tuple(map(told, result.estimates)))


def _gate(cohort: Cohort, endpoint: str) -> tuple[Note, ...]:
    """Return why the p-values of an endpoint confirm nothing; nothing where they may."""
    plan = cohort.study.spec.plan
    if endpoint not in plan.hierarchy:
        return (Note("descriptive_outside"),)
    mine = next(e for e in hierarchy(cohort).estimates if e.covariates == (endpoint,))
    if mine.value == 0 and (mine.p_value or 1.0) <= 0.05:
        return (Note("not_shown_at", alpha=plan.alpha),)
    return mine.notes


def _planned_p(own: Cohort, name: str) -> float | None:
    """Return the p-value of the planned test, of one side where the protocol says so."""
    plan, endpoint = own.study.spec.plan, own.endpoint(name)
    if endpoint.timed:
        test = log_rank(own, name, strata=plan.strata).pick("statistic")
        ratio = cox(own, name, strata=plan.strata).pick("hazard_ratio")
    else:
        test = ratio = proportion_difference(own, name).pick("odds_ratio")
    p_value, good = (test.p_value if test else None), good_event(endpoint)
    if p_value is None or not plan.one_sided or len(own.study.spec.compared_arms) != 1:
        return p_value
    if good is None or ratio is None or ratio.value is None:
        return None
    better = (ratio.value > 1) == good
    return p_value / 2 if better else 1 - p_value / 2


def _holm(p_values: Sequence[float | None], alpha: float) -> list[bool]:
    ordered = sorted(range(len(p_values)), key=lambda i: _or_one(p_values[i]))
    found, going = [False] * len(p_values), True
    for step, i in enumerate(ordered):
        going = going and _below(p_values[i], alpha / (len(p_values) - step))
        found[i] = going
    return found


def _below(p_value: float | None, alpha: float) -> bool:
    return p_value is not None and p_value <= alpha


def _or_one(p_value: float | None) -> float:
    return 1.0 if p_value is None else p_value
