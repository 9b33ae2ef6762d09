"""Odd but legitimate studies, every page: drawn, explained, in plain words, nothing executed."""

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from components.page.tabs import TABS
from outcomes.intake.load import load_study
from tests.apps import AppTest
from tests.pages.tables import tables
from tests.serving import ROOT

PAGES = tuple(tab.__name__.split(".")[-1] for tab in TABS)
SECTIONS = {
    "ascites": ({"asc": "response"}, {"asc": "time"}, {"asc": "patients", "asc_figure": "swimmer"},
                {"asc": "paracentesis"}),
    "conversion": tuple({"conv": v} for v in ("ladder", "timing", "operation", "after")),
    "survival": ({}, {"panel": "follow"}),
    "sensitivity": ({"rungs": "ladder"}, {"rungs": "imbalance"},
                    {"rungs": "ladder", "sensitive": "response"}),
    "subgroups": ({}, {"subgroup_view": "curve"}, {"endpoint": "response"}),
    "safety": ({"safety": "events"}, {"safety": "window"}),
}  # fmt: skip
HOSTILE = "<img src=x onerror=alert(1)> [x](http://e.com) **b**"
UNWORDED = re.compile(r"(?<![\w./-])(nan|NaT|inf|None(?! of)|Traceback)(?![\w-])")
UNESCAPED = re.compile(r"(?<!\\)<img|(?<!\\)\[x\]\(http|(?<!\\)\*\*b(?<!\\)\*\*")
BLOCKS = """
[[endpoint]]
id = "os"
label = "{endpoint}"
kind = "time_to_event"
primary = true
time = "os_months"
event_column = "os_event"
unit = "months"
landmarks = [6]

[[endpoint]]
id = "response"
label = "{endpoint} rate"
kind = "proportion"
success = "responded"

[[covariate]]
id = "burden"
label = "{covariate}"
kind = "categorical"
levels = ["a, b", "c; d"]
adjust = true
subgroup = true
key = true

[[covariate]]
id = "score"
label = "Score"
kind = "continuous"
cut = 35
adjust = true
subgroup = true
"""


def sheet(n=24, arms=2, **columns):
    """Return n patients with ready-made times; every column can be replaced or (None) dropped."""
    chance = np.random.default_rng(7)
    found = {
        "patient_id": [f"P{i:02}" for i in range(n)],
        "arm": [f"arm{i % arms}" for i in range(n)],
        "burden": chance.choice(["a, b", "c; d"], n),
        "score": chance.normal(35, 5, n).round(1),
        "os_months": chance.exponential(12, n).round(2) + 0.1,
        "os_event": chance.choice([0, 1], n),
        "responded": chance.choice(["Y", "N", ""], n),
    } | columns
    return {name: values for name, values in found.items() if values is not None}


def days(n=24, died=0):
    """Return sheets of a workbook in study days; given a day, every fourth patient dies on it.

    It is the day of an operation; the day before it everybody is assessed.
    """
    last = [died if died and i % 4 == 0 else 60 + 10 * i for i in range(n)]
    ids = [f"P{i:02}" for i in range(n)]
    patients = sheet(
        n,
        randomisation_day=1,
        first_treatment_day=3,
        last_contact_day=last,
        death_day=[day if i % 4 < 2 else None for i, day in enumerate(last)],
    )
    surgery = {"patient_id": ids[:9], "surgery_day": 31, "intent": "conversion", "resected": "Y"}
    ascites = {"patient_id": ids * 2, "assessment_day": [-2] * n + [died or 30] * n,
               "category": ["massive"] * n + ["small"] * n}  # fmt: skip
    return {"patients": patients, "surgery": surgery, "ascites": ascites}


def events():
    """Return sheets with adverse events of hostile or missing terms, without times or grades."""
    rows = {
        "patient_id": [f"P{i:02}" for i in range(12)],
        "term": [HOSTILE, "=HYPERLINK(1)", None] * 4,
        "grade": [None, 5, 3, 1] * 3,
    }
    return {"patients": sheet(), "adverse_events": rows}


