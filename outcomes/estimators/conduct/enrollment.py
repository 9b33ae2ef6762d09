"""Who was enrolled, when, and whether the arms have the sizes the allocation asks for."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from outcomes.clinical.study_days import days_of
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Result

EPOCH = date(1970, 1, 1)
DATE_COLUMNS = ("randomisation_date", "consent_date", "first_treatment_date")


class EnrollmentDays(NamedTuple):
    """When each patient of a cohort was enrolled.

    Attributes
    ----------
    days : float array, shape (n,)
        Days since 1970-01-01, aligned with ``Cohort.patients``; nan where unknown.
    column : str
        The date column they were read from; "" when the workbook has none.
    cutoff : float or None
        Day up to which enrollment was observed: the data cut-off, else the last enrollment.
    notes : tuple of Note
    """

    days: np.ndarray
    column: str
    cutoff: float | None
    notes: tuple[Note, ...]

    @property
    def known(self) -> np.ndarray:
        """Days of those enrolled at a known date, ascending."""
        return np.sort(self.days[~np.isnan(self.days)])


def to_day(when: date) -> int:
    """Return the number of days from 1970-01-01 to a date."""
    return (when - EPOCH).days


def to_date(day: float) -> date:
    """Return the date a number of days after 1970-01-01; a fraction of a day is dropped."""
    return EPOCH + timedelta(days=int(day // 1))


def enrollment_days(cohort: Cohort) -> EnrollmentDays:
    """Return the day each patient was enrolled.

    The first of randomisation, consent and first treatment that the cohort has any date of is
    used for everybody: one definition per study, never a mixture. A date after the data cut-off
    counts as unknown.
    """
    column = next((c for c in DATE_COLUMNS if _has_dates(cohort, c)), "")
    cutoff = cohort.study.spec.study.data_cutoff
    last = None if cutoff is None else float(to_day(cutoff))
    if not column:
        return EnrollmentDays(np.full(cohort.n, np.nan), "", last, (Note("no_enrollment_dates"),))
    days = days_of(cohort.column(column))
    named = Ref("column", column)
    notes = [] if column == DATE_COLUMNS[0] else [Note("enrollment_dated_by", column=named)]
    if last is None:
        last = float(np.nanmax(days))
        notes.append(Note("last_enrollment_as_cutoff"))
    late = days > last
    if late.any():
        notes.append(Note("enrolled_late", n=int(late.sum())))
    days = np.where(late, np.nan, days)
    blank = int(np.isnan(days).sum()) - int(late.sum())
    if blank:
        notes.append(Note("without_column", n=blank, column=named))
    return EnrollmentDays(days, column, last, tuple(notes))


def _has_dates(cohort: Cohort, column: str) -> bool:
    patients = cohort.study.patients  # one definition per study, whoever is left
    return column in patients and bool(patients[column].notna().any())


def unknown_arm(cohort: Cohort) -> tuple[Note, ...]:
    """Return the note on patients whose arm is unknown, if there are any."""
    unknown = int((cohort.arm < 0).sum())
    return (Note("arm_unknown", n=unknown),) if unknown else ()


def enrollment(cohort: Cohort, endpoint: str = "") -> Result:
    """Return how many patients the cohort has.

    Parameters
    ----------
    cohort : Cohort
        Who is in.
    endpoint : str, optional
        Not used.

    Returns
    -------
    Result
        Analysis ``enrollment``, quantity ``n``: one row per arm in protocol order, then ``all``,
        which includes patients whose arm is unknown.
    """
    arms = [
        Estimate("n", arm.id, value=float(n), n=n)
        for arm, n in zip(cohort.arms, _sizes(cohort), strict=True)
    ]
    return Result(
        "enrollment",
        population=cohort.population,
        filters=cohort.words,
        estimates=(*arms, Estimate("n", "all", value=float(cohort.n), n=cohort.n)),
        n=cohort.n,
        notes=unknown_arm(cohort),
    )


def _sizes(cohort: Cohort) -> list[int]:
    return [int((cohort.arm == i).sum()) for i in range(len(cohort.arms))]


def allocation(cohort: Cohort, endpoint: str = "") -> Result:
    """Return whether the sizes of the arms agree with the planned allocation ratio.

    This checks the allocation, not the treatment: a small p-value says that the randomisation
    list, or its record in the workbook, deserves a look.

    Parameters
    ----------
    cohort : Cohort
        Who is in, of whatever analysis set: everybody allocated counts, by the arm allocated.
        Under filters the sizes are shown without a test.
    endpoint : str, optional
        Not used.

    Returns
    -------
    Result
        Analysis ``allocation``. Per arm ``n`` and ``expected_n`` (n times the arm's share of the
        ratio), and one row ``statistic`` with the p-value: two arms, the number in the first
        compared arm and the exact two-sided binomial test; more arms, Pearson's chi-square
        against the planned shares.
    """
    cohort = cohort.enrolled
    sizes = _sizes(cohort)
    total, ratio, notes = sum(sizes), cohort.study.spec.plan.allocation, list(unknown_arm(cohort))
    if len(sizes) < 2:
        return Result(
            "allocation", population=cohort.population, filters=cohort.words, n=cohort.n,
            notes=(Note("one_arm_study"),),
        )  # fmt: skip
    if not ratio:
        ratio = (1.0,) * len(sizes)
        notes.append(Note("equal_arms_assumed"))
    expected = [total * part / sum(ratio) for part in ratio]
    rows = [
        Estimate(quantity, arm.id, value=float(value), n=size)
        for arm, size, share in zip(cohort.arms, sizes, expected, strict=True)
        for quantity, value in (("n", size), ("expected_n", share))
    ]
    return Result(
        "allocation",
        population=cohort.population,
        filters=cohort.words,
        estimates=(*rows, _compatibility(cohort, sizes, expected)),
        n=cohort.n,
        notes=tuple(notes),
    )


def _compatibility(cohort: Cohort, sizes: list[int], expected: list[float]) -> Estimate:
    """Return the test of the sizes against the expected ones, or the reason there is none."""
    from scipy.stats import binomtest, chisquare

    total = sum(sizes)
    reason = ""
    if cohort.study.spec.study.design != "randomised":
        reason = "not_randomised"
    elif cohort.filters:
        reason = "no_test_filtered"
    elif not total:
        reason = "nobody_allocated"
    if reason:
        return Estimate("statistic", n=total, notes=(Note(reason),))
    if len(sizes) > 2:
        test = chisquare(sizes, expected)
        method = (Method("chi_square_allocation"),)
        return Estimate(
            "statistic", value=float(test.statistic), p_value=float(test.pvalue), n=total,
            method=method,
        )  # fmt: skip
    first = next(i for i, arm in enumerate(cohort.arms) if not arm.reference)
    p_value = binomtest(sizes[first], total, expected[first] / total).pvalue
    return Estimate(
        "statistic", value=float(sizes[first]), p_value=float(p_value), n=total,
        method=(Method("binomial_allocation", arm=Ref("arm", cohort.arms[first].id)),),
    )  # fmt: skip
