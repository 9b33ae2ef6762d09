"""The command line: check a study's data, write its results, a report, an empty template."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from outcomes import __version__
from outcomes.commands.check import check
from outcomes.commands.diff import diff
from outcomes.commands.opening import CLEAN, UNREADABLE, Stop, write
from outcomes.commands.publish import publish
from outcomes.commands.report import report
from outcomes.commands.results import results
from outcomes.export.site.command import add_edition
from outcomes.publish.options import add_others, add_publish
from outcomes.wording import NAMES

PRESETS = ("summary", "full", "dmc-open", "dmc-closed")
TABLES = (".csv", ".json", ".xlsx")
DOCUMENTS = (".html", ".docx", ".pdf", ".pptx")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 errors in the data, 2 unreadable."""
    options = _parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return int(options.command(options))
    except Stop as stop:
        print(f"outcomes: {stop}", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # The reader of our output has left; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception as error:
        # The message of an unforeseen error may quote the data: type and place only.
        print(f"outcomes: internal error: {_place(error)}; please report it", file=sys.stderr)
        return UNREADABLE


def _place(error: Exception) -> str:
    if where := getattr(error, "where", ""):  # in the process that reads files
        return str(where)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m outcomes", description="Outcomes of a trial from its workbook."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checks = commands.add_parser("check", help="say what was read and what is wrong with it")
    checks.add_argument("study", metavar="STUDY|WORKBOOK")
    checks.add_argument("--json", action="store_true", help="machine-readable")
    checks.add_argument("--show-values", action="store_true", help="show the entries in question")
    checks.set_defaults(command=check)
    tables = commands.add_parser("results", help="write every number as one long table")
    tables.add_argument("study", metavar="STUDY|WORKBOOK")
    tables.add_argument("--endpoint", action="append", metavar="ID", help="only this endpoint")
    tables.add_argument("--population", metavar="ID", help="analysis set (default: the study's)")
    tables.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="EXPR",
        help="'column in a,b', 'column >= number' or 'column <= number'",
    )
    tables.add_argument(
        "-o", dest="output", type=_table, metavar="FILE", help="results.csv, .json or .xlsx"
    )
    tables.set_defaults(command=results)
    documents = commands.add_parser("report", help="write the study as one document")
    documents.add_argument("study", metavar="STUDY|WORKBOOK")
    documents.add_argument("--population", metavar="ID", help="analysis set (default: the study's)")
    documents.add_argument(
        "--where", action="append", default=[], metavar="EXPR", help="as results"
    )
    documents.add_argument("--preset", choices=PRESETS, default="summary")
    documents.add_argument("--language", choices=tuple(NAMES), default="en")
    documents.add_argument("-o", dest="output", type=_document, required=True, metavar="FILE")
    documents.set_defaults(command=report)
    cuts = commands.add_parser("diff", help="say what changed between two cuts of a study")
    cuts.add_argument("cuts", metavar="STUDY|WORKBOOK", nargs="+",
                      help="the earlier cut and the later; one: its latest of cuts/")  # fmt: skip
    cuts.set_defaults(command=diff)
    template = commands.add_parser("template", help="write an empty workbook to fill in")
    template.add_argument("--language", choices=("en", "zh"), default="en")
    template.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")
    template.set_defaults(command=_template)
    add_publish(commands).set_defaults(command=publish)
    add_others(commands)
    add_edition(commands)
    return parser


def _table(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in TABLES:
        raise argparse.ArgumentTypeError(f"'{text}' must end in {', '.join(TABLES)}")
    return path


def _document(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in DOCUMENTS:
        raise argparse.ArgumentTypeError(f"'{text}' must end in {', '.join(DOCUMENTS)}")
    return path


def _template(options: argparse.Namespace) -> int:
    from outcomes.intake.sheets.template import template

    write(options.output, template(options.language))
    return CLEAN


if __name__ == "__main__":
    sys.exit(main())