def crossing(n=60):
    """Return patients of whom those of one arm die at once or late, those of the other between."""
    times = [(i % 10) / 10 + (0.1 if i < 30 else 30) if i % 2 else 5 + i / 10 for i in range(n)]
    return sheet(n, os_months=times, os_event=[1] * n)


STUDIES = {
    "hazards that cross": {"patients": crossing()},
    "no covariate values": {"patients": sheet(burden=[None] * 24, score=None)},
    "one level": {"patients": sheet(burden=["a, b"] * 24, score=[35] * 24)},
    "covariate implies arm": {"patients": sheet(burden=["a, b", "c; d"] * 12)},
    "arm without events": {"patients": sheet(os_event=[0, 1] * 12, responded=["N", "Y"] * 12)},
    "answers all blank": {"patients": sheet(responded=[None] * 24)},
    "no arm column": {"patients": sheet(arm=None)},
    "unknown arms": {"patients": sheet(arm=["Ctrl", "Exp"] * 12)},
    "one arm alone": {"patients": sheet(24, 1)},
    "three arms": {"patients": sheet(24, 3)},
    "one patient": {"patients": sheet(1)},
    "arm of one": {"patients": sheet(14, arm=["arm1"] + ["arm0"] * 13, os_event=[1] * 14)},
    "twelve patients": {"patients": sheet(12)},
    "deaths on the day": days(died=31),
    "study days": days(),
    "events without times": events(),
}


@cache
def opened(name, folder):
    """Return a study of STUDIES, from a folder as an investigator would make it."""
    sheets = STUDIES[name]
    arms = 3 if name == "three arms" else 2
    labels = [
        HOSTILE,
        "腹腔热灌注化疗联合替吉奥奥沙利铂方案",
        "Arm of more than forty letters in its label",
    ]
    toml = '[study]\nid = "odd"\ntitle = "Odd"\ndesign = "observational"\n'
    for i, label in enumerate(labels[:arms]):
        reference = "reference = true\n" if i == 0 else ""
        toml += f'[[arm]]\nid = "arm{i}"\nlabel = "{label}"\n{reference}'
    toml += BLOCKS.format(endpoint=f"Endpoint {HOSTILE}", covariate=f"Burden {HOSTILE}")
    (folder / "odd").mkdir()
    (folder / "odd" / "study.toml").write_text(toml, encoding="utf-8")
    with pd.ExcelWriter(folder / "odd" / "workbook.xlsx") as book:
        for title, columns in sheets.items():
            pd.DataFrame(columns).to_excel(book, sheet_name=title, index=False)
    return load_study(folder / "odd")


def draw(study, page, choices):
    """Draw one page of a study (runs inside the app under test)."""
    import importlib

    import streamlit as st

    from components.computed import Computed
    from components.link import begin_link, end_link
    from components.page.show import show_page
    from outcomes.model.cohort import Cohort

    for key, value in choices.items():
        st.query_params[key] = value
    link = begin_link(page)
    view = Computed(Cohort(study, study.spec.default_population.id))
    show_page(importlib.import_module(f"pages.{page}"), view)
    end_link(link)


def texts(app):
    """Return what Streamlit renders as markdown."""
    places = (*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success)
    return [str(place.value) for place in places]


def cells(app):
    """Return what stands in tables, which are HTML."""
    for table in tables(app):
        yield from map(str, (*table.value.columns, *table.value.to_numpy().ravel()))


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours
def test_an_odd_study_is_shown_and_explained(monkeypatch, tmp_path, name):
    monkeypatch.chdir(ROOT)
    study = opened(name, tmp_path)
    for page in PAGES:
        for choices in SECTIONS.get(page, ({},)):
            app = AppTest.from_function(draw, args=(study, page, choices), default_timeout=60)
            app.run()
            where = f"{name}: {page} {choices}"
            assert not app.exception, (where, [e.value for e in app.exception])
            assert not any("<img" in e.proto.body for e in app.get("html")), where
            assert not [c for c in cells(app) if UNWORDED.search(c)], where
            said = texts(app)
            assert said or app.dataframe or tables(app), (
                f"{where} shows nothing and does not say why"
            )
            wrong = [t for t in said if UNWORDED.search(t) or UNESCAPED.search(t)]
            assert not wrong, (where, wrong[:2])
