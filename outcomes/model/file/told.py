"""What the reader of a file says: an English sentence that remembers its pattern and its values.

The pattern is the key under which ``outcomes.wording`` has the sentence in other languages.
"""

from __future__ import annotations

from collections.abc import Iterable


class Told(str):
    """A sentence, as ``pattern.format(*values)`` makes it.

    Attributes
    ----------
    pattern
        English, with ``{}`` for each value.
    values
        What stands there; a sentence among them is said in the language of the whole.
    """

    pattern: str
    values: tuple[object, ...]


def told(pattern: str, *values: object) -> Told:
    """Return a sentence with its values put in.

    Parameters
    ----------
    pattern : str
        English, with ``{}`` for each value; a doubled brace is a brace.
    *values
        In their order.
    """
    sentence = Told(pattern.format(*values))
    sentence.pattern, sentence.values = pattern, values
    return sentence


def listed(mark: str, parts: Iterable[str]) -> Told:
    """Return several sentences or names as one, with a mark between them.

    Parameters
    ----------
    mark : str
        ``" or "``, ``"; "``; with a value on either side it is a pattern.
    parts : iterable of str
    """
    said = list(parts)
    if len(said) < 2:
        return told("{}", *(said or [""]))
    return told(f"{{}}{mark}{{}}", said[0], listed(mark, said[1:]))
