"""What the reader of a file says, with the columns as a reader of the language calls them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from outcomes.dictionary import SHEETS
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.wording import tell, text


def told_in(sentence: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """Return a finding or its remedy in a language.

    Parameters
    ----------
    sentence
        As the reader of the file made it.
    language
        The name of a folder of texts.
    names
        What else has a name beside the columns: endpoints by id.
    """
    return tell(sentence, language, {**_columns(language), **(names or {})})


@cache
def _columns(language: str) -> Mapping[str, str]:
    """Return the dictionary's labels by id and by English label; none where ids are English."""
    if language != "zh":
        return {}
    columns = [column for sheet in reversed(SHEETS) for column in sheet.columns]
    derived = {c.name: text(f"derived.{c.name}", language, default=c.name) for c in DERIVED_COLUMNS}
    by_label = {column.label: column.label_zh for column in columns}
    labels = derived | by_label | {column.name: column.label_zh for column in columns}
    return labels | {"years": text("covariate_unit.years", language)}
