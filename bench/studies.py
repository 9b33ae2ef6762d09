"""Study folders and workbooks of any size, made for timing."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

from outcomes.simulate import ASCITES_LEVELS, hipec_sox_demo, simulate_trial

PROTOCOL = """
[study]
id = "{id}"
title = "Simulated trial of {n} patients"
design = "randomised"
workbook = "tables"
time_unit = "months"
simulated = true

[[arm]]
id = "reference"
label = "Reference"
reference = true

[[arm]]
id = "experimental"
label = "Experimental"

[[population]]
id = "itt"
label = "Intention to treat"
default = true

[[endpoint]]
id = "os"
label = "Overall survival"
kind = "time_to_event"
primary = true
time = "os_months"
event_column = "os_event"
unit = "months"
landmarks = [6, 12]
tau = 18

[[covariate]]
id = "ascites_category"
label = "Baseline ascites"
kind = "ordinal"
levels = ["none", "small", "moderate", "massive"]
adjust = true
subgroup = true
key = true

[[covariate]]
id = "ecog"
label = "ECOG performance status"
kind = "ordinal"
levels = ["0", "1", "2"]
adjust = true
subgroup = true

[[covariate]]
id = "sex"
label = "Sex"
kind = "categorical"
levels = ["male", "female"]

[[covariate]]
id = "age"
label = "Age"
kind = "continuous"
unit = "years"
"""


def write_study(directory: Path, n: int) -> str:
    """Write the study ``trial-<n>`` as a folder of CSV files; return its id."""
    study = f"trial-{n}"
    tables = directory / study / "tables"
    tables.mkdir(parents=True)
    (directory / study / "study.toml").write_text(PROTOCOL.format(id=study, n=n))
    made = simulate_trial(n, 11)
    rng = np.random.default_rng(12)
    pd.DataFrame(
        {
            "patient_id": [f"T{i:06d}" for i in range(1, n + 1)],
            "arm": made["arm"],
            "site": rng.choice(["Site A", "Site B", "Site C"], n),
            "age": rng.normal(60, 9, n).round().clip(19, 89).astype(int),
            "sex": rng.choice(["male", "female"], n),
            "ecog": rng.integers(0, 3, n),
            "ascites_category": made["ascites_category"],
            # Whole days, as in data of a trial: many patients share a time when there are many.
            "os_months": (np.ceil(made["time"] * 30.4375) / 30.4375).round(4),
            "os_event": made["event"],
        }
    ).to_csv(tables / "patients.csv", index=False)
    return study


def write_demo(directory: Path, n: int, *, sheets: int | None = None) -> Path:
    """Write the randomized demo with n patients as a folder of CSV files; return it.

    ``sheets`` keeps the first of them: 1 is a registry of a row per patient.
    """
    folder = directory / f"demo-{n}"
    (folder / "tables").mkdir(parents=True)
    for name, table in list(hipec_sox_demo(n=n).items())[:sheets]:
        table.to_csv(folder / "tables" / f"{name}.csv", index=False)
    protocol = (Path("data") / "hipec-sox-demo" / "study.toml").read_text(encoding="utf-8")
    named = protocol.replace("[study]\n", '[study]\nworkbook = "tables"\n', 1)
    (folder / "study.toml").write_text(named.replace("hipec-sox-demo", folder.name, 1))
    return folder


def workbook_of(rows: int, columns: int) -> bytes:
    """Return an .xlsx as Excel would save it: codes, dates, numbers and texts in turns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("patients")
    known = ["patient_id", "randomisation_date", "age", "ascites_category"]
    sheet.append(known + [f"extra_{j}" for j in range(len(known), columns)])
    start = date(2020, 1, 1)
    for i in range(rows):
        cells = (f"T{i:06d}", start + timedelta(i % 1000), 30 + i % 50, ASCITES_LEVELS[i % 4])
        sheet.append([cells[j % 4] if j < 4 else _extra(i, j) for j in range(columns)])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _extra(i: int, j: int) -> object:
    return (f"word {(i * j) % 97}", (i * 7 + j) % 1000 / 10, i % (j + 2))[j % 3]


def lengthened(workbook: bytes, times: int) -> bytes:
    """Return the workbook with its rows repeated; the row numbers go on."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                head, _, rest = content.partition(b"</row>")
                body, _, foot = rest.rpartition(b"</row>")
                content = head + b"</row>" + (body + b"</row>") * times + foot
            new.writestr(member, content)
    return target.getvalue()
