# ruff: noqa: E501  one line per derived column
"""The derived columns of patients and what each of them means."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DerivedColumn:
    """One column the program adds to patients.

    Attributes
    ----------
    definition
        What it means, in English; other languages have it by that.
    needs
        Sheets it is made from; without the first of them the column is absent.
    """

    name: str
    kind: Literal["date", "yesno", "code", "text"]
    definition: str
    needs: tuple[str, ...]


def _columns(text: str) -> tuple[DerivedColumn, ...]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        DerivedColumn(name, kind, definition, tuple(needs.split()))  # type: ignore[arg-type]
        for name, kind, needs, definition in rows
    )


DERIVED_COLUMNS = _columns(
    """
first_treatment_date | date | treatment | Earliest dose, where patients does not give the date.
status | code | follow_up | Status at the latest contact, dead as soon as any contact says so, where patients does not give it.
death_date | date | follow_up | Earliest date of death recorded, where patients does not give it.
last_contact_date | date | follow_up | Latest contact, where patients does not give it.
progression_date | date | follow_up | Earliest progression; the contact's own date where it gives none; where patients does not give it.
last_assessment_date | date | response ascites follow_up | Latest evaluable assessment of tumor or ascites, or contact that judged progression, where patients lacks the column.
surgery_date | date | surgery | First operation with intent conversion or radical.
conversion_surgery | yesno | surgery | Y when a conversion operation, or a radical one after enrollment in a patient with peritoneal disease at baseline (P1 or more, CY1, or peritoneal_metastasis), removed the tumor; explored and closed is N; blank when it is not known whether the tumor was removed; N for everybody else.
conversion_date | date | surgery | Date of the first operation that makes conversion_surgery Y.
r0_resection | yesno | surgery | Y when an operation with intent conversion or radical removed the tumor with R0; blank when its R status is RX or missing; N for everybody else.
peritoneal_recurrence_date | date | follow_up | Earliest contact with peritoneum or ascites among progression_sites, by its progression date; after surgery_date where there was one.
regional_recurrence_date | date | follow_up | Earliest contact with a regional_site, or with local among progression_sites, by its progression date; after surgery_date where there was one.
best_response | code | response | Best of CR, PR, SD, NON-CR/NON-PD, PD and NE after the start, up to the first progression and before new therapy or curative surgery; SD only from day 42 on; not confirmed.
objective_response | yesno | response | Y when best_response is CR or PR, N when SD, NON-CR/NON-PD or PD, else blank.
ascites_at_baseline | yesno | patients ascites | Y when the category is not none (or the volume is above 0) in patients, else at the last assessment before the first dose, where patients does not say.
ascites_response | code | ascites | CR, PR, SD or PD at the assessment nearest to the target day within the window, the later of two equally near, against the last amount before the first dose and before drainage, by the criteria of [ascites]; PD after a new drainage; NE when not assessed; blank without ascites at baseline.
ascites_control | yesno | ascites | Y when ascites_response is CR, PR or SD; N when PD, or when the patient died or was drained anew before the assessment; blank when not evaluable.
ascites_response_date | date | ascites | Assessment at which ascites_response was read.
ascites_response_note | text | ascites | Why it is not evaluable or a failure; for CR and PR whether it was confirmed at least 28 days later.
adverse_event_24h | yesno | adverse_events treatment | Y when an event of the sheet began within 24 hours after a dose, exactly 24 included (without times of day: on day 0 or 1), and not before the first dose; N for everybody else who was treated; blank for those never treated; where patients does not give it.
age_group | code | patients | <65 or ≥65 years.
"""
)  # fmt: skip
