from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from outcomes.__main__ import main
from outcomes.export.table import TABLE_COLUMNS
from outcomes.intake.sheets.formats.workbook import Refused
from outcomes.model.file.report import ColumnReport, Issue, SheetReport
from outcomes.model.protocol import Covariate, Population
from outcomes.model.toml.reader import ProtocolError
from tests.studies import make_study

SEX = Covariate("sex", "Sex", "categorical", ("f", "m"), adjust=True, key=True, subgroup=True)
WARNING = Issue("warning", "patients", "C7", "date-order", "death before surgery", "check the date")
ERROR = Issue("error", "patients", "D2", "code", "not a code of sex", "write f or m")


def toy():
    rng = np.random.default_rng(7)
    arm = ["=control", "new"] * 30
    study = make_study(
        rng.exponential(10, 60).round(1),
        (rng.random(60) < 0.8).astype(float),
        arm,
        success=(rng.random(60) < 0.5).astype(float),
        columns={"sex": ["f", "m", "m"] * 20, "age_group": ["<65", "≥65"] * 30},
        covariates=[SEX],
        strata=["sex"],
        landmarks=(6.0,),
    )
    columns = (ColumnReport("ID", "A", "patient_id", 60), ColumnReport("Notes", "C", None, 3))
    return replace(study, read=(SheetReport("Patients", "patients", 60, columns),))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A study folder whose loading gives the toy study."""
    where = tmp_path / "toy"
    where.mkdir()
    (where / "study.toml").write_text("")
    use(monkeypatch, lambda _: toy())
    return where


def use(monkeypatch, load):
    monkeypatch.setattr("outcomes.intake.reader.studies.read_study", load)


def refuse(error):
    def load(_):
        raise error

    return load


def rows(capfdbinary):
    out, _ = capfdbinary.readouterr()
    assert out.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"))))


def test_results_are_csv_on_stdout_with_every_analysis_of_the_study(folder, capfdbinary):
    assert main(["results", str(folder)]) == 0
    found = rows(capfdbinary)
    assert tuple(found[0]) == TABLE_COLUMNS
    assert {r["analysis"] for r in found} >= {
        "enrollment", "baseline", "kaplan_meier", "follow_up", "log_rank", "log_rank_stratified",
        "cox", "cox_stratified", "cox_adjusted", "proportional_hazards", "rmst",
        "milestone_difference", "proportion", "proportion_difference", "subgroup", "iptw",
        "standardized",
    }  # fmt: skip
    (ratio,) = [r for r in found if r["analysis"] == "cox" and r["quantity"] == "hazard_ratio"]
    assert (ratio["group"], ratio["reference"]) == ("new", "'=control")
    assert ratio["quantity"] == "hazard_ratio"
    assert all(r["filters"] == "" for r in found if r["analysis"] != "subgroup")


def test_where_population_and_endpoint_narrow_the_rows(folder, capfdbinary):
    code = main(["results", str(folder), "--endpoint", "os", "--where", "sex in m"])
    found = rows(capfdbinary)
    assert code == 0
    assert {r["endpoint"] for r in found} == {"os"}
    assert {r["filters"].split("; ")[0] for r in found} == {"sex in m"}
    assert main(["results", str(folder), "--population", "itt", "--endpoint", "response"]) == 0
    found = rows(capfdbinary)
    assert {r["analysis"] for r in found} >= {"proportion", "proportion_difference"}
    assert {r["endpoint"] for r in found} == {"response"}


@pytest.mark.parametrize("who", [["--population", "pp"], ["--where", "sex in m"]])
def test_others_than_the_planned_patients_have_no_p_values(folder, capfdbinary, monkeypatch, who):
    study = toy()
    pp = Population("pp", "Per protocol")
    spec = replace(study.spec, populations=(*study.spec.populations, pp))
    masks = {**study.populations, "pp": np.arange(60) % 5 > 0}
    use(monkeypatch, lambda _: replace(study, spec=spec, populations=masks))
    assert main(["results", str(folder)]) == 0
    tested = [r for r in rows(capfdbinary) if r["p_value"]]
    assert {"cox", "log_rank", "proportion_difference"} <= {r["analysis"] for r in tested}
    assert main(["results", str(folder), *who]) == 0
    found = rows(capfdbinary)
    assert not [r for r in found if r["p_value"]]
    assert any("not the patients of the planned analysis" in r["notes"] for r in found)


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_results_go_to_a_file(folder, tmp_path, capsys, suffix):
    target = tmp_path / f"results.{suffix}"
    assert main(["results", str(folder), "-o", str(target)]) == 0
    assert target.stat().st_size > 1000
    assert capsys.readouterr().out == ""


def test_simulated_data_say_so_in_every_row(folder, capfdbinary, monkeypatch):
    study = toy()
    block = replace(study.spec.study, simulated=True)
    use(monkeypatch, lambda _: replace(study, spec=replace(study.spec, study=block)))
    main(["results", str(folder)])
    assert all("simulated data" in r["notes"] for r in rows(capfdbinary))


def test_a_study_is_found_by_name(folder, monkeypatch, capfdbinary):
    monkeypatch.setenv("OUTCOMES_STUDIES", str(folder.parent))
    assert main(["results", "toy", "--endpoint", "response"]) == 0
    assert rows(capfdbinary)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--endpoint", "pfs"], "there is no endpoint 'pfs'; there is os, response"),
        (["--population", "pp"], "there is no population 'pp'; there is itt"),
        (["--where", "age >= 60"], "there is no column 'age'"),
        (["--where", "sex = m"], "is not a filter"),
        (["-o", "/nowhere/results.csv"], "cannot be written"),
    ],
)
def test_what_does_not_exist_is_said_in_one_line(folder, capsys, arguments, words):
    assert main(["results", str(folder), *arguments]) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize(("issues", "code"), [((), 0), ((WARNING,), 0), ((WARNING, ERROR), 1)])
def test_check_says_what_was_read_and_what_is_wrong(folder, monkeypatch, capsys, issues, code):
    use(monkeypatch, lambda _: replace(toy(), issues=issues))
    assert main(["check", str(folder)]) == code
    out = capsys.readouterr().out
    assert "Patients: 60 rows as patients" in out
    assert "columns not read: Notes" in out
    assert "age_group: <65 or ≥65 years." in out.split("Derived columns")[1]
    for issue in issues:
        assert f"{issue.address} {issue.rule} {issue.message} → {issue.remedy}" in out
    assert main(["check", str(folder), "--json"]) == code
    content = json.loads(capsys.readouterr().out)
    assert content["counts"]["error"] == code
    assert [i["address"] for i in content["issues"]] == [i.address for i in issues]


def test_results_of_data_with_errors_come_with_a_word_on_stderr(folder, monkeypatch, capsys):
    use(monkeypatch, lambda _: replace(toy(), issues=(ERROR,)))
    target = folder / "r.csv"
    assert main(["results", str(folder), "-o", str(target)]) == 0
    assert "errors in the data: 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ProtocolError(["[study] lacks 'id'", "two"]), "lacks 'id'"),
        (Refused("macro", "The workbook holds macros.", "Save it as .xlsx."), "holds macros"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (RuntimeError("patient 0815 Miller"), "internal error: RuntimeError"),
    ],
)
def test_what_cannot_be_read_is_exit_2_without_traceback_or_cell(
    folder, monkeypatch, capsys, error, words
):
    use(monkeypatch, refuse(error))
    for command in ("check", "results"):
        assert main([command, str(folder)]) == 2
        err = capsys.readouterr().err
        assert words in err
        assert "Traceback" not in err
        assert "Miller" not in err


def test_no_folder_no_workbook_and_wrong_arguments_are_exit_2(tmp_path, capsys):
    assert main(["check", str(tmp_path / "nothing")]) == 2
    assert "no folder with a study.toml" in capsys.readouterr().err
    for wrong in ([], ["results"], ["results", "x", "-o", "x.pdf"], ["publish"]):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        assert stopped.value.code == 2


def test_a_workbook_alone_is_checked(tmp_path, monkeypatch, capsys):
    seen = []

    def read(path):
        seen.append(path)
        return toy()

    monkeypatch.setattr("outcomes.intake.reader.studies.read_file", read)
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"x")
    assert main(["check", str(book)]) == 0
    assert seen == [book]


def test_help_names_the_commands_and_the_program_starts_without_a_traceback():
    root = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-m", "outcomes", "--help"], cwd=root, capture_output=True, check=True
    )
    assert all(word in run.stdout for word in (b"check", b"results", b"template", b"publish"))


TOML = """
[study]
id = "small"
title = "Small trial"
design = "randomised"
data_cutoff = 2024-12-31
time_unit = "days"
[[arm]]
id = "sox"
label = "SOX"
reference = true
[[arm]]
id = "hipec"
label = "HIPEC"
[[endpoint]]
id = "os"
label = "Overall survival"
kind = "time_to_event"
origin = "randomisation_date"
event = ["death_date"]
censor = "last_contact_date"
landmarks = [100]
"""


def small_folder(tmp_path, arm):
    """A study folder with a workbook of six patients: three deaths, at 30, 60 and 120 days."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "study.toml").write_text(TOML)
    start, book = date(2024, 1, 1), Workbook()
    sheet = book.active
    sheet.title = "patients"
    sheet.append(["patient_id", "arm", "randomisation_date", "death_date", "last_contact_date"])
    for i, days in enumerate([30, 60, 90, 120, 150, 180]):
        end, dead = start + timedelta(days), i in (0, 1, 3)
        sheet.append([f"P{i}", arm[i], start, end if dead else None, end])
    book.save(folder / "workbook.xlsx")
    return folder


