"""Planted words and known times, looked for in a bundle.

    python -m bench.publish canaries [STUDY [DIR]]

A demo study is seeded with words in every free text and in the ids of its patients, then published
(into DIR, for `served`). The same answers before they are masked are scanned too: there words,
times and small cells must be found.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bench.publish.scan import Found, Secrets, scan, small_cells
from outcomes.clinical.scene import scene_of
from outcomes.intake.load import load_study
from outcomes.model.study import Study
from outcomes.publish.policy import policy_named
from outcomes.publish.release import Wish, prepare, release
from outcomes.publish.storage.codec import to_json

DATA = Path(__file__).parents[2] / "data"


def main(arguments: Sequence[str]) -> int:
    """Publish a seeded study and scan it; 0 where the bundle is clean and the answers are not."""
    study, secrets = seeded(load_study(DATA / (arguments[0] if arguments else "rmhtnf-demo")))
    directory = Path(arguments[1]) if len(arguments) > 1 else Path(tempfile.mkdtemp())
    wish = Wish(policy_named())
    made = prepare(study, wish, directory, scene_of, lambda *said: None)
    snapshot = release(study, made, wish, directory)
    published, computed = Found(), Found()
    for path in snapshot.directory.iterdir():
        scan(path.read_bytes(), secrets, published)
        published.small += small_cells(path.read_bytes(), wish.policy.k)
    for answers in made.exact.values():
        content = to_json(tuple(answers.items()))
        scan(content, secrets, computed)
        computed.small += small_cells(content, wish.policy.k)
    print(f"{len(secrets.words)} words planted, {secrets.times.size} exact times known")
    print(f"published: {published}\ncomputed: {computed}")
    return int(published.any or not (computed.canaries and computed.times and computed.small))


def seeded(study: Study) -> tuple[Study, Secrets]:
    """Return a study with canaries in its ids and free texts, and what must be nowhere."""
    patients = study.patients.copy()
    ids = {old: f"KANARIE-{i:04d}" for i, old in enumerate(patients["patient_id"])}
    patients["patient_id"] = patients["patient_id"].map(ids)
    words = list(ids.values())
    for column in ("site", "regional_site"):
        if column in patients:
            patients.loc[patients.index[:3], column] = f"Kanarienvogel {column}"
            words.append(f"Kanarienvogel {column}")
    tables = {}
    for name, table in study.tables.items():
        table = table.copy()
        if "patient_id" in table:
            table["patient_id"] = table["patient_id"].map(ids).fillna(table["patient_id"])
        for column in ("term", "reason", "comment", "agent"):
            if column in table and len(table) > 3:
                table[column] = table[column].astype(object)
                table.loc[table.index[:3], column] = f"Kanarienvogel {name} {column}"
                words.append(f"Kanarienvogel {name} {column}")
        tables[name] = table
    times = np.concatenate([e.time for e in study.endpoints.values() if e.time.size])
    times = np.unique(times[np.isfinite(times)])
    times = times[np.abs(2 * times - np.round(2 * times)) > 1e-2]
    spec = study.spec  # its own days are in the protocol, whoever was enrolled on one of them
    told = {spec.study.data_cutoff, spec.plan.accrual_start, spec.plan.accrual_end}
    days = frozenset(days_of(patients, *tables.values()) - set(map(str, told)))
    return replace(study, patients=patients, tables=tables), Secrets(tuple(words), times, days)


def days_of(*tables: pd.DataFrame) -> set[str]:
    """Return the first and the last day of every column: those a range or a date could tell.

    Of all days on which something happened, some fall on a tick of an axis or the end of a month.
    """
    columns = [t[c] for t in tables for c in t if pd.api.types.is_datetime64_any_dtype(t[c])]
    ends = [day for c in columns if c.notna().any() for day in (c.min(), c.max())]
    return {f"{day:%Y-%m-%d}" for day in ends}
