"""The rules about identifiers: what each finds, in words, and what to do about it."""

from __future__ import annotations

from outcomes.intake.gate.raw import Severity

LONG_TEXT = 120
_DIRECT = "identifier-"
_IF_SO = "Delete it if it is one."
_BY_CODE = "Replace it by the study's patient_id."

WHAT = {
    "identifier-phone": ("a telephone number", "Delete it."),
    "identifier-email": ("an e-mail address", "Delete it."),
    "identifier-resident-id": ("a resident identity or other official number", "Delete it."),
    "identifier-account": ("an account or card of a person", "Delete it."),
    "identifier-record-number": ("a hospital record number", _BY_CODE),
    "identifier-name": ("a person's name", _BY_CODE),
    "identifier-birth-date": ("a date of birth", "Replace it by the age in years."),
    "identifier-address": ("an address", "Delete it."),
    "possible-name": ("possibly a person's name", _IF_SO),
    "possible-initials": ("possibly a person's initials", "Give codes without initials."),
    "possible-phone": ("a number that could be a telephone's", _IF_SO),
    "possible-official-number": ("possibly a person's official or card number", _IF_SO),
    "possible-record-number": ("possibly a hospital record number", _BY_CODE),
    "possible-address": ("possibly an address", _IF_SO),
    "url": ("a web address", "Delete it if it leads to a person's record."),
    "local-path": ("a path on somebody's computer", "Delete it; paths often contain names."),
    "landline": ("possibly a telephone number", _IF_SO),
    "old-resident-id": ("possibly an old 15-digit identity number", _IF_SO),
    "age-over-89": ("an age over 89", "Write 90 for every age over 89."),
    "long-text": ("free text longer than 120 characters", "Check it for names; shorten it."),
    "quasi-identifier": ("a birth year or postal code", "Remove it unless the analysis needs it."),
}


def severity_of(rule: str) -> Severity:
    """A direct identifier is refused; what may be one is asked about."""
    return "error" if rule.startswith(_DIRECT) else "warning"
