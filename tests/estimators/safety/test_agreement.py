"""The window as it was answered, beside the times of the events."""

from outcomes.estimators.safety.agreement import window_agreement
from tests.estimators.safety.patients import cohort


def test_the_given_answer_is_compared_with_the_events():
    # within 24 h: A and D; C is a minute late
    def compared(*given):
        found = window_agreement(cohort(adverse_event_24h=list(given))).estimates
        return {e.quantity: e.value for e in found}

    same = compared(1.0, 0.0, 0.0, 1.0, None)
    assert (same["given"], same["derived"], same["differ"]) == (2, 2, 0)
    other = compared(0.0, 0.0, 1.0, 1.0, None)
    three = compared(1.0, 1.0, 0.0, 1.0, None)
    assert (three["given"], three["given_only"], three["derived_only"]) == (3, 1, 0)
    assert (other["given_only"], other["derived_only"], other["differ"]) == (1, 1, 2)
    assert window_agreement(cohort()).estimates == ()
