"""Whether two names are one name written in two ways, and whether a name denies a treatment."""

import re
import unicodedata
from collections.abc import Iterable

_SIGN = re.compile(r"^\(?([+-])\)?(?=\D)|\(?([+-])\)?$")
_DASHES = re.compile("[‐‑‒–—−﹣－]")
_WORD = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
_PREFIXES = ("no", "non", "not", "un", "without", "minus", "无", "非", "未", "不")
_GENERIC = frozenset({"arm", "group", "组", "治疗组", "the"})
_LONG = 5  # a slip of the pen in a shorter word makes another word
_JOINED = re.compile(r"[+&/,、]|\b(?:plus|and|with|combined with)\b|联合|合并|加|和")
_BETWEEN = "(?<=[a-z]){}(?=[a-z])"
_DIGITS = ((re.compile(_BETWEEN.format(0)), "o"), (re.compile(_BETWEEN.format(1)), "l"))
_NO = re.compile(
    r"^(?:no|non|not|without|w/o|un|sans|minus)(?=[\W_]|treated|exposed|operated)"
    r"|\b(?:without|w/o|no)\b|^[-](?=\s*[^\W\d])|[-]$|\(-\)$"
    r"|[:=]\s*(?:no|n|0|否|无)$|^(?:no|none|n|否|无|没有)$"
    r"|^(?:无|非|未|不|没有)|(?:无|未|不加|不行|不联合)(?=[a-z]|热灌注|灌注|化疗|治疗|手术)"
)


def plain(text: str) -> str:
    """Return a text with full-width forms, case and kinds of dashes folded."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold().strip()


def denies(text: str, others: Iterable[str] = ()) -> bool:
    """Whether a name says that something was not given: No HIPEC, non-HIPEC, HIPEC−, 无热灌注.

    NoHIPEC says so only beside HIPEC: nothing else tells it from a drug that begins with no.
    """
    joined = "".join(_words(text))
    denied = {prefix + "".join(_words(other)) for other in others for prefix in _PREFIXES}
    return bool(_NO.search(plain(text))) or joined in denied


def alike(one: str, other: str, least: int = _LONG) -> bool:
    """Whether two names differ only in punctuation, a word such as "arm", the order in which
    treatments are added up, or one slip of the pen.

    A plus or minus at either end has a meaning, and so has every digit but a zero or one that
    stands between letters for one of them.

    Parameters
    ----------
    one, other : str
    least : int
        Letters of the shortest word a slip is looked for in.
    """
    if _signs(one) != _signs(other) or denies(one) != denies(other):
        return False
    first, second = _words(one), _words(other)
    if first == second or "".join(first) == "".join(second) or _added(one) == _added(other):
        return bool(first)
    if len(first) != len(second):
        return False
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(differing) == 1 and _one_slip(*differing[0], least)


def _signs(text: str) -> str:
    return "".join(a or b for a, b in _SIGN.findall(plain(text)))


def _words(text: str) -> list[str]:
    folded = plain(text)
    for digit, letter in _DIGITS:
        folded = digit.sub(letter, folded)
    words = _WORD.findall(folded.replace("实验", "试验"))
    return [w.removesuffix("组") for w in words if w not in _GENERIC] or words


def _added(text: str) -> list[list[str]]:
    """Return the words of each treatment a name adds up: HIPEC + SOX is SOX plus HIPEC."""
    return sorted(filter(None, map(_words, _JOINED.split(plain(text)))))


def _one_slip(one: str, other: str, least: int) -> bool:
    """One letter added, dropped or changed, or two neighbors exchanged, in words long enough."""
    short, long = sorted((one, other), key=len)
    if len(short) < least or not (one + other).isalpha() or len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])
