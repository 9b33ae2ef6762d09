
"""What the subgroups screens say, in English and Chinese."""

SUBGROUPS_ENGLISH: dict[str, str] = {}

SUBGROUPS_CHINESE: dict[str, str] = {}
