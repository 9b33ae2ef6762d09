"""Why patients were not resected, and what came of those who were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.clinical.study_days import cutoff_of, dated, days_in, days_of
from outcomes.estimators.base.design import Mask, result_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.surgery.course import (
    Course,
    after_origin,
    course_of,
    groups_and_all,
    has,
    resections,
)
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Flow, Result

REASONS = ("unknown", "explored", "not_clear", "clear_not_resected", "untreated", "progressed",
           "died", "lost", "waiting")  # fmt: skip
OPENED = ("exploration", "conversion", "radical")
MAJOR = ("IIIa", "IIIb", "III", "IVa", "IVb", "IV", "V")
ITEMS = ("r_status", "cc_score", "trg", "clavien_dindo")
DAYS = (30, 90)
NOBODY = Note("nobody_resected")


def not_resected(cohort: Cohort, endpoint: str = "") -> Result:
    """Count why patients were not resected, each patient once.

    Returns
    -------
    Result
        Analysis ``not_resected``: per group (and ``all``) one box ``not_resected`` whose reasons
        are ids: the first that applies of *unknown* (operated on, not known whether resected),
        *explored* (opened and closed), *not_clear* (second look found P1 or CY1),
        *clear_not_resected* (P0 CY0, yet no resection), *untreated*, *progressed*, *died*
        (without progression on record), *lost* (or withdrawn), *waiting* (alive without
        progression). Sums to those not resected. Each also as a ``proportion`` of everybody in
        the group, the reason in ``covariates``: with the resected they make 100 %. Empty in a
        study of radical surgery, where resection was not what treatment led to.
    """
    cohort = dated(cohort)
    course = course_of(cohort)
    if course.resected is None:
        why = (Note("resection_unknown"),)
        return result_of(cohort, "not_resected", endpoint, notes=why)
    if course.kind == "radical":
        why = (Note("no_conversion_radical"),)
        return result_of(cohort, "not_resected", endpoint, notes=why)
    open_ = course.resected != 1
    reason = np.full(cohort.n, len(REASONS) - 1)
    for code, who in reversed(list(enumerate(_reasons(cohort, course)))):
        reason[who] = code
    boxes, shares = [], []
    for group, rows in groups_and_all(cohort):
        mine = rows & open_
        shares += [
            share(group, Tally(int((reason[mine] == i).sum()), int(rows.sum())), (name,))
            for i, name in enumerate(REASONS)
            if (reason[open_] == i).any()
        ]
        counts = ((name, int((reason[mine] == i).sum())) for i, name in enumerate(REASONS))
        box = tuple((name, n) for name, n in counts if n)
        boxes.append(Flow("not_resected", int(mine.sum()), group=group, reasons=box))
    found = result_of(cohort, "not_resected", endpoint, estimates=shares)
    total = int((open_ & (cohort.arm >= 0)).sum())
    return replace(found, flow=tuple(boxes), n=int((cohort.arm >= 0).sum()), n_events=total)


def operation_outcomes(cohort: Cohort, endpoint: str = "") -> Result:
    """Describe the resections: R status, cytoreduction, regression, complications, deaths.

    Returns
    -------
    Result
        Analysis ``operation_outcomes``. Per group (and ``all``) ``proportion`` with
        Clopper–Pearson limits: each level of r_status, cc_score, trg and clavien_dindo among the
        resected with a value (``covariates`` item, level; ``unit`` empty), *major*
        (Clavien–Dindo IIIa or worse), and *death_30*, *death_90*; ``n_missing`` per item.

    Notes
    -----
    One operation per patient: that of `conversion_course.resections`. Deaths within d days count
    patients followed for d days or dead by then; the others are missing. Levels are shown as
    reported: regression grades of different systems are not converted.
    """
    cohort = dated(cohort)
    rows = resections(cohort)
    if rows is None or rows.empty:
        why = (NOBODY,) if rows is not None else (Note("no_sheet", sheet="surgery"),)
        return result_of(cohort, "operation_outcomes", endpoint, notes=why)
    table = _aligned(cohort, rows)
    done = has(cohort, rows)
    estimates: list[Estimate] = []
    for item in ITEMS:
        if item in table and table[item].notna().any():
            estimates += _levels(cohort, item, table[item], done)
    for days in DAYS:
        estimates += _deaths(cohort, table, done, days)
    found = result_of(cohort, "operation_outcomes", endpoint, estimates=estimates)
    return replace(found, n=int((done & (cohort.arm >= 0)).sum()))


def _reasons(cohort: Cohort, course: Course) -> Iterator[Mask]:
    """Yield who each reason applies to, in the order of ``REASONS``, all but the last."""
    patients, nobody = cohort.patients, np.zeros(cohort.n, dtype=bool)
    resected = np.zeros(cohort.n) if course.resected is None else course.resected
    looked = nobody if course.second_look is None else course.second_look
    clear = nobody if course.clear is None else course.clear
    known = course.clear is not None
    opened = nobody
    surgery = after_origin(cohort, "surgery", "surgery_date")
    if surgery is not None and "intent" in surgery:
        opened = has(cohort, surgery[surgery["intent"].isin(OPENED)])
    status = patients["status"] if "status" in patients else pd.Series("", patients.index)
    yield np.isnan(resected)
    yield opened
    yield looked & ~clear & known
    yield looked & (clear | (not known))
    yield nobody if course.treated is None else ~course.treated
    yield _dated(cohort, "progression_date")
    yield _dated(cohort, "death_date") | (status == "dead").to_numpy(dtype=bool)
    yield status.isin(("lost", "withdrawn")).to_numpy(dtype=bool)


def _dated(cohort: Cohort, column: str) -> Mask:
    """Return who has a date up to the cut-off."""
    return days_in(cohort.patients, column) <= cutoff_of(cohort.study)


def _aligned(cohort: Cohort, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the operation of each patient of the cohort, blank where there is none."""
    return rows.set_index("patient_id").reindex(cohort.patients["patient_id"])


