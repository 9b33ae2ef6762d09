
"""What the safety screens say, in English and Chinese."""

SAFETY_ENGLISH: dict[str, str] = {}

SAFETY_CHINESE: dict[str, str] = {}
