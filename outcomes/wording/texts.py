"""Texts by key: English is complete, a key another language lacks falls back to it."""

from __future__ import annotations

from outcomes.wording.ascites_texts import ASCITES_CHINESE, ASCITES_ENGLISH
from outcomes.wording.chinese import CHINESE
from outcomes.wording.conversion_texts import CONVERSION_CHINESE, CONVERSION_ENGLISH
from outcomes.wording.depth_chinese import DEPTH_CHINESE
from outcomes.wording.depth_english import DEPTH_ENGLISH
from outcomes.wording.english import ENGLISH as COMMON_ENGLISH
from outcomes.wording.evidence_texts import EVIDENCE_CHINESE, EVIDENCE_ENGLISH
from outcomes.wording.method_texts import METHOD_CHINESE, METHOD_ENGLISH
from outcomes.wording.safety_texts import SAFETY_CHINESE, SAFETY_ENGLISH
from outcomes.wording.screen_chinese import SCREEN_CHINESE
from outcomes.wording.screen_english import SCREEN_ENGLISH
from outcomes.wording.sensitivity_texts import SENSITIVITY_CHINESE, SENSITIVITY_ENGLISH
from outcomes.wording.subgroups_texts import SUBGROUPS_CHINESE, SUBGROUPS_ENGLISH

ENGLISH = {
    **COMMON_ENGLISH,
    **DEPTH_ENGLISH,
    **SCREEN_ENGLISH,
    **ASCITES_ENGLISH,
    **CONVERSION_ENGLISH,
    **EVIDENCE_ENGLISH,
    **METHOD_ENGLISH,
    **SAFETY_ENGLISH,
    **SENSITIVITY_ENGLISH,
    **SUBGROUPS_ENGLISH,
}
ALL_CHINESE = {
    **CHINESE,
    **DEPTH_CHINESE,
    **SCREEN_CHINESE,
    **ASCITES_CHINESE,
    **CONVERSION_CHINESE,
    **EVIDENCE_CHINESE,
    **METHOD_CHINESE,
    **SAFETY_CHINESE,
    **SENSITIVITY_CHINESE,
    **SUBGROUPS_CHINESE,
}
LANGUAGES = {"en": ENGLISH, "zh": ALL_CHINESE}


def text(key: str, language: str = "en", *, default: str | None = None, **values: object) -> str:
    """Return the text of a key in a language, with ``{named}`` values put in.

    Parameters
    ----------
    key
        Dotted name, ``axis.months``. Where ``n=1`` is given and ``key.one`` exists, that is used.
    language
        ``en`` or ``zh``; an unknown language reads as English.
    default
        What to answer where no language knows the key: a label out of the protocol.

    Raises
    ------
    KeyError
        Where English lacks the key and no default is given.
    """
    if values.get("n") == 1 and (f"{key}.one" in ENGLISH):
        key = f"{key}.one"
    found = LANGUAGES.get(language, ENGLISH).get(key) or ENGLISH.get(key)
    if found is None:
        if default is None:
            raise KeyError(f"no text '{key}' in outcomes/wording/english.py")
        return default
    return found.format(**values) if values else found