def _levels(cohort: Cohort, item: str, values: pd.Series, done: Mask) -> Iterator[Estimate]:
    seen = values.to_numpy(dtype=object)
    told = done & values.notna().to_numpy()
    levels = sorted({str(v) for v in seen[told]})
    for group, rows in groups_and_all(cohort):
        n = int((told & rows).sum())
        for level in levels:
            k = int((rows & told & (seen == level)).sum())
            yield share(group, Tally(k, n), (item, level))
        if item == "clavien_dindo":
            major = np.isin(seen.astype(str), MAJOR)
            yield share(group, Tally(int((rows & told & major).sum()), n), ("major",))
        missing = int((done & rows).sum()) - n
        yield Estimate("n_missing", group, value=float(missing), n=n + missing, covariates=(item,))


def _deaths(cohort: Cohort, table: pd.DataFrame, done: Mask, days: int) -> Iterator[Estimate]:
    dead, followed = _after(cohort, table, days)
    if days == 90 and "death_90d" in table:
        given = table["death_90d"].to_numpy(np.float64)
        dead, followed = dead | (given == 1), followed | (given == 0)
    told = done & (dead | followed)
    for group, rows in groups_and_all(cohort):
        n = int((told & rows).sum())
        yield share(group, Tally(int((rows & done & dead).sum()), n), (f"death_{days}",))
        missing = int((done & rows).sum()) - n
        yield Estimate("n_missing", group, value=float(missing), n=n + missing,
                       covariates=(f"death_{days}",))  # fmt: skip


def _after(cohort: Cohort, table: pd.DataFrame, days: int) -> tuple[Mask, Mask]:
    """Return who died within so many days of the operation, and who was followed beyond them."""
    operated = days_of(table["surgery_date"])
    death, last = (days_in(cohort.patients, c) for c in ("death_date", "last_contact_date"))
    dead = (death - operated <= days) & (death <= cutoff_of(cohort.study))
    seen = np.fmax(last, death)
    return dead, ~dead & (np.minimum(seen, cutoff_of(cohort.study)) - operated >= days)
