"""The way of everybody screened through the study, as CONSORT 2025 asks."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from outcomes.model.cohort import Cohort
from outcomes.results.note import Note, Ref
from outcomes.results.result import Flow, Result

NO_REASON, NO_CONSENT = Note("no_reason"), Note("no_consent")


def flow(cohort: Cohort, endpoint: str = "") -> Result:
    """Return the boxes of the CONSORT 2025 flow diagram.

    Parameters
    ----------
    cohort : Cohort
        Its study is shown as a whole: the flow does not depend on the filters. Without a
        ``screening`` sheet its population tells who was analysed.
    endpoint : str, optional
        Not used.

    Returns
    -------
    Result
        Analysis ``flow``. A box is identified by ``id`` and ``group``; ``parent`` is the id of a
        box of the same group, else of ``all``:

        - ``screened``; ``excluded`` (reasons) and ``randomised`` (``enrolled`` in a study that
          does not randomise), all of group ``all``;
        - per arm ``allocated``, and from it ``received``, ``not_received`` (reasons), ``lost``,
          ``discontinued`` (reasons), ``analysed``, ``not_analysed`` (reasons).

        A box of which nothing was recorded is absent. ``n`` is the number randomised: those not
        randomised are in no denominator. Reasons come most frequent first. Notes tell the numbers
        that do not add up.
    """
    study = cohort.study
    entered = "randomised" if study.spec.study.design == "randomised" else "enrolled"
    notes = [Note("whole_study")] if cohort.filters else []
    if study.has("screening"):
        sheet = study.tables["screening"]
        inside = _entered(sheet)
        boxes = _screening_boxes(sheet, inside, entered)
        people, arm = sheet[inside], _arms_of_screened(cohort, sheet[inside])
        notes += _sheet_problems(cohort, sheet, inside)
    else:
        notes.append(Note("no_screening_sheet"))
        people, arm = _from_patients(cohort)
        boxes = [Flow(entered, len(people))]
    for i, name in enumerate(cohort.groups):
        boxes += _arm_boxes(people[arm == i], name, entered)
    return Result(
        "flow",
        population=cohort.population,
        flow=tuple(boxes),
        n=len(people),
        notes=(*notes, *_sums(boxes, entered, int((arm < 0).sum()))),
    )


def _flag(table: pd.DataFrame, column: str) -> np.ndarray:
    """Return a Y/N column as 1, 0 or nan; all nan when the sheet lacks it."""
    if column not in table:
        return np.full(len(table), np.nan)
    return pd.to_numeric(table[column], errors="coerce").to_numpy(float)


def _entered(sheet: pd.DataFrame) -> np.ndarray:
    """Return who was randomised: the column says so, or without it there is a patient."""
    given = _flag(sheet, "randomised")
    if np.isnan(given).all() and "patient_id" in sheet:
        return sheet["patient_id"].notna().to_numpy()
    return given == 1


def _screening_boxes(sheet: pd.DataFrame, inside: np.ndarray, entered: str) -> list[Flow]:
    out = sheet[~inside]
    declined = (_flag(out, "consented") == 0) & (_flag(out, "eligible") != 0)
    reasons = _reasons(
        out, "exclusion_reason", (NO_CONSENT if no else NO_REASON for no in declined)
    )
    return [
        Flow("screened", len(sheet)),
        Flow("excluded", len(out), "screened", reasons=reasons),
        Flow(entered, int(inside.sum()), "screened"),
    ]


def _reasons(
    table: pd.DataFrame, column: str, otherwise: Iterable[Note]
) -> tuple[tuple[Note | str, int], ...]:
    """Return reasons with counts, most frequent first, the unrecorded last among equals."""
    given = table[column] if column in table else [None] * len(table)
    words = [
        other if pd.isna(text) or not str(text).strip() else str(text).strip()
        for text, other in zip(given, otherwise, strict=True)
    ]

    def place(item: tuple[Note | str, int]) -> tuple[int, bool, str]:
        return -item[1], isinstance(item[0], Note), str(item[0])

    return tuple(sorted(Counter(words).items(), key=place))


def _arms_of_screened(cohort: Cohort, people: pd.DataFrame) -> np.ndarray:
    """Return the index of the planned arm: that of the patient, else of the screening row."""
    if not cohort.arms:
        return np.zeros(len(people), dtype=int)
    patients = cohort.study.patients
    blank = pd.Series(None, index=people.index, dtype=object)
    arm = people["arm"].astype(object) if "arm" in people else blank
    if "patient_id" in people and "arm" in patients:
        planned = dict(zip(patients["patient_id"], patients["arm"], strict=True))
        known = people["patient_id"].map(planned).astype(object)
        arm = known.where(known.notna(), arm)
    return _positions(cohort, arm)


def _positions(cohort: Cohort, arm: pd.Series) -> np.ndarray:
    position = {item.id: i for i, item in enumerate(cohort.arms)}
    return np.array([position.get(name, -1) for name in arm], dtype=int)


def _from_patients(cohort: Cohort) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the patients enrolled with the columns of a screening sheet, as far as known."""
    study = cohort.study
    patients = study.patients
    whole = next((study.populations[p] for p in ("itt", "all") if p in study.populations), None)
    inside = np.ones(len(patients), dtype=bool) if whole is None else whole
    columns: dict[str, np.ndarray] = {
        "analysed": study.populations[cohort.population].astype(float)
    }
    if cohort.arms and "arm_actual" in patients and "arm" in patients:
        columns["received_allocated"] = (patients["arm_actual"] == patients["arm"]).to_numpy(float)
    elif "first_treatment_date" in patients:
        columns["received_allocated"] = patients["first_treatment_date"].notna().to_numpy(float)
    if "status" in patients:
        columns["lost"] = (patients["status"] == "lost").to_numpy(float)
    people = pd.DataFrame(columns, index=patients.index)
    arm = (
        _positions(cohort, patients["arm"])
        if cohort.arms and "arm" in patients
        else np.full(len(patients), -1 if cohort.arms else 0)
    )
    return people[inside], arm[inside]


