"""Texts are data: every key in every language, asking for the same values, read-only."""

import re
import string

import pytest

from outcomes.results.masked import Masked
from outcomes.wording import LANGUAGES, text

ENGLISH = LANGUAGES["en"]
# What stays in Latin letters in any language: people, methods and scales named after them,
# abbreviations of the field, units, and the words of the data contract.
NAMES = set(
    """
    Aalen–Johansen Brier Clark Clavien–Dindo Clopper–Pearson Cox Ding Efron Fine–Gray Fisher
    Fleming–Harrington Gray Greenwood Kaplan–Meier Mantel–Byar Mantel–Haenszel Newcombe Rubin
    Schoenfeld Shao Simon–Makuch VanderWeele Wald Weibull Wilson Ye Yi Peritoneal Outcomes English
    AIC AIPTW AUC BIC CC CI CONSORT CR CSV CY DCR EFS FDA HIPEC HTML HR ICH IIIa IPTW ITT KM NE
    NON-CR NON-PD OR ORR PD PDF PFS PNG PR RECIST SD SVG WHO E C N NK P R S g h mL n p xlsx
    delta gamma lasso log log-log log-rank logistic log–log scikit-survival score
    Bayes Breslow Breslow–Day Cochran–Mantel–Haenszel Greenland–Robins Harrell Katz
    Holm Miettinen–Nurminen Poisson–gamma Robins–Breslow–Greenland Sato Tarone Turnbull Uno Woolf
    max-combo
    patients screening sqrt treatment z csv sas7bdat xpt
    adjust ascites competing endpoint key response surgery true
    """.split()
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.–-]*")


def fields(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_and_asks_for_the_same_values(language):
    texts = LANGUAGES[language]
    assert {k for k in texts.keys() ^ ENGLISH.keys() if not k.endswith(".one")} == set()
    assert [k for k, words in texts.items() if fields(words) != fields(ENGLISH[k])] == []


def test_chinese_leaves_no_english_word_behind():
    left = {}
    for key, words in LANGUAGES["zh"].items():
        plain = re.sub(r"\{[^}]*\}|`[^`]*`|\[\[?\w+\]?\]", "", words)
        found = {w.strip("–-._0123456789") for w in WORD.findall(plain)}
        found = {w for w in found if w not in NAMES and "_" not in w and "." not in w}
        if found:
            left[key] = found
    assert left == {}


def test_texts_cannot_be_changed_by_who_reads_them():
    with pytest.raises(TypeError):
        ENGLISH["tab.survival"] = "Other"


def test_an_unknown_key_is_an_error_and_a_default_is_not():
    assert text("endpoint.own", default="My endpoint") == "My endpoint"
    with pytest.raises(KeyError, match=r"no text 'tab\.nowhere'"):
        text("tab.nowhere")
    assert text("tab.survival", "xx") == "Survival"


def test_one_of_a_thing_has_its_own_text():
    assert text("closed.more", n=3) == "… and 3 more."
    assert text("status.errors", n=1) == "1 data error"
    assert text("status.errors", "zh", n=1) == "1 处数据错误"
    assert text("mapping.dates", n=1) == "1 date"
    assert text("mapping.dates", "zh", n=1) == text("mapping.dates", "zh", n=2).replace("2", "1")


def test_a_number_of_which_nothing_is_said_has_its_own_text():
    assert text("ae.count.never_treated", n=Masked()).startswith("Some patients were never")
    assert text("ae.count.never_treated", n=Masked(11)).startswith("<11 patients were never")
    assert text("ae.count.never_treated", n=12).startswith("12 patients were never")
