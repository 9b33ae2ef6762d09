"""Which layout a file has: the template's, or one that is turned into it."""

from outcomes.intake.adam.layout import adam_layout
from outcomes.intake.adam.tables import tables_of
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.layout import Layout
from outcomes.intake.redcap.export import export_of
from outcomes.intake.redcap.layout import redcap_layout
from outcomes.intake.visits.layout import visit_layout
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec

_NEEDS = {
    "adam": ("no table is ADSL", "Add ADSL (USUBJID, TRT01P)"),
    "redcap": ("no sheet is a REDCap export", "Add the export (redcap_event_name)"),
}


def layout_of(workbook: RawWorkbook, spec: StudySpec | None) -> Layout:
    """Return a file as the sheets of the template.

    Parameters
    ----------
    workbook : RawWorkbook
    spec : StudySpec, optional
        Its ``format`` decides; without a protocol the tables do.
    """
    wanted = spec.study.format if spec else None
    if wanted in (None, "adam") and (tables := tables_of(workbook)):
        return adam_layout(workbook, tables, spec)
    if wanted in (None, "redcap"):
        for raw in workbook.sheets:
            if export := export_of(raw):
                return redcap_layout(workbook, export, spec)
    if wanted in _NEEDS:
        lacks, add = _NEEDS[wanted]
        message = told(
            'format is "{}", but {}; the sheets are read as the template\'s', wanted, told(lacks)
        )
        remedy = told("{}, or drop format from study.toml.", told(add))
        issue = Issue("info", "study.toml", "", "layout_absent", message, remedy)
        return Layout(workbook, issues=(issue,))
    return visit_layout(workbook, spec) or Layout(workbook)
