"""One CSV file as a grid of texts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from outcomes.intake.gate.limits import LIMITS, Limits
from outcomes.intake.gate.raw import (
    Finding,
    Place,
    Raw,
    Refused,
    column_letter,
    odd_text,
)
from outcomes.intake.identify.texts import text_rules
from outcomes.intake.sheets.grid import Grid
from outcomes.model.file.told import told

_UTF8 = "Save the file as “CSV UTF-8” from Excel."
_FEWER = "Keep only the study's data in the folder."


def strings_of(grid: Grid) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a file that break a rule about identifiers, each with its place."""
    wanted = {text for text in grid.texts or () if text_rules(text)}
    if not wanted:
        return
    letters = [column_letter(j) for j in range(max(map(len, grid.rows), default=0))]
    for number, row in zip(grid.row_numbers, grid.rows, strict=True):
        if not wanted.isdisjoint(row):
            for place, value in zip(letters, row, strict=True):
                if value in wanted:
                    yield Place(grid.name, place, number), value  # type: ignore[misc]


class _Texts(dict[str, Raw]):
    """Each text of a file once, however many cells hold it; a blank one is nothing."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits

    def __missing__(self, text: str) -> Raw:
        if len(text) > self._limits.text or odd_text(text):
            raise Refused("long-text", told("A text in “{}” is too long.", self._name), _FEWER)
        self[text] = value = text if text.strip() else None
        return value


def read_grid(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[Grid, list[Finding]]:
    """Values of one CSV file; a row's number is the line on which it begins."""
    text, findings = _decode(name, data)
    mark = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    numbers: list[int] = []
    rows: list[tuple[Raw, ...]] = []
    texts = _Texts(name, limits)
    value_of = texts.__getitem__
    cells = line = 0
    most = limits.rows + 1  # with the heading
    try:
        for fields in reader:
            numbers.append(line + 1)
            line = reader.line_num
            rows.append(tuple(map(value_of, fields)))
            cells += len(fields)
            if len(rows) > most or len(fields) > limits.columns or cells > limits.cells:
                raise _beyond(len(rows) - 1, len(fields), cells, limits)
    except csv.Error as error:
        raise Refused("csv-damaged", told("The CSV file “{}” is damaged.", name), _UTF8) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.cells:
        raise Refused("cells", told("A CSV file has more than {:,} cells.", limits.cells), _FEWER)
    findings += _uneven(name, numbers, rows)
    filled = [row + (None,) * (width - len(row)) if len(row) < width else row for row in rows]
    kept = frozenset(text for text in texts.values() if isinstance(text, str))
    return Grid(name, 0, numbers, filled, separator=mark, texts=kept), findings


def _beyond(rows: int, columns: int, cells: int, limits: Limits) -> Refused:
    counted = (("rows", rows), ("columns", columns), ("cells", cells))
    what = next(what for what, count in counted if count > getattr(limits, what))
    allowed = getattr(limits, what)
    return Refused(what, told("A CSV file has more than {:,} {}.", allowed, told(what)), _FEWER)


def _decode(name: str, data: bytes) -> tuple[str, list[Finding]]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        remedy = "Name it .xlsx and open it as a workbook."
        raise Refused("not-a-csv", told("“{}.csv” is an Excel file, not a CSV.", name), remedy)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if encoding == "utf-8-sig":
            return text, []
        words = told("the file is not UTF-8; it was read as {}", encoding.upper())
        return text, [Finding("warning", name, "", "encoding", words, _UTF8)]
    raise Refused("not-a-csv", told("“{}.csv” is not a text file.", name), _UTF8)


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that splits the first lines most evenly."""
    sample = [line for line in text[:65_536].splitlines()[:30] if line.strip()]
    best, score = ",", (0, 0)
    for mark in ",;\t":
        counts = Counter(len(row) - 1 for row in csv.reader(sample, delimiter=mark))
        counts.pop(0, None)
        if counts:
            columns, lines = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            best, score = max((best, score), (mark, (lines, columns)), key=lambda pair: pair[1])
    return best


def _uneven(name: str, numbers: list[int], rows: list[tuple[Raw, ...]]) -> list[Finding]:
    """Lines with more fields than any line before the tenth: an unquoted delimiter, most likely."""
    usual = max((len(row) for row in rows[:10]), default=0)
    long = [number for number, row in zip(numbers, rows, strict=True) if len(row) > usual]
    remedy = "Put texts that contain the separator between quotation marks."
    return [
        Finding("warning", name, str(n), "uneven-line", told("line {} has extra fields", n), remedy)
        for n in long[:20]
    ]
