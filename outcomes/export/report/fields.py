"""What a Word file says in elements of its own: fields among them, for pages and their numbers."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(name: str, values: dict[str, str] | None = None, text: str = "") -> Any:
    """Return an element with its attributes and its text."""
    made = OxmlElement(name)
    for key, value in (values or {}).items():
        made.set(qn(key), value)
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def field(line: Any, code: str) -> None:
    """Add a field to a paragraph, to be filled by whoever opens the file."""
    begin = element("w:fldChar", {"w:fldCharType": "begin", "w:dirty": "true"})
    between = element("w:fldChar", {"w:fldCharType": "separate"})
    end = element("w:fldChar", {"w:fldCharType": "end"})
    for part in (begin, element("w:instrText", text=code), between, end):
        line.add_run()._r.append(part)
