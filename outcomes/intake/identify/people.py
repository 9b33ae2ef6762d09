"""Names and titles of persons, as far as they can be told from ordinary words."""

from __future__ import annotations

import re

_HAN = "[\u4e00-\u9fff]"
# The commonest family names, less those that begin ordinary clinical words or sentences (于 at,
# 和 and, 向 to, 时 when, 经 after, 高 high, 黄 yellow, 白 white, 金 metal, 石 stone are asked about
# only where nothing clinical follows).
_COMPOUND = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|南宫|长孙|宇文"
_SINGLE = (
    "王李张刘陈杨赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯韩曹彭萧蔡潘田董袁余叶蒋杜苏魏吕丁沈任姚卢"
    "傅钟姜崔谭廖范汪陆贾韦夏付方邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
    "黄高白金石程曾彭温"
)
_CLINICAL = (
    "(?!高[血热龄脂烧危度剂分级]|黄[疸染褐色]|白[细蛋介]|金[属标]|石[蜡棉]|程[度序]"
    "|温[度和]|方[案式法]|任[何])"
)
SURNAME = f"{_CLINICAL}(?:{_COMPOUND}|[{_SINGLE}])"
_CHINESE = re.compile(f"{SURNAME}{_HAN}{{1,2}}")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z][a-z]+")
_GIVEN = r"[A-Z][a-z'’\-]{1,30}"

PERSONS = (
    (
        "identifier-name",
        re.compile(
            rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mme|Herr|Frau|Se[nñ]ora?)\.?\s{_GIVEN}"
            f"|{SURNAME}{_HAN}{{0,2}}(?:先生|女士|小姐|太太)"
        ),
    ),
    (
        "possible-name",
        re.compile(
            rf"(?<![A-Za-z])(?:Dr|Prof)\.?\s{_GIVEN}"
            rf"|\b(?:[Pp]t|[Pp]atient|[Ss]ubject|[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter)"
            rf"\s?[:=]\s?{_GIVEN}\s{_GIVEN}"
            f"|{SURNAME}{_HAN}{{1,2}}(?:主任|医生|医师|教授|护士|大夫)"
            f"|(?:患者|病人|家属|配偶|丈夫|妻子|儿子|女儿):?{SURNAME}{_HAN}{{1,2}}"
            r"(?=[,、;。 ]|男|女|陪|$)"
        ),
    ),
)


def is_chinese_name(text: str) -> bool:
    """Whether a text is a Chinese name and nothing else."""
    return bool(_CHINESE.fullmatch(text))


def is_spelled_name(text: str) -> bool:
    """Whether a text is two or three words with capitals, or two run together as in WangFang."""
    words = text.replace(",", " ").split()
    letters = all(
        word.isalpha() and word.isascii() and len(word) > 1 and word[0].isupper() for word in words
    )
    return letters and (2 <= len(words) <= 3 or bool(_CAMEL.fullmatch(text)))
