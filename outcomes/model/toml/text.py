"""The text of a TOML file to its tables, after a look at how much it would ask of the parser."""

import re
import tomllib
from typing import Any

from outcomes.model.file.told import Told, told
from outcomes.model.toml.reader import ProtocolError

MOST_BYTES = 256 << 10
MOST_KEYS = 5_000  # values of lists among them
DEEPEST = 12
_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")
_QUOTE = re.compile(r"[\"'#]")
# A text or a comment. Possessive, and never one quotation mark of three: each character is seen
# once, and a text that does not end is none.
_ASIDE = re.compile(
    r"\"\"\"(?:[^\"\\]|\\.|\"{1,2}(?!\"))*+\"{3,5}|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r"|\"(?!\"\")(?:[^\"\\\n]|\\.)*+\"|'(?!'')[^'\n]*+'|#[^\n]*",
    re.S,
)
_BRACKET = re.compile(r"[\[\]{}]")
_TABLE = re.compile(r"(?m)^[ \t]*(\[+[^\[\]\n]*\]+)")
_LONG_NUMBER = re.compile(r"[0-9_]{40}")
_BETWEEN_KEYS = re.compile(r"[=,\n\[\]{}]")


def read_toml(content: bytes, name: str = "study.toml") -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    ProtocolError
        When it is not TOML in UTF-8 (saying where its syntax breaks), or larger, deeper or with
        more keys than any protocol: `tomllib` takes gigabytes or minutes for such files.
    """
    if len(content) > MOST_BYTES:
        most = told("larger than {} kB", MOST_BYTES >> 10)
        raise _too_much(name, most)
    outline = _outline(content.decode("utf-8-sig", "replace"))
    _check_extent(outline, name)
    _check_numbers(outline)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise ProtocolError(
            [told("{} is not valid TOML in UTF-8: {}", name, _broken(error))]
        ) from error


def _too_much(name: str, most: Told) -> ProtocolError:
    said = told("{} is {}; keep in it only what docs/DATA.md describes", name, most)
    return ProtocolError([said])


def _broken(error: ValueError) -> str:
    """Return where the syntax breaks, and in English how."""
    if isinstance(error, UnicodeDecodeError):
        return told("its byte {} is no character", error.start + 1)
    found = _PLACE.fullmatch(str(error))
    if found:
        return told("{} (at line {}, column {})", *found.groups())
    return told("{} (at end of document)", str(error).removesuffix(" (at end of document)"))


def _outline(text: str) -> str:
    """Return the text with ``x`` for every quoted text and nothing for comments."""
    pieces, at = [], 0
    while found := _QUOTE.search(text, at):
        pieces.append(text[at : found.start()])
        aside = _ASIDE.match(text, found.start())
        if aside is None:  # the parser will stop here too
            return "".join(pieces)
        pieces.append("" if found[0] == "#" else "x")
        at = aside.end()
    return "".join([*pieces, text[at:]])


def _check_extent(outline: str, name: str) -> None:
    keys = sum(outline.count(mark) for mark in "=[{,")
    if keys > MOST_KEYS:
        most = told("of more than {:,} keys and values", MOST_KEYS)
        raise _too_much(name, most)
    depth = deepest = 0
    for bracket in _BRACKET.findall(outline):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    dots = max(key.count(".") for key in _BETWEEN_KEYS.split(outline))
    if max(deepest, dots) > DEEPEST:
        most = told("nested more than {} levels deep", DEEPEST)
        raise _too_much(name, most)


def _check_numbers(outline: str) -> None:
    """Refuse a number of very many digits by its key; the parser would not say whose it is."""
    found = _LONG_NUMBER.search(outline)
    if found is None:
        return
    before = outline[: found.start()]
    table = (_TABLE.findall(before) or [""])[-1]
    key = before.rpartition("=")[0].rpartition("\n")[2].strip()
    where = f"{table}.{key[-60:]}"
    raise ProtocolError([told("{}: a number of 40 digits or more", where)])
