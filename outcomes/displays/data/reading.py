"""What each column of the file became; the dictionary; what was registered; files to take away."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.dictionary import SHEETS, Sheet
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.displays.base.display import Display, Given
from outcomes.displays.base.panel import Beside, Block, Cells, Folded, Offer, Panel, Text
from outcomes.displays.base.said.estimand import registered_table
from outcomes.displays.base.words import Words, plain
from outcomes.displays.data.findings import about_nothing, asks_nothing
from outcomes.figures.base.table import Table
from outcomes.model.file.report import SheetReport
from outcomes.wording.tell import tell

READ_HEADS = ("file_column", "header", "read_as", "filled", "problems")
COLUMN_HEADS = ("column", "label", "kind", "codes", "meaning")


def draw_reading(given: Given) -> Panel:
    """Draw, sheet by sheet, what each column of the file became."""
    words = given.words
    blocks: list[Block] = [Text(words.say("data.not_read_why"), "caption")]
    for report in given.scene.read:
        title = f"**{plain(report.name)}** · {words.say('data.rows', n=report.n_rows)}"
        if report.sheet is None:
            blocks.append(Text(f"{title} · :orange[{words.say('data.sheet_not_read')}]"))
            continue
        unread = sum(column.column is None for column in report.columns)
        extra = f" · :orange[{unread} × {words.say('data.not_read')}]" if unread else ""
        table = Cells(_reading_table(words, report), long=True)
        first = report is given.scene.read[0]
        blocks.append(Folded(title + extra, (table,), open=first))
    return Panel(tuple(blocks))


def _reading_table(words: Words, report: SheetReport) -> Table:
    rows = tuple(
        (
            column.letter,
            column.header,
            column.column or f"— {words.say('data.not_read')}",
            f"{column.n_filled}/{report.n_rows}",
            str(column.n_problems or ""),
        )
        for column in report.columns
    )
    return Table(tuple(words.say(f"data.{head}") for head in READ_HEADS), rows)


def draw_dictionary(given: Given) -> Panel:
    """Draw every column the program knows, per sheet."""
    words, zh = given.words, given.words.language == "zh"
    blocks: list[Block] = [
        Folded(
            f"**{sheet.name}** · {sheet.label_zh if zh else sheet.label}",
            (Cells(Table(_heads(words), tuple(_columns(sheet, words))), long=True),),
            open=sheet is SHEETS[0],
        )
        for sheet in SHEETS
    ]
    blocks.append(Text(f"\\* {words.say('data.required')}", "caption"))
    heads = tuple(words.say(f"data.{head}") for head in ("column", "label", "meaning"))
    derived = Table(heads, tuple(_derived(words)))
    blocks.append(Folded(f"**{words.say('data.derived')}**", (Cells(derived, long=True),)))
    return Panel(tuple(blocks))


def _derived(words: Words) -> Iterator[tuple[str, ...]]:
    for column in DERIVED_COLUMNS:
        yield column.name, words.column(column.name), tell(column.definition, words.language)


def _heads(words: Words) -> tuple[str, ...]:
    return tuple(words.say(f"data.{head}") for head in COLUMN_HEADS)


def _columns(sheet: Sheet, words: Words) -> Iterator[tuple[str, ...]]:
    for column in sheet.columns:
        unit = f" ({column.unit})" if column.unit else ""
        yield (
            column.name + (" *" if column.required else ""),
            column.label_zh if words.language == "zh" else column.label,
            words.say(f"data.kind.{column.kind}") + unit,
            ", ".join(code.value for code in column.codes),
            tell(column.description, words.language),
        )


def draw_registered(given: Given) -> Panel:
    """Draw every endpoint of the protocol: as registered, as computed, and where it is shown."""
    words, scene = given.words, given.scene
    blocks: list[Block] = [Cells(registered_table(scene, words))]
    added = [words.endpoint(e) for e in scene.spec.endpoints if not e.registered]
    if added:
        blocks.append(Text(plain(words.say("registered.added", names=", ".join(added))), "caption"))
    return Panel(tuple(blocks), words.say("registered.method"))


def draw_files(given: Given) -> Panel:
    """Draw the offer of a report, of the empty workbook, and of the protocol as it is used."""
    words = given.words
    template: tuple[Block, ...] = (
        Text(words.say("data.template"), "heading"),
        Text(words.say("data.template_help")),
        *(Offer(f"template.{zh}", words.say(f"data.template_{zh}")) for zh in ("en", "zh")),
    )
    mark = words.say("data.fingerprint", mark=given.scene.fingerprint[:12])
    protocol = (
        Text(words.say("data.protocol"), "heading"),
        Text(words.say("data.protocol_help")),
        Offer("protocol", words.say("data.protocol_download")),
        Text(mark, "caption"),
    )
    report: tuple[Block, ...] = (
        Text(words.say("data.report"), "heading"),
        Text(words.say("data.report_help")),
        Offer("report", words.say("report.make")),
    )
    return Panel((Beside((report, template, protocol)),))


READING = Display("data.reading", asks_nothing, draw_reading, about=about_nothing,
                  audience="patients")  # fmt: skip
DICTIONARY = Display("data.dictionary", asks_nothing, draw_dictionary, about=about_nothing)
REGISTERED = Display("data.registered", asks_nothing, draw_registered, about=about_nothing)
FILES = Display("data.files", asks_nothing, draw_files, about=about_nothing, audience="patients")
