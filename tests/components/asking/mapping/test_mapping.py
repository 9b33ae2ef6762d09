"""How it was read: what is said of an upload, and what a click on it changes."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from components.asking.mapping import mapping
from components.asking.mapping.corrections import _STATE
from components.asking.mapping.study import _endpoints
from components.computed import Computed
from outcomes.intake.load import load_workbook
from outcomes.model.cohort import Cohort
from tests.apps import AppTest
from tests.intake.infer.test_hinted import HEADERS, workbook
from tests.pages.tables import tables


def script():
    from components.asking.mapping.corrections import corrections_of
    from components.asking.mapping.mapping import show_mapping
    from components.computed import Computed
    from outcomes.intake.load import load_workbook
    from outcomes.model.cohort import Cohort
    from tests.intake.infer.test_hinted import workbook

    hints = corrections_of("one")
    study = load_workbook(workbook(), name="clinic.xlsx", hints=hints)
    show_mapping(Computed(Cohort(study, "itt")), "one")


@pytest.fixture
def page():
    assert workbook()
    opened = AppTest.from_function(script, default_timeout=60).run()
    assert not opened.exception
    return opened.toggle(key="map.entries").set_value(True).run()


def said(page):
    return " ".join(block.value for kind in (page.caption, page.markdown) for block in kind)


def choice(page, *parts):
    wanted = ".".join(("map", "one", *parts))
    kinds = (page.selectbox, page.radio, page.multiselect, page.text_input, page.date_input)
    return next(w for kind in kinds for w in kind if (w.key or "").startswith(wanted))


def hints(page):
    return page.session_state[_STATE]["one"]


def effect(page):
    return tables(page)[0].value.to_numpy().tolist()


def test_entries_stand_beside_what_they_are_read_as(page):
    text = said(page)
    assert "mild → Small" in text.replace("\\", "")
    assert "M → Male" in text.replace("\\", "")


def test_the_effect_holds_events_and_a_median_per_arm(page):
    row = effect(page)[0]
    assert row[:3] == ["Overall survival", "19", "8"]  # one went home: alive or dead
    assert row[3].count("·") == 1
    assert "in this order" in said(page)


def test_a_column_that_is_not_to_be_read_takes_its_endpoints_with_it(page):
    choice(page, "H", "Date death").set_value("—").run()
    assert not page.exception
    assert hints(page).unread == ("Date death",)
    assert not tables(page)
    assert "No endpoint yet" in page.warning[0].value


def test_a_meaning_moves_from_one_column_to_another_and_stays_there(page):
    choice(page, "M", "Ward notes").set_value("patient_id").run()
    assert not page.exception
    assert dict(hints(page).columns) == {"patients.patient_id": "Ward notes"}
    assert choice(page, "A", "Pt No").value == "—"


def test_an_entry_is_given_another_meaning(page):
    choice(page, "E", "mod").set_value("massive").run()
    assert not page.exception
    assert hints(page).values == (("ascites_category", "massive", "mod"),)
    assert "mod → Massive" in said(page).replace("\\", "")


def test_an_endpoint_is_made_of_other_dates(page):
    events = choice(page, "pfs", "event")
    assert set(events.value) == {"progression_date", "death_date"}
    events.set_value(["progression_date"]).run()
    assert not page.exception
    assert hints(page).endpoints == (("pfs", "event", ("progression_date",)),)
    pfs = next(row for row in effect(page) if row[0].startswith("Progression"))
    assert pfs[2] == "7"  # patients 1, 4, 7 … of 20 have a date of progression


def test_an_earlier_cut_off_takes_events_away(page):
    choice(page, "cutoff").set_value(dt.date(2023, 7, 25)).run()  # day 205: deaths of 0, 3 and 5
    assert not page.exception
    assert hints(page).data_cutoff == "2023-07-25"
    assert effect(page)[0][2] == "3"


def test_another_file_starts_from_its_own_reading(page):
    keys = [w.key for w in (*page.selectbox, *page.radio, *page.text_input, *page.date_input)]
    assert all(key.startswith("map.one.") for key in keys)


def test_entries_are_shown_only_behind_a_switch_that_is_off():
    page = AppTest.from_function(script, default_timeout=60).run()
    labels = {widget.label for widget in page.selectbox}
    assert "→ small" not in said(page).replace("\\", "")
    assert "“mod”" not in labels


def hostile():
    from components.asking.mapping.mapping import show_mapping
    from components.computed import Computed
    from outcomes.intake.load import load_workbook
    from outcomes.model.cohort import Cohort

    rows = "".join(f"P{i},![x](http://e.com/a.png),6{i}\n" for i in range(9))
    table = f"patient_id,arm,age\n{rows}P9,other,61\n"
    study = load_workbook(table.encode(), name="patients.csv")
    show_mapping(Computed(Cohort(study, study.spec.default_population.id)), "one")


def test_names_of_arms_are_text():
    page = AppTest.from_function(hostile, default_timeout=60).run()
    assert not page.exception
    options = [option for widget in page.radio for option in widget.options]
    assert any("e.com" in option for option in options)
    assert not any("](" in option.replace("\\](", "") for option in options)


def ready_made():
    from components.asking.mapping.corrections import corrections_of
    from components.asking.mapping.mapping import show_mapping
    from components.computed import Computed
    from outcomes.intake.load import load_workbook
    from outcomes.model.cohort import Cohort
    from tests.intake.infer.test_ready_made import EVENTS, IDS, TIMES, book

    data = book(["ID", "OS months", "OS event"], IDS, TIMES, [e + 1 for e in EVENTS])
    study = load_workbook(data, name="a.xlsx", hints=corrections_of("one"))
    show_mapping(Computed(Cohort(study, "all")), "one")


def test_which_code_is_the_event_is_said_with_two_clicks():
    page = AppTest.from_function(ready_made, default_timeout=60).run()
    assert "2 different entries" in said(page)
    page.toggle(key="map.entries").set_value(True).run()
    choice(page, "C", "1").set_value("0").run()
    choice(page, "C", "2").set_value("1").run()
    assert not page.exception
    assert hints(page).values == (("os_event", "0", "1"), ("os_event", "1", "2"))
    assert effect(page)[0][:3] == ["Overall survival", "8", "5"]
    assert "Overall survival: months" in choice(page, "B").options


def misspelled_arms():
    from components.asking.mapping.corrections import corrections_of
    from components.asking.mapping.mapping import show_mapping
    from components.computed import Computed
    from outcomes.intake.load import load_workbook
    from outcomes.model.cohort import Cohort
    from tests.intake.infer.test_hinted import misspelled

    study = load_workbook(misspelled(), name="clinic.xlsx", hints=corrections_of("one"))
    show_mapping(Computed(Cohort(study, "itt")), "one")


def test_which_arm_a_spelling_means_is_said_with_a_click():
    page = AppTest.from_function(misspelled_arms, default_timeout=60).run()
    page.toggle(key="map.entries").set_value(True).run()
    slip = choice(page, "B", "HIPC+SOX")
    assert slip.options == ["—", "SOX", "HIPEC+SOX", "Hyperthermia + SOX"]
    slip.set_value("hipec_sox").run()
    choice(page, "B", "Hyperthermia + SOX").set_value("hipec_sox").run()
    assert not page.exception
    spellings = ("HIPC+SOX", "Hyperthermia + SOX")
    assert hints(page).values == tuple(("arm", "hipec_sox", s) for s in spellings)
    assert "SOX · HIPEC+SOX" in said(page)


def in_chinese():
    import streamlit as st

    from components.asking.mapping.mapping import show_mapping
    from components.computed import Computed
    from outcomes.intake.load import load_workbook
    from outcomes.model.cohort import Cohort
    from tests.intake.infer.test_hinted import workbook

    study = load_workbook(workbook(), name="clinic.xlsx")
    view = Computed(Cohort(study, "itt"), "zh")
    show_mapping(view, "one")
    for finding in study.issues:
        st.text(view.words.told(finding.message))
        st.text(view.words.told(finding.remedy))


def test_nothing_of_the_page_but_what_the_file_says_is_english_in_chinese():
    page = AppTest.from_function(in_chinese, default_timeout=60).run()
    assert not page.exception
    widgets = (*page.selectbox, *page.multiselect, *page.radio, *page.text_input, *page.toggle)
    shown = [block.value for kind in (page.caption, page.markdown, page.text) for block in kind]
    shown += [w.label for w in widgets]
    shown += [o for w in (*page.selectbox, *page.multiselect, *page.radio) for o in w.options]
    shown += [
        str(cell) for row in (*effect(page), [*tables(page)[0].value.columns]) for cell in row
    ]
    own = {*HEADERS, "Sheet", "SOX", "HIPEC+SOX", "study.toml"}
    quoted = re.compile("|".join(sorted(map(re.escape, own), key=len, reverse=True)))
    left = [quoted.sub("", text.replace("\\", "")) for text in shown]
    assert [text for text in left if re.search(r"[a-z']{3,} [a-z']{3,}", text)] == []


def test_of_very_many_columns_some_are_asked_about_at_once(page, monkeypatch):
    monkeypatch.setattr(mapping, "PAGE", 3)
    one, four = "map.one.A.Pt No.patient_id", "map.one.D.Age.age"
    asked = {w.key for w in page.run().selectbox}
    assert choice(page, "page").options[1] == f"4–6 / {len(HEADERS)}"
    assert one in asked
    assert four not in asked
    choice(page, "page").set_value(3)
    asked = {w.key for w in page.run().selectbox}
    assert not page.exception
    assert one not in asked
    assert four in asked


def test_who_is_in_no_arm_is_left_out_of_what_follows():
    study = load_workbook(workbook(), name="clinic.xlsx")
    itt = study.populations["itt"].copy()
    itt[[0, 2]] = False
    view = Computed(Cohort(replace(study, populations={**study.populations, "itt": itt}), "itt"))
    (_, before, *_, left), (_, after, *_, more) = (
        next(_endpoints(v)) for v in (Computed(Cohort(study, "itt")), view)
    )
    assert (int(before) - int(after), int(more) - int(left)) == (2, 2)
