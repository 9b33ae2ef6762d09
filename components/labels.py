"""Covariates and their levels in the visitor's language."""

from functools import cache

from outcomes.dictionary import Column, sheet_named
from outcomes.model.protocol import Covariate
from outcomes.wording import text


@cache
def _columns() -> dict[str, Column]:
    return {column.name: column for column in sheet_named("patients").columns}


def covariate_label(covariate: Covariate, language: str) -> str:
    """Return the protocol's own label; in Chinese the dictionary's, where it knows the column."""
    column = _columns().get(covariate.id)
    return column.label_zh if language == "zh" and column else covariate.label


def level_label(covariate: Covariate, level: str, language: str) -> str:
    """Return a level as it is shown: its code, or in Chinese the dictionary's word for it."""
    if language != "zh":
        return level
    column = _columns().get(covariate.id)
    codes = {code.value: code.label_zh for code in column.codes} if column else {}
    flags = {"Y": text("level.yes", language), "N": text("level.no", language)}
    return codes.get(level) or flags.get(level, level)


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: lower case, abbreviations left as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
