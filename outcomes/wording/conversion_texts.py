
"""What the conversion screens say, in English and Chinese."""

CONVERSION_ENGLISH: dict[str, str] = {}

CONVERSION_CHINESE: dict[str, str] = {}
