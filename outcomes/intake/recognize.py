"""Which layout a file has: the template's, or one that is turned into it."""

from outcomes.intake.adam.layout import adam_layout
from outcomes.intake.adam.tables import tables_of
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.layout import Layout
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Issue


def layout_of(workbook: RawWorkbook, spec: StudySpec | None) -> Layout:
    """Return a file as the sheets of the template.

    Parameters
    ----------
    workbook : RawWorkbook
    spec : StudySpec, optional
        Its ``format`` decides; without a protocol the tables do.
    """
    wanted = spec.study.format if spec else None
    if wanted == "template":
        return Layout(workbook)
    tables = tables_of(workbook)
    if tables is not None:
        return adam_layout(workbook, tables, spec)
    if wanted == "adam":
        message = 'format is "adam", but no table is ADSL; the sheets are read as the template\'s'
        remedy = "Add ADSL (USUBJID, TRT01P), or drop format from study.toml."
        issue = Issue("info", "study.toml", "", "layout_absent", message, remedy)
        return Layout(workbook, issues=(issue,))
    return Layout(workbook)