def test_a_workbook_on_disk_becomes_numbers(tmp_path):
    folder = small_folder(tmp_path, ["sox", "sox", "hipec", "hipec", "sox", "hipec"])
    root = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-m", "outcomes", "results", str(folder)],
        cwd=root,
        capture_output=True,
        check=True,
    )
    found = list(csv.DictReader(io.StringIO(run.stdout.decode("utf-8-sig"))))
    medians = {r["group"]: float(r["value"]) for r in found if r["quantity"] == "median"
               and r["analysis"] == "kaplan_meier"}  # fmt: skip
    assert medians == {"sox": 60.0, "hipec": 150.0}
    (ratio,) = [r for r in found if r["analysis"] == "cox" and r["quantity"] == "hazard_ratio"]
    assert ratio["value"] == ""
    assert "3 events, fewer than 5" in ratio["notes"]
    assert main(["check", str(folder)]) == 0


def test_an_unreadable_workbook_is_exit_2(tmp_path, capsys):
    folder = small_folder(tmp_path, ["sox"] * 6)
    (folder / "workbook.xlsx").write_bytes(b"not a workbook")
    assert main(["check", str(folder)]) == 2
    assert main(["results", str(folder)]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_template_is_a_workbook(tmp_path, language):
    target = tmp_path / "template.xlsx"
    assert main(["template", "--language", language, "-o", str(target)]) == 0
    assert target.read_bytes()[:2] == b"PK"


CHECKED = """
[study]
id = "checked"
title = "Checked"
design = "single_arm"
data_cutoff = 2022-01-01

[[endpoint]]
id = "os"
label = "OS"
kind = "time_to_event"
origin = "first_treatment_date"
event = ["death_date"]
censor = "last_contact_date"
"""


def checked(tmp_path, *rows, header="patient_id,first_treatment_date,last_contact_date,death_date"):
    """Write a study of one CSV beside its protocol."""
    folder = tmp_path / "checked"
    folder.mkdir()
    (folder / "study.toml").write_text(CHECKED, encoding="utf-8")
    (folder / "patients.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return str(folder)


def findings_of(capsys, *arguments):
    code = main(["check", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)["issues"]


def test_tables_beside_study_toml_need_no_key(tmp_path, capsys):
    folder = checked(tmp_path, "P1,2021-01-01,2021-06-01,", "P2,2021-01-01,2021-06-01,2021-06-01")
    assert main(["check", folder]) == 0
    assert "os: 2 patients, 1 event" in capsys.readouterr().out


def test_the_same_in_many_cells_is_one_finding_and_quotes_none(tmp_path, capsys):
    rows = [f"P{i:04},2021-01-01,2021-06-01,soon{i}" for i in range(300)]
    folder = checked(tmp_path, *rows)
    code, issues = findings_of(capsys, folder)
    assert code == 1
    (finding,) = (i for i in issues if i["rule"] == "not_a_date")
    assert set(finding) == {
        "severity", "rule", "sheet", "cell", "address", "cells", "message", "remedy", "effect",
    }  # fmt: skip
    assert (finding["sheet"], finding["cell"], finding["address"]) == (
        "patients", "D2", "patients!D2",
    )  # fmt: skip
    assert finding["cells"] == [f"patients!D{row}" for row in range(2, 302)]
    assert finding["effect"] == "patients or rows are left out of results"
    assert "soon" not in json.dumps(issues)
    main(["check", folder])
    out = capsys.readouterr().out
    assert "soon" not in out
    assert "300 cells: D2, D3" in out


def test_entries_are_shown_to_whoever_asks(tmp_path, capsys):
    folder = checked(tmp_path, "P1,2021-01-01,2021-06-01,next spring")
    _, issues = findings_of(capsys, folder, "--show-values")
    (finding,) = (i for i in issues if i["rule"] == "not_a_date")
    assert finding["values"] == {"patients!D2": "next spring"}
    main(["check", folder, "--show-values"])
    assert "D2 (next spring)" in capsys.readouterr().out


def test_what_no_result_uses_is_no_failure(tmp_path, capsys):
    """An unreadable hemoglobin is an error of the data, and blocks nothing."""
    header = "patient_id,first_treatment_date,last_contact_date,hemoglobin"
    folder = checked(tmp_path, "P1,2021-01-01,2021-06-01,red", header=header + ",death_date")
    code, issues = findings_of(capsys, folder)
    assert code == 0
    (finding,) = (i for i in issues if i["rule"] == "not_a_number")
    assert (finding["severity"], finding["effect"]) == ("error", "no result changes")


def test_what_was_read_is_told_without_examples(tmp_path, capsys):
    folder = checked(tmp_path, "P1,2021-01-01,2021-06-01,")
    main(["check", folder, "--json"])
    out = capsys.readouterr().out
    assert "2021-06-01" not in out
    assert "P1" not in out
