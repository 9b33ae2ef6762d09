"""Whether a sheet has a row per visit, and in which rows each patient stands, baseline first."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from outcomes.dictionary import bare, find_column, fold
from outcomes.dictionary.concepts import concept_sets, concepts_of
from outcomes.intake.cells.cell import as_text, filled, is_none
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.intake.sheets.holds import held

_SHARE = 0.2  # of the patients who must stand in several rows
_DISTINCT = 0.8  # of the rows that must be another visit of their patient
_BASELINE = re.compile(
    r"baseline|screening|enrol|基线|入组|筛选|治疗前|^(v|c)?0+$|c1d1", re.IGNORECASE
)
_LABEL = re.compile(r"visit|timepoint|time point|访视|时间点|随访点", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Visits:
    """A sheet with a row per visit.

    Attributes
    ----------
    raw
        The sheet.
    key, date, label
        Positions of the patient's code, of the date of the visit and of its name (None: absent).
    rows
        Rows of each patient by code, those of the baseline first, then in the order of time.
    nameless
        Rows without a code.
    dated
        Positions of dates: there *none* is a blank, elsewhere it is the lowest of the categories.
    """

    raw: RawSheet
    key: int
    date: int | None
    label: int | None
    rows: Mapping[str, tuple[int, ...]]
    nameless: tuple[int, ...]
    dated: frozenset[int]

    def texts(self, who: str, position: int) -> Iterator[tuple[int, str]]:
        """Yield the filled cells of a patient in one column: row and text, baseline first."""
        for i in self.rows[who]:
            if self.says(i, position):
                yield i, as_text(self.raw.rows[i][position])

    def says(self, row: int, position: int) -> bool:
        """Whether a cell says something: none is an entry, but for a date."""
        cell = self.raw.rows[row][position]
        return filled(cell) or (position not in self.dated and is_none(cell))

    def again(self, position: int) -> bool:
        """Whether a patient has the column filled in at several visits."""
        return any(len(list(self.texts(who, position))) > 1 for who in self.rows)

    def usually_again(self, position: int) -> bool:
        """Whether half of those with several visits have it filled in more than once."""
        several = [who for who, at in self.rows.items() if len(at) > 1]
        return 2 * sum(len(list(self.texts(w, position))) > 1 for w in several) >= len(several)

    def varies(self, position: int) -> bool:
        """Whether the column says different things at the visits of one patient."""
        return any(len({fold(t) for _, t in self.texts(who, position)}) > 1 for who in self.rows)


def visits_of(raw: RawSheet, mapped: Mapping[str, str]) -> Visits | None:
    """Return a sheet as rows of visits; None where it has a row per patient.

    Parameters
    ----------
    raw
        The sheet that would be read as ``patients``.
    mapped
        ``[columns]`` of the protocol for it: canonical name to header.
    """
    key = _code(raw, mapped)
    if key is None:
        return None
    codes = raw.entries[key]
    names = [as_text(entry) if filled(entry) else "" for entry in codes.distinct]
    times: Counter[str] = Counter()
    for name, n in zip(names, codes.counts, strict=True):
        times[name] += n
    times.pop("", None)
    if sum(n > 1 for n in times.values()) < max(_SHARE * len(times), 1):
        return None
    rows: dict[str, list[int]] = {}
    for i, code in enumerate(codes.codes.tolist()):
        rows.setdefault(names[code], []).append(i)
    nameless = tuple(rows.pop("", ()))
    label = next((p for p, h in enumerate(raw.header) if _is_label(h)), None)
    found = (p for p, h in enumerate(raw.header) if p not in (key, label) and _is_date(h))
    date = next((p for p in found if held(raw, p)[0] == "dates"
                 and _tells_apart(raw, rows, p)), None)  # fmt: skip
    if date is None and (label is None or not _tells_apart(raw, rows, label)):
        return None
    ordered = {who: tuple(sorted(at, key=_order(raw, label, date))) for who, at in rows.items()}
    dated = frozenset(p for p in range(len(raw.header)) if held(raw, p)[0] == "dates")
    return Visits(raw, key, date, label, ordered, nameless, dated)


def _code(raw: RawSheet, mapped: Mapping[str, str]) -> int | None:
    """Return where the patients' codes stand: as mapped, as listed, else by its words."""
    wanted = fold(mapped.get("patient_id", ""))
    sets = concept_sets()["patient_id"]
    tests = (
        lambda h: wanted and fold(h) == wanted,
        lambda h: (c := find_column("patients", h)) is not None and c.name == "patient_id",
        lambda h: concepts_of(bare(h)) in {(words, 0) for words in sets},
    )
    found = (p for test in tests for p, h in enumerate(raw.header) if h and test(h))
    return next(found, None)


def _is_label(header: str) -> bool:
    column = find_column("ascites", header)
    named = column is not None and column.name == "visit"
    return named or bool(_LABEL.search(header) and "date" not in concepts_of(bare(header))[0])


def _is_date(header: str) -> bool:
    """Whether a header means the day of the visit: *Visit date*, *Date*, 评估日期, 复查时间."""
    listed = {c.name for s in ("ascites", "response", "follow_up") if (c := find_column(s, header))}
    if listed & {"assessment_date", "contact_date"}:
        return True
    concepts, unknown = concepts_of(bare(header))
    return not unknown and concepts - {"date"} in ({"contact"}, {"assessment"})


def _tells_apart(raw: RawSheet, rows: Mapping[str, list[int]], position: int) -> bool:
    several = [at for at in rows.values() if len(at) > 1]
    texts = [{as_text(raw.rows[i][position]) for i in at if filled(raw.rows[i][position])}
             for at in several]  # fmt: skip
    return sum(map(len, texts)) >= _DISTINCT * sum(map(len, several))


def _order(
    raw: RawSheet, label: int | None, date: int | None
) -> Callable[[int], tuple[bool, str, int]]:
    """Return the key that puts the baseline first, then dates that can be compared, then rows."""
    days = [_day(row[date]) if date is not None else "" for row in raw.rows]
    comparable = all(days)

    def key(i: int) -> tuple[bool, str, int]:
        text = as_text(raw.rows[i][label]) if label is not None else ""
        return not _BASELINE.search(text), days[i] if comparable else "", i

    return key


def _day(cell: Raw) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    match = _ISO.match(cell) if isinstance(cell, str) else None
    return match[0] if match else ""
