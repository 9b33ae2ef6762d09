"""A result, a scene and a protocol as they may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.model.file.reasons import Lacking
from outcomes.model.protocol import StudySpec
from outcomes.model.scene import Scene
from outcomes.publish.disclosure.complement import kept_back
from outcomes.publish.disclosure.curves import masked_curve
from outcomes.publish.disclosure.estimates import masked_estimates
from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.notes import masked_notes
from outcomes.results.masked import Masked
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Flow, Result


def masked(result: Result, known: Known) -> Result:
    """Return a result as it may be published.

    Parameters
    ----------
    result
        The exact answer to a question.
    known
        Policy, totals, and what the result does not say itself.

    Notes
    -----
    Counts from 1 to k-1 are kept back, others rounded but for the numbers of patients; a second
    count is kept back where a single one could be told from the rest. Curves keep their values at
    month ends with enough events between them. What compares or models needs enough events in
    every group. Extremes and what stands for one patient are absent.
    """
    found = [(c, None if _names_few(c, known) else masked_curve(c, known)) for c in result.curves]
    by = {(c.group, c.quantity): shown for c, shown in found}
    curves = tuple(shown for _, shown in found if shown is not None)
    notes = masked_notes(result.notes, known)
    if len(curves) < len(result.curves):
        least, k = known.policy.events_per_knot, known.policy.k
        notes = (*notes, Note("publish_curves", least=least, k=k))
    return replace(
        result,
        filters="",
        estimates=masked_estimates(_of_enough(result, known), by, known),
        curves=curves,
        flow=tuple(masked_flow(box, known) for box in result.flow),
        n=known.count(result.n),
        n_events=known.count(result.n_events),
        n_missing=known.count(result.n_missing),
        notes=notes,
    )


def _of_enough(result: Result, known: Known) -> Sequence[Estimate]:
    """Return estimates without the measurements of fewer than k patients, one by one.

    A median of follow-up is one of the times of the censored: it needs enough of these.
    """
    if result.analysis == "follow_up":
        censored = {c.group: sum(c.n_events) for c in result.curves}
        least = known.policy.least_events
        return [e if censored[e.group] >= least else kept_back(e, known) for e in result.estimates]
    if result.analysis != "exposure":
        return result.estimates
    return [e for e in result.estimates if e.quantity != "n" or not known.policy.small(e.value)]


def _names_few(curve: Curve, known: Known) -> bool:
    """Whether a curve is of a group out of the data whose size it does not say."""
    return known.foreign(curve.group) and not curve.n_at_risk and curve.quantity != "accrual"


def masked_flow(box: Flow, known: Known) -> Flow:
    """Return a box of the flow diagram; reasons of too few are not said at all."""
    reasons = tuple(
        (why, known.count(n)) for why, n in box.reasons if n and not known.policy.small(n)
    )
    return replace(box, n=known.count(box.n, box.group), reasons=reasons)


def masked_scene(scene: Scene, known: Known, spec: StudySpec) -> Scene:
    """Return what may be known of a cohort: nothing of the file, no last day, no other cut."""
    return replace(
        scene,
        spec=spec,
        n=known.count(scene.n),
        n_population=known.count(scene.n_population),
        n_enrolled=known.count(scene.n_enrolled),
        n_planned=known.count(scene.n_planned),
        events={name: known.count(n) for name, n in scene.events.items()},
        known={},  # its difference from n may be of few
        last={name: known.until(t) for name, t in scene.last.items()},
        shortest={name: known.until(t) for name, t in scene.shortest.items()},
        lacking={name: _masked_lacking(x, known) for name, x in scene.lacking.items()},
        levels={
            name: tuple(level for level in levels if not known.foreign(level))
            for name, levels in scene.levels.items()
        },
        findings=(),
        read=(),
        earlier=None,
        corrected=(),
        fingerprint=scene.fingerprint[:12],
    )


def _masked_lacking(lacking: Lacking, known: Known) -> Lacking:
    """Return who is left out; the reasons of too few are not said, only that there are some."""
    why = tuple((text, known.count(n)) for text, n in lacking.why if not known.policy.small(n))
    few = (("", Masked(known.policy.k)),) if len(why) < len(lacking.why) else ()
    return Lacking(known.count(lacking.n), known.count(lacking.total), (*why, *few))


def masked_protocol(spec: StudySpec) -> StudySpec:
    """Return the protocol without what it says of the file: headers, entries, its place."""
    arms = tuple(replace(arm, aliases=()) for arm in spec.arms)
    covariates = tuple(replace(c, missing=()) for c in spec.covariates)
    study = replace(spec.study, missing=(), workbook="")
    return replace(spec, study=study, arms=arms, covariates=covariates, columns={},
                   column_missing={}, values={}, folder="")  # fmt: skip
