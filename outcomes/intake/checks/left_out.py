"""Rules about who leaves an endpoint: every patient named, every endpoint counted."""

from collections.abc import Iterator, Mapping

import numpy as np

from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.endpoints.left_out import concerned, left_out
from outcomes.intake.derive.timeline import row_of
from outcomes.model.file.reasons import (
    NEGATIVE,
    NO_COLUMN,
    NOT_A_TIME,
    NOT_YES_NO,
    UNKNOWN_CODE,
    parts,
    words,
)
from outcomes.model.file.report import Severity
from outcomes.model.file.told import listed, told
from outcomes.model.once import once

# Nobody has the endpoint: said once, where it is derived.
_WHOLE = frozenset((NO_COLUMN, NOT_YES_NO))
_WRONG = frozenset((NEGATIVE, NOT_A_TIME, UNKNOWN_CODE))


def negative_time(facts: Facts) -> Iterator[Found]:
    """No endpoint ends before it starts: one error per patient, naming the endpoints."""
    rows = row_of(facts.line.patients)
    for i, by_reason in _reasons(facts).items():
        ended = {parts(r)[1]: ids for r, ids in by_reason.items() if parts(r)[0] == NEGATIVE}
        if ended:
            said = listed("; ", (_ends_before(origin, ids) for origin, ids in ended.items()))
            yield Found(
                "error", "patients", "", int(rows[i]),
                told("{}; not available for this patient", said),
                told("Correct {} or the dates compared with it.", listed(" and ", ended)),
            )  # fmt: skip


def _ends_before(origin: str, ids: list[str]) -> str:
    pattern = "{} ends before {}" if len(ids) == 1 else "{} end before {}"
    return told(pattern, listed(", ", ids), origin)


def event_code(facts: Facts) -> Iterator[Found]:
    """Ready-made columns hold times that are not negative and the codes of the endpoint's kind."""
    yield from _named(facts, _WRONG - {NEGATIVE}, "error")


def left_out_of_endpoint(facts: Facts) -> Iterator[Found]:
    """Everybody an endpoint is about has it."""
    codes = {parts(reason)[0] for found in _reasons(facts).values() for reason in found}
    yield from _named(facts, codes - _WRONG - _WHOLE, "warning")


def left_out_above_limit(facts: Facts) -> Iterator[Found]:
    """An endpoint lacks no more patients than ``[policy] left_out_at_most`` allows."""
    most = facts.spec.policy.left_out_at_most
    for name, data in facts.derived.endpoints.items():
        if data.lacking.share > most:
            yield Found(
                "warning", "patients", "", None,
                told("{} is not available for {:.1%} of its patients, more than {:.1%}: "
                     "its estimates may be biased", name, data.lacking.share, most),
                "Complete the entries named under left_out_of_endpoint.",
            )  # fmt: skip


def _named(facts: Facts, codes: frozenset[str] | set[str], severity: Severity) -> Iterator[Found]:
    rows = row_of(facts.line.patients)
    for i, by_reason in _reasons(facts).items():
        for reason, ids in by_reason.items():
            code, column = parts(reason)
            if code not in codes:
                continue
            are = "is" if len(ids) == 1 else "are"
            yield Found(
                severity, "patients", column, int(rows[i]),
                told(f"{{}}; {{}} {are} not available for this patient",
                     words(reason), listed(", ", ids)),
                told("Correct or complete {}.", column or told("the row")),
            )  # fmt: skip


@once
def _reasons(facts: Facts) -> Mapping[int, Mapping[str, list[str]]]:
    """Return, by patient and reason, the endpoints that are not available, in file order.

    What nobody has is not among them.
    """
    found: dict[int, dict[str, list[str]]] = {}
    derived, patients = facts.derived, facts.line.patients
    for endpoint in facts.spec.endpoints:
        data = derived.endpoints[endpoint.id]
        who = left_out(endpoint, data) & concerned(endpoint, derived.populations, patients)
        reasons = np.asarray(data.reason, dtype=object)
        for reason in set(reasons[who]):
            if parts(str(reason))[0] not in _WHOLE:
                for i in np.flatnonzero(who & (reasons == reason)).tolist():
                    found.setdefault(i, {}).setdefault(str(reason), []).append(endpoint.id)
    return dict(sorted(found.items()))
