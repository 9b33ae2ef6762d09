"""Dates that count only where another column says so, by hand."""

import numpy as np
import pytest

from outcomes.intake.derive.derived import derive
from outcomes.intake.infer.protocol_text import to_toml
from outcomes.intake.load import load_study
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml
from tests.intake.frames import OS, protocol, table

LEFT = {"column": "left_date", "where": "status = dead"}
BY_STATUS = OS | {"event": LEFT, "censor": "left_date"}
NAME = "left_date where status = dead"


def data_of(endpoint, **columns):
    spec = protocol(endpoint=[endpoint])
    n = len(next(iter(columns.values())))
    given = {"patient_id": [str(i) for i in range(n)], "randomisation_date": ["2021-01-01"] * n}
    return derive(spec, {"patients": table(**given, **columns)}).endpoints["os"]


def test_the_date_counts_where_the_condition_holds_and_ends_follow_up_elsewhere():
    data = data_of(BY_STATUS, left_date=["2021-01-31"] * 2, status=["dead", "alive"])
    assert data.time.tolist() == [30, 30]
    assert data.event.tolist() == [1, 0]


def test_who_may_be_dead_is_neither_dead_nor_alive():
    data = data_of(BY_STATUS, left_date=["2021-01-31", None], status=[None, "dead"])
    assert np.isnan(data.time).all()
    assert data.reason.tolist() == [f"unread:{NAME}"] * 2


def test_several_levels_and_columns_nobody_lists():
    ended = {"column": "end_date", "where": "why = Toxicity, Progression"}
    data = data_of(
        OS | {"event": ["death_date", ended]},
        end_date=["2021-01-11", "2021-01-21", "2021-01-31"],
        why=["toxicity", "PROGRESSION", "completed"],
        death_date=[None, "2021-01-16", None],
        last_contact_date=["2021-03-02"] * 3,
    )
    assert data.time.tolist() == [10, 15, 60]
    assert data.event.tolist() == [1, 1, 0]


def test_both_notations_are_one_protocol_and_it_reads_back():
    tables = protocol(endpoint=[BY_STATUS])
    assert tables.endpoints[0].event == (NAME,)
    assert protocol(endpoint=[BY_STATUS | {"event": NAME}]) == tables
    assert parse_protocol(read_toml(to_toml(tables).encode())) == tables


@pytest.mark.parametrize(
    "event",
    [
        {"column": "left_date"},
        {"column": "left_date", "where": "status"},
        {"column": "left_date", "where": "status = "},
        {"column": "left_date", "where": "status = dead", "else": "x"},
        "left_date where dead",
    ],
)
def test_a_condition_that_is_not_understood_is_refused_with_its_key(event):
    with pytest.raises(ProtocolError, match=r"\[\[endpoint\]\] 'os'.event: "):
        protocol(endpoint=[OS | {"event": event}])


def test_a_date_must_be_a_date_under_a_condition_too():
    with pytest.raises(ProtocolError, match="'sex' is"):
        protocol(endpoint=[OS | {"event": {"column": "sex", "where": "status = dead"}}])


def test_from_a_workbook_an_unreadable_status_is_named_with_the_cell_of_the_date(tmp_path):
    folder = tmp_path / "trial"
    folder.mkdir()
    rows = ["patient_id,arm,randomisation_date,left_date,status", "1,a,2021-01-01,2021-01-31,dead",
            "2,a,2021-01-01,2021-02-10,??", "3,a,2021-01-01,2021-02-10,alive"]  # fmt: skip
    (folder / "patients.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    spec = protocol(endpoint=[BY_STATUS])
    text = to_toml(spec).replace('id = "toy"', 'id = "trial"\nworkbook = "."', 1)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study = load_study(folder)
    data = study.endpoints["os"]
    assert data.event[[0, 2]].tolist() == [1, 0]
    assert np.isnan(data.time[1])
    left = [i for i in study.issues if i.rule == "left_out_of_endpoint"]
    assert [i.cells for i in left] == [("D3",)]
