"""What a file as a whole says about its cells: when it was saved, how it writes numbers."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from outcomes.dictionary import fold_value
from outcomes.intake.cells.decimals import TOKEN, Mark, decimal_of
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.shapes import by_shape

_NUMBER = re.compile(TOKEN)
_ZONES = dt.timedelta(days=1)  # it was saved somewhere on earth
_LATE_SHARE = 0.05
_LONGEST = 24  # signs of a number


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of the whole file.

    Attributes
    ----------
    date_1904
        The workbook counts days from 1904.
    latest
        No date of something that happened is later: the day the file was saved, else today.
    decimal
        The decimal mark its numbers prove; "" for none or both.
    """

    date_1904: bool = False
    latest: dt.date = dt.date.max
    decimal: Mark = ""


NOTHING_KNOWN = FileFacts()


def file_facts(workbook: RawWorkbook, today: dt.date) -> FileFacts:
    """Return what is known of a file.

    Parameters
    ----------
    workbook : RawWorkbook
    today : date

    Notes
    -----
    A date of saving is not believed where many dates of the file are later: some programs keep
    that of the file they started from.
    """
    today += _ZONES
    saved = min((workbook.saved or today) + _ZONES, today)
    entries: set[object] = set()
    for sheet in workbook.sheets:
        entries.update(chain.from_iterable(column.distinct for column in sheet.entries))
    dated = any(isinstance(entry, dt.datetime) for entry in entries)
    cells = _cells(workbook) if dated else ()
    times = Counter(c for c in cells if isinstance(c, dt.datetime))
    late = sum(n for at, n in times.items() if saved < at.date() <= today)
    latest = today if late > _LATE_SHARE * times.total() else saved
    written = (entry for entry in entries if isinstance(entry, str) and len(entry) < _LONGEST)
    marked = (text for text in written if "." in text or "," in text or not text.isascii())
    decimal = decimal_of({fold_value(text) for text in marked if _is_number(text)})
    return FileFacts(workbook.date_1904, latest, decimal)


@by_shape
def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(fold_value(text)))


def _cells(workbook: RawWorkbook) -> Iterator[object]:
    for sheet in workbook.sheets:
        for row in sheet.rows:
            yield from row
