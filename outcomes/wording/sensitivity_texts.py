
"""What the sensitivity screens say, in English and Chinese."""

SENSITIVITY_ENGLISH: dict[str, str] = {}

SENSITIVITY_CHINESE: dict[str, str] = {}
