"""One raw cell to one code, arm, level, yes or no, or text."""

import datetime as dt
import re
from collections.abc import Mapping

from outcomes.dictionary import Codes, Column, fold_value
from outcomes.intake.cells.cell import (
    BLANK,
    Cleaned,
    as_text,
    error,
    flagged,
    is_missing,
    quoted,
    unresolved,
)
from outcomes.intake.cells.coded.marks import ALONE, Marks, is_mark
from outcomes.intake.cells.coded.spelling import alike
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import listed, told

_YES = "y yes checked 是 有 true t 1 √ ✓ ✔ ☑ (+) + 已 阳性 positive"
_NO = "n no unchecked 否 无 false f 0 (-) 没有 未 阴性 negative 未见 non"
YESNO = {fold_value(w): 1.0 for w in _YES.split()} | {fold_value(w): 0.0 for w in _NO.split()}
_NUMBERED = re.compile(r"\d+[:=.、)]+(\D.*)")  # 1:DECEASED, 2.女
_DASHES = frozenset(("-", "--", "—", "–", "/", "−"))
_NO_CODES = (dt.date, dt.time, bool)
_ARROW = re.compile(r"\s*(?:→|⇒|->|=>|➔|转至|转为|改为)\s*")
_SEPARATOR = re.compile(r"[;；,，、+|/\n]|\band\b|及|和")


def truth(text: str) -> float | None:
    """Return 1.0 for a word meaning yes, 0.0 for no, None for another."""
    return YESNO.get(fold_value(text))


def spellings(codes: Codes) -> dict[str, str]:
    """Return folded spelling to code value."""
    found: dict[str, str] = {}
    for code in codes:
        for text in (code.value, code.label, code.label_zh, *code.aliases):
            if text:
                found.setdefault(fold_value(text), code.value)
    return found


def clean_code(raw: Raw, column: Column, known: Mapping[str, str]) -> Cleaned:
    """Return the code a cell means; ``known`` maps folded spellings to codes.

    An unknown spelling is an error; one with a question mark is left open with a warning.
    """
    text = as_text(raw)
    key = fold_value(text)
    if key in known:
        return Cleaned(known[key])
    if key in _DASHES and ("(-)" in known or column.notation == "category"):
        return dash_asked(column, raw)
    if is_missing(text):
        return BLANK
    if key.endswith("?") and key.rstrip("?") in known:
        return unresolved(
            "questioned", told("{} {} carries a question mark", column.name, quoted(raw)),
            "Confirm the entry and remove the mark.",
        )  # fmt: skip
    numbered = _NUMBERED.fullmatch(key)
    if numbered and numbered[1] in known:
        return Cleaned(known[numbered[1]])
    return _unknown_code(raw, column, known)


def dash_asked(column: Column, raw: Raw) -> Cleaned:
    """Ask what a dash means where it may be an answer: beside a plus, among amounts of a scale."""
    return unresolved(
        "dash", told("{} {} may mean none or not assessed", column.name, quoted(raw)),
        "Write the word for none, or leave the cell blank.",
    )  # fmt: skip


def is_dash(raw: Raw) -> bool:
    """Whether an entry is a dash and nothing else."""
    return isinstance(raw, str) and as_text(raw) in _DASHES


def _unknown_code(raw: Raw, column: Column, known: Mapping[str, str]) -> Cleaned:
    codes = ", ".join(dict.fromkeys(known.values())) or told("a code declared in study.toml")
    key = fold_value(as_text(raw))
    if column.notation == "category" and re.match(r"^[<>≤≥约~]*\d", key):
        return unresolved(
            "category_amount", told("{} {} is an amount, not a category", column.name, quoted(raw)),
            told("Write one of {}; amounts have a column of their own.", codes),
        )  # fmt: skip
    if re.fullmatch(r"-?\d+(\.\d+)?", key):
        message = told("{} {} is a number whose meaning is not declared", column.name, quoted(raw))
        return error(
            "undeclared_number",
            message,
            told("Say in [values.{}] which number is {}.", column.name, codes),
        )
    return error(
        "not_a_code", told("{} {} is not one of {}", column.name, quoted(raw), codes),
        told("Correct the entry, or map it in [values.{}] of study.toml.", column.name),
    )  # fmt: skip


