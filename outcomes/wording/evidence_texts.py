
"""What the evidence screens say, in English and Chinese."""

EVIDENCE_ENGLISH: dict[str, str] = {}

EVIDENCE_CHINESE: dict[str, str] = {}
