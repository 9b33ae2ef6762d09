"""What results of others than the planned patients leave out, wherever they go."""

from __future__ import annotations

from dataclasses import replace

from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

_TESTS = ("statistic", "interaction", "nonlinearity")


def uncompared(result: Result) -> Result:
    """Return a result without comparisons: its patients were chosen by what came later."""
    return replace(result.described(), notes=(Note("no_comparison_after_baseline"), *result.notes))


def untested(result: Result) -> Result:
    """Return a result of others than the planned patients: a test of them confirms nothing."""
    return replace(result, estimates=tuple(map(_without_test, result.estimates)))


def _without_test(estimate: Estimate) -> Estimate:
    """Return an estimate without its p-value; of a test the statistic goes too."""
    if estimate.p_value is None:
        return estimate
    value = None if estimate.quantity in _TESTS else estimate.value
    why = Note("p_not_planned")
    return replace(estimate, p_value=None, value=value, notes=(*estimate.notes, why))