_BOXES = (
    ("received", "received_allocated", 1, ""),
    ("not_received", "received_allocated", 0, "not_received_reason"),
    ("lost", "lost", 1, ""),
    ("discontinued", "discontinued", 1, "discontinued_reason"),
    ("analysed", "analysed", 1, ""),
    ("not_analysed", "analysed", 0, "not_analysed_reason"),
)


def _arm_boxes(people: pd.DataFrame, group: str, entered: str) -> list[Flow]:
    boxes = [Flow("allocated", len(people), entered, group)]
    for name, column, wanted, reason in _BOXES:
        given = _flag(people, column)
        if column not in people or (len(people) and np.isnan(given).all()):
            continue
        chosen = people[given == wanted]
        blank = [NO_REASON] * len(chosen)
        reasons = _reasons(chosen, reason, blank) if reason in people else ()
        boxes.append(Flow(name, len(chosen), "allocated", group, reasons))
    return boxes


def _sheet_problems(cohort: Cohort, sheet: pd.DataFrame, inside: np.ndarray) -> list[Note]:
    """Return where the screening sheet contradicts itself or the patients."""
    notes = []
    for column, rows in (("screening_no", sheet), ("patient_id", sheet[inside])):
        repeated = int(rows[column].dropna().duplicated().sum()) if column in rows else 0
        if repeated:
            notes.append(Note("rows_repeat", n=repeated, column=Ref("column", column)))
    whole = next((p for p in ("itt", "all") if p in cohort.study.populations), None)
    n = int(cohort.study.populations[whole].sum()) if whole else len(cohort.study.patients)
    if n != int(inside.sum()):
        notes.append(Note("screening_disagrees", n=int(inside.sum()), patients=n))
    return notes


def _sums(boxes: list[Flow], entered: str, unknown: int) -> list[Note]:
    """Return where the boxes do not add up to the one they come from."""
    n = {(box.id, box.group): box.n for box in boxes}
    notes = [Note(f"{entered}_without_arm", n=unknown)] if unknown else []
    for group in (box.group for box in boxes if box.id == "allocated"):
        total = n["allocated", group]
        for yes, no in (("received", "not_received"), ("analysed", "not_analysed")):
            parts = n.get((yes, group), 0) + n.get((no, group), 0)
            if (yes, group) in n and parts != total:
                notes.append(
                    Note(f"no_entry_{yes}", group=Ref("arm", group), n=total - parts, total=total)
                )
    return notes
