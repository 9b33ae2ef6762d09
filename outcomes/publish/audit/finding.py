"""What an audit says."""

from __future__ import annotations

from typing import NamedTuple

from outcomes.wording.texts import text


class Finding(NamedTuple):
    """A rule that does not hold, and where; never what was found."""

    rule: str
    place: str

    def said(self, language: str = "en") -> str:
        """Return the rule in words, and the place."""
        return f"{text(f'finding.{self.rule}', language)}: {self.place}"
