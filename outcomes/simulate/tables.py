"""Rows of simulated records to the sheets of a workbook, and the sheets to a file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

Row = Mapping[str, Any]
Tables = dict[str, pd.DataFrame]

SHEETS: dict[str, str] = {
    "patients": "patient_id site arm arm_actual consent_date randomisation_date "
    "first_treatment_date age sex ecog primary_site intent lauren differentiation p_status pci "
    "cytology ascites_category ascites_ml ascites_at_baseline peritoneal_metastasis prior_chemo "
    "her2 albumin itt efficacy per_protocol safety adverse_event_24h death_date "
    "last_contact_date status progression_date last_assessment_date",
    "screening": "screening_no screening_date eligible exclusion_reason consented randomised "
    "patient_id arm received_allocated not_received_reason discontinued discontinued_reason lost "
    "analysed not_analysed_reason",
    "treatment": "patient_id cycle datetime type drug dose dose_unit perfusate_ml "
    "temperature_in_c temperature_out_c duration_min",
    "ascites": "patient_id assessment_date visit category volume_ml method thickness_a_cm "
    "thickness_b_cm thickness_c_cm thickness_d_cm thickness_e_cm drained_ml post_drainage "
    "girth_cm cytology investigator_response",
    "response": "patient_id assessment_date method target_sum_mm measurable overall_response "
    "peritoneal_response pci p_status cytology",
    "surgery": "patient_id surgery_date intent procedure resected r_status cc_score trg "
    "clavien_dindo death_90d",
    "follow_up": "patient_id contact_date status progression progression_date progression_sites "
    "regional_site death_date death_cause new_therapy_date crossover_date",
    "adverse_events": "patient_id term soc grade start_datetime end_datetime serious related "
    "dose_datetime hours_after_dose",
    "meta": "key value",
}


def to_tables(rows: Mapping[str, Sequence[Row]]) -> Tables:
    """Return one DataFrame per sheet, in the order of the template.

    Parameters
    ----------
    rows : mapping of sequences of mappings
        By sheet: one mapping of column to value per row; a column a row lacks is blank.

    Returns
    -------
    dict of DataFrame
        Columns in template order, ``object`` values, None for blank. A column in which nothing
        was recorded is left out.

    Raises
    ------
    KeyError
        When a row has a column its sheet does not have.
    """
    return {sheet: _table(sheet, rows[sheet]) for sheet in SHEETS if rows.get(sheet)}


def _table(sheet: str, rows: Sequence[Row]) -> pd.DataFrame:
    columns = SHEETS[sheet].split()
    unknown = {name for row in rows for name in row} - set(columns)
    if unknown:
        raise KeyError(f"sheet '{sheet}' has no column {sorted(unknown)}; it has {columns}")
    filled = [c for c in columns if any(row.get(c) is not None for row in rows)]
    values = {c: pd.Series([row.get(c) for row in rows], dtype=object) for c in filled}
    return pd.DataFrame(values, columns=filled)


def write_workbook(tables: Tables, path: Path, created: datetime) -> None:
    """Write the sheets as .xlsx: the same tables give the same bytes.

    Parameters
    ----------
    tables : dict of DataFrame
        As made by `to_tables`; text stays text, so leading zeros survive.
    path : Path
        File to write.
    created : datetime
        Creation time kept in the file, which would otherwise be the time of writing.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": created})
        bold = book.add_format({"bold": True})
        formats = {name: book.add_format({"num_format": name}) for name in _FORMATS.values()}
        for name, table in tables.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 1)
            for j, column in enumerate(table.columns):
                page.set_column(j, j, max(11, len(column) + 2))
                page.write_string(0, j, column, bold)
                for i, value in enumerate(table[column], 1):
                    _write(page, i, j, value, formats)


def _write(page: Any, row: int, column: int, value: object, formats: Mapping[str, Any]) -> None:
    """Write a value as what it is: a text stays a text, whatever it looks like."""
    if isinstance(value, str):
        page.write_string(row, column, value, formats["@"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats[_FORMATS[type(value)]])
    elif value is not None:
        page.write_number(row, column, value)


_FORMATS: dict[type, str] = {str: "@", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}
