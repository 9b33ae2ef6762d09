"""A file in another layout than the template's, as the sheets of the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from outcomes.intake.gate.raw import RawWorkbook
from outcomes.model.file.report import Issue, SheetReport
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec

Values = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheets of a file where the template expects them, and how their headers are meant.

    Attributes
    ----------
    workbook
        Cells keep the row and the column of the file; ``placed`` says which sheet is which.
    columns, values
        As ``[columns]`` and ``[values]`` of ``study.toml``, which win where they say otherwise.
    blocks
        What the layout itself says of the protocol, as blocks of ``study.toml``; used where there
        is none.
    arm_order
        Number of each arm as written in the file; the lowest is the reference.
    scores
        How sure each guess among ``columns`` is, from 0 to 1.
    standard
        Whether every header has the meaning a standard gives it, so that none is to be guessed.
    issues, reports
        What was decided on the way, and what became of sheets that are in ``workbook`` no more.
    """

    workbook: RawWorkbook
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    blocks: Mapping[str, Any] = field(default_factory=dict)
    arm_order: Mapping[str, float] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    standard: bool = False
    issues: tuple[Issue, ...] = ()
    reports: tuple[SheetReport, ...] = ()

    def summed_up(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Return issues with one per sheet for all the columns that are not read.

        A standard's tables hold many more columns than any analysis needs.
        """
        kept, n_unread = [], dict.fromkeys(self.workbook.placed, 0)
        for issue in issues:
            if issue.rule == "column_not_read" and issue.sheet in n_unread:
                n_unread[issue.sheet] += 1
            else:
                kept.append(issue)
        remedy = 'If one is needed, map it in [columns]: "patients.<column>" = "HEADER".'
        unread = (
            Issue("info", sheet, "", "columns_not_read", told("columns not read: {}", n), remedy)
            for sheet, n in n_unread.items()
            if n
        )
        return (*kept, *unread)

    def reading(self, spec: StudySpec) -> StudySpec:
        """Return the protocol by which the sheets are read: its own words before the layout's."""
        said = {name.partition(".")[2] for name in self.values} & set(spec.values)
        values = {
            name: codes for name, codes in self.values.items() if name.partition(".")[2] not in said
        }
        return replace(
            spec, columns={**self.columns, **spec.columns}, values={**values, **spec.values}
        )
