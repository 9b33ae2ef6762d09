"""When enrollment will be complete, and when enough events will have happened."""

from dataclasses import replace

import numpy as np

from outcomes.estimators.conduct.enrollment import EnrollmentDays, enrollment_days, to_date
from outcomes.estimators.conduct.event_forecast import (
    LEVELS,
    MONTH,
    OBSERVED,
    Outlook,
    Part,
    forecast_events,
    month_grid,
    tails,
)
from outcomes.estimators.conduct.recruitment import Recruitment, recruitment
from outcomes.model.cohort import Cohort, as_levels
from outcomes.model.endpoint import Endpoint
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Interval, Result

STALLED_DAYS = 90


def projection(cohort: Cohort, endpoint: str = "") -> Result:
    """Return projected enrollment and projected events of one endpoint.

    Parameters
    ----------
    cohort : Cohort
        The whole study; a filtered cohort is answered with a note, as the plan is for everybody.
    endpoint : str, optional
        A timed endpoint; the primary one by default.

    Returns
    -------
    Result
        Analysis ``projection``. Dates are days since 1970-01-01 with unit "date"; every interval
        is a prediction interval and comes at 95 % and at 80 %, in this order.

        - ``accrual_rate``: patients per month (posterior mean, 95 %);
        - ``completion_date``: median date at which ``planned_n`` is reached;
        - ``projected_events``: median number of events 6, 12 and 24 months after the data cut-off
          (``at`` is the date);
        - ``events_date``: median date of the planned number of events, inf if not reached;
        - ``information_fraction``: events so far over planned events.

        Curves ``projected_accrual_95``, ``projected_accrual_80``, ``projected_events_95`` and
        ``projected_events_80`` for ``all``: median and limits month by month.

    Notes
    -----
    Enrollment: `recruitment.recruitment`; quantiles are exact. Events: one
    constant hazard for all arms together with a Jeffreys gamma posterior; patients who are
    censored and not lost are at risk from the data cut-off on, patients still to come from their
    enrollment; competing events and losses continue at the rate observed. Date and number of
    events are quantiles of 2000 seeded draws (fewer beyond 2000 patients).
    """
    cohort = cohort.enrolled
    chosen = _endpoint(cohort, endpoint)
    shell = Result(
        "projection",
        endpoint=chosen.id if chosen else endpoint,
        population=cohort.population,
        filters=cohort.words,
        n=cohort.n,
    )
    if cohort.filters:
        return shell.with_notes(Note("no_projection_filtered"))
    enrolled = enrollment_days(cohort)
    outlook, enrollment = _enrollment(cohort, enrolled)
    if chosen is None:
        events = Part(notes=(Note("no_endpoint_to_project"),))
    else:
        events = forecast_events(cohort, chosen, outlook)
    return replace(
        shell,
        estimates=enrollment.estimates + events.estimates,
        curves=enrollment.curves + events.curves,
        n_events=None if chosen is None else int((cohort.timed(chosen.id).event == 1).sum()),
        n_missing=cohort.n - enrolled.known.size,
        notes=enrolled.notes + enrollment.notes + events.notes,
    )


def _endpoint(cohort: Cohort, endpoint: str) -> Endpoint | None:
    chosen = cohort.endpoint(endpoint) if endpoint else cohort.study.spec.primary
    return chosen if chosen and chosen.timed else None


def _enrollment(cohort: Cohort, enrolled: EnrollmentDays) -> tuple[Outlook | None, Part]:
    """Return the outlook on enrollment and what the result says about it."""
    known, planned = enrolled.known, cohort.study.spec.plan.planned_n
    if enrolled.cutoff is None:
        return None, Part()
    full = planned is not None and known.size >= planned
    end = float(known[-1]) if full else enrolled.cutoff
    model = recruitment(known, _sites(cohort, enrolled), end)
    remaining = 0 if planned is None else max(planned - known.size, 0)
    outlook = Outlook(enrolled.cutoff, remaining, model)
    if model is None:
        return outlook, Part(notes=(Note("no_accrual_rate"),))
    rows = [_rate(model, known.size)]
    if planned is None:
        return outlook, Part(tuple(rows), notes=(Note("no_completion_date"),))
    if full:
        day = float(known[planned - 1])
        done = Estimate("completion_date", value=day, unit="date", method=(OBSERVED,))
        return outlook, Part((*rows, done), notes=(Note("enrolled_in_full"),))
    rows += [_completion(model, outlook, level) for level in LEVELS]
    curves = tuple(_fan(model, outlook, known.size, level) for level in LEVELS)
    return outlook, Part(tuple(rows), curves, _stalled(known, enrolled.cutoff))


def _sites(cohort: Cohort, enrolled: EnrollmentDays) -> np.ndarray:
    """Return the site of each patient with a date, in ascending order of the dates."""
    order = np.argsort(enrolled.days, kind="stable")[: enrolled.known.size]
    if "site" not in cohort.study.patients:
        return np.full(order.size, "")
    return as_levels(cohort.column("site")).fillna("").astype(str).to_numpy()[order]


def _stalled(known: np.ndarray, cutoff: float) -> tuple[Note, ...]:
    if cutoff - known[-1] <= STALLED_DAYS:
        return ()
    return (Note("stalled", date=str(to_date(known[-1]))),)


def _rate(model: Recruitment, n: int) -> Estimate:
    _, low, high = (model.rate(tails(0.95)) * MONTH).tolist()
    mean = model.shape / model.exposure * MONTH
    return Estimate(
        "accrual_rate", value=mean, interval=Interval(low, high), unit="per month", n=n,
        method=(model.method,),
    )  # fmt: skip


def _completion(model: Recruitment, outlook: Outlook, level: float) -> Estimate:
    middle, low, high = (outlook.end + model.wait(tails(level), outlook.remaining)).tolist()
    return Estimate(
        "completion_date", value=middle, interval=Interval(low, high, level), unit="date",
        method=(model.method,),
    )  # fmt: skip


def _fan(model: Recruitment, outlook: Outlook, n: int, level: float) -> Curve:
    late = float(model.wait(np.array([0.975]), outlook.remaining)[0])
    days = month_grid(late / MONTH)
    middle, low, high = (
        tuple((n + np.minimum(model.number(p, days), outlook.remaining)).tolist())
        for p in tails(level).tolist()
    )
    name = f"projected_accrual_{level:.0%}".rstrip("%")
    return Curve("all", name, tuple((outlook.end + days).tolist()), middle, low, high, unit="date")
