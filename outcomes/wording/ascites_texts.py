
"""What the ascites screens say, in English and Chinese."""

ASCITES_ENGLISH: dict[str, str] = {}

ASCITES_CHINESE: dict[str, str] = {}