def clean_codes(raw: Raw, column: Column, known: Mapping[str, str]) -> Cleaned:
    """Return several codes of one cell joined by ``;``, without repeats, in the order written."""
    text = as_text(raw)
    if fold_value(text) in known or is_missing(text):
        return clean_code(raw, column, known)
    parts = [clean_code(p, column, known) for p in _SEPARATOR.split(text) if p.strip()]
    values = list(dict.fromkeys(part.value for part in parts if part.value))
    problem = next((part.problem for part in parts if part.problem), None)
    if problem:
        problem = problem._replace(severity="error")  # the others are used: this part is lost
    return Cleaned(";".join(values) or None, problem)


def clean_arm(raw: Raw, column: Column, known: Mapping[str, str]) -> Cleaned:
    """Return the arm id a cell means; an arrow between two arms is the first one, flagged."""
    text = as_text(raw)
    parts = [part for part in _ARROW.split(text) if part]
    if len(parts) == 2 and fold_value(text) not in known:
        ids = [known.get(fold_value(part)) for part in parts]
        if all(ids):
            arm = ids[0] if column.name != "arm_actual" else ids[1]
            return flagged(
                arm, "crossover", told("{} names two arms: read as '{}', a crossover",
                                       column.name, arm),
                "Give the planned arm in arm, the treatment received in arm_actual and the date "
                "in follow_up, crossover_date.",
            )  # fmt: skip
    if fold_value(text) in known or is_missing(text):
        return clean_code(raw, column, known)
    arms = dict.fromkeys(known.values())
    near = next((arm for spelling, arm in known.items() if alike(text, spelling, 3)), None)
    hint = told("; it is close to {}", near) if near else ""
    return error(
        "not_an_arm", told("{} {} is not one of {}{}",
                           column.name, quoted(raw), listed(", ", arms), hint),
        "Add the spelling to the aliases of the [[arm]] in study.toml.",
    )  # fmt: skip


def clean_level(raw: Raw, column: Column, known: Mapping[str, str]) -> Cleaned:
    """Return the level of a covariate; one that study.toml does not declare is kept and flagged."""
    text = as_text(raw)
    key = fold_value(text)
    if key in known:
        return Cleaned(known[key])
    if is_missing(text):
        return BLANK
    if key.endswith("?") and key.rstrip("?") in known:
        return clean_code(raw, column, known)
    return flagged(
        text, "undeclared_level", told("{} {} is not among its levels", column.name, quoted(raw)),
        told("Correct the entry, add the level, or map it in [values.{}].", column.name),
    )  # fmt: skip


def clean_yesno(raw: Raw, column: Column, marks: Marks = ALONE) -> Cleaned:
    """Return 1.0 for yes, 0.0 for no; ``marks`` says what marks mean in the column."""
    text = as_text(raw)
    key = fold_value(text)
    if not key and marks.blank is not None:
        return Cleaned(marks.blank)
    if key in marks.meaning:
        return Cleaned(marks.meaning[key])
    if key in YESNO:
        return Cleaned(YESNO[key])
    if is_missing(text):
        return BLANK
    if is_mark(key):
        return unresolved(
            "mark_ambiguous", told("{} {} may be a tick or a cross", column.name, quoted(raw)),
            told("Write Y or N, or map the mark in [values.{}] of study.toml.", column.name),
        )  # fmt: skip
    if key.endswith("?"):
        return unresolved(
            "questioned",
            told("{} {} carries a question mark", column.name, quoted(raw)),
            "Write Y or N.",
        )
    remedy = told("Write Y or N, or map the entry in [values.{}] of study.toml.", column.name)
    return error(
        "not_yes_or_no", told("{} {} is neither yes nor no", column.name, quoted(raw)), remedy
    )


def clean_text(raw: Raw, column: Column) -> Cleaned:
    """Return free text as it is."""
    text = as_text(raw)
    return BLANK if is_missing(text) and text not in ("None", "none") else Cleaned(text or None)


def clean_id(raw: Raw, column: Column) -> Cleaned:
    """Return an identifier as text: leading zeros stay, 7.0 is "7". Never quoted in a message."""
    if isinstance(raw, _NO_CODES):
        return error(
            "id_changed", told("{} is a date or a logical value, not a code", column.name),
            "Format the column as text and enter the code again.",
        )  # fmt: skip
    text = as_text(raw)
    if isinstance(raw, float) and not raw.is_integer():
        return flagged(
            text, "id_changed", told("{} is a number with decimals", column.name),
            "Format the column as text and enter the code again.",
        )  # fmt: skip
    return Cleaned(text) if text and text not in _DASHES else BLANK
