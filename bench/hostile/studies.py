"""Random small studies: any sheets, columns, gaps and protocols, the same for the same seed.

``python -m bench.hostile.studies [first seed] [how many]`` computes the results of each and prints
every request that ends in an error of ours.
"""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from outcomes.dictionary import SHEETS, Column, Sheet, columns_of
from outcomes.displays.catalogue import catalogue
from outcomes.intake.gate.raw import Raw, RawSheet, RawWorkbook, column_letter
from outcomes.intake.load import study_of
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Study
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError

_START = date(2023, 1, 2)
_CUTOFF = date(2024, 12, 31)
_ODD: tuple[Raw, ...] = ("?", "n/a", "see note", "12/13/2023", -1, 999, "3-4", True, "~2", "无")
_ARMS = ("SOX", "HIPEC + SOX", "Observation", "甲")
_LINKED = 0.9  # share of a sheet's rows that belong to a patient there is


def random_study(seed: int) -> Study:
    """Return the study of a seed, read from a workbook in memory, with or without a protocol."""
    rng = Random(seed)
    arms = _ARMS[: rng.choice((1, 1, 2, 2, 2, 2, 3, 4))]
    workbook = random_workbook(rng, arms)
    if rng.random() < 0.2:
        return study_of(workbook, name=f"random {seed}")
    return study_of(workbook, name=f"random {seed}", spec=random_protocol(rng, workbook, arms))


def random_workbook(rng: Random, arms: tuple[str, ...]) -> RawWorkbook:
    """Return a workbook of some sheets with some columns, each filled in its own way."""
    n = rng.choice((0, 1, 2, 3, 5, 8, 13, 20, 30))
    ids = [f"P{i:03}" for i in range(1, n + 1)]
    chosen = [s for s in SHEETS if s.name == "patients" or rng.random() < 0.5]
    sheets = tuple(_sheet(rng, sheet, ids, arms) for sheet in chosen if sheet.name != "meta")
    return RawWorkbook(sheets, f"{rng.getrandbits(256):064x}", False, ())


def _sheet(rng: Random, sheet: Sheet, ids: list[str], arms: tuple[str, ...]) -> RawSheet:
    share = rng.choice((0.3, 0.6, 0.9))
    days = rng.random() < 0.15  # study days in place of dates
    columns = [
        column
        for column in columns_of(sheet.name).values()
        if column.name.endswith("_day") == (days and _dated(column))
        and (column.name == sheet.key or rng.random() < share)
    ]
    if sheet.name == "patients":
        rows, columns = len(ids), [*columns, *_extra(rng)]
    else:
        rows = rng.randrange(0, 3 * len(ids) + 1)
    filled = {c.name: _cells(rng, c, rows, arms) for c in columns}
    if rng.random() < 0.95:
        filled[sheet.key] = _keys(rng, sheet, rows, ids)
    lines = tuple(zip(*filled.values(), strict=True)) if filled else ()
    letters = tuple(column_letter(i) for i in range(len(filled)))
    return RawSheet(sheet.name, tuple(filled), letters, tuple(range(2, rows + 2)), lines)


def _dated(column: Column) -> bool:
    return column.kind in ("date", "datetime") or column.name.endswith("_day")


def _extra(rng: Random) -> list[Column]:
    """Columns the dictionary does not know, which protocols name."""
    made = [Column("os_months", "number", "", "", "", low=0, high=40)]
    made += [Column("os_event", "integer", "", "", "", low=0, high=rng.choice((1, 2)))]
    made += [Column("flag", "yesno", "", "", ""), Column("center", "text", "", "", "")]
    return [column for column in made if rng.random() < 0.6]


def _keys(rng: Random, sheet: Sheet, rows: int, ids: list[str]) -> list[Raw]:
    if sheet.name == "patients":
        return list(ids) if rng.random() < 0.8 else [rng.choice([*ids, None]) for _ in ids]
    if sheet.key == "screening_no":
        return [f"S{i}" for i in range(rows)]
    return [rng.choice(ids) if ids and rng.random() < _LINKED else None for _ in range(rows)]


def _cells(rng: Random, column: Column, rows: int, arms: tuple[str, ...]) -> list[Raw]:
    """Fill a column: blank, with one value, with gaps, or with entries nobody can read."""
    gaps = rng.choice((0.0, 0.0, 0.2, 0.5, 0.9, 1.0))
    odd = rng.choice((0.0, 0.0, 0.0, 0.1, 1.0))
    if rng.random() < 0.05:  # the entries of another column
        column = rng.choice(list(columns_of("patients").values()))
    constant = _value(rng, column, arms) if rng.random() < 0.1 else None

    def cell() -> Raw:
        if rng.random() < gaps:
            return None
        if rng.random() < odd:
            return rng.choice(_ODD)
        return constant if constant is not None else _value(rng, column, arms)

    return [cell() for _ in range(rows)]


def _value(rng: Random, column: Column, arms: tuple[str, ...]) -> Raw:
    if column.name in ("arm", "arm_actual"):
        return rng.choice(arms)
    if column.kind in ("date", "datetime"):
        return _day(rng, column.kind == "datetime")
    if column.kind == "yesno":
        return rng.choice(("Y", "N"))
    if column.kind in ("number", "integer"):
        low = 0 if column.low is None else column.low
        high = 100 if column.high is None else min(column.high, 3000)
        value = rng.uniform(max(low, -30), high)
        return round(value) if column.kind == "integer" else round(value, 1)
    if column.codes:
        return rng.choice(column.codes).value
    return rng.choice(("one", "two", "three", "four"))


def _day(rng: Random, timed: bool) -> datetime:
    midnight = datetime.combine(_START, datetime.min.time())
    day = midnight + timedelta(days=rng.choice((0, 1, rng.randrange(900), rng.randrange(300))))
    return day + timedelta(hours=rng.randrange(24)) if timed and rng.random() < 0.7 else day


def random_protocol(rng: Random, workbook: RawWorkbook, arms: tuple[str, ...]) -> StudySpec:
    """Return a protocol that names what the workbook has, and some of what it has not."""
    while True:
        try:
            return parse_protocol(_blocks(rng, workbook, arms))
        except ProtocolError:
            continue


def _blocks(rng: Random, workbook: RawWorkbook, arms: tuple[str, ...]) -> dict[str, Any]:
    header = next(sheet.header for sheet in workbook.sheets if sheet.name == "patients")
    named = [c.name for c in columns_of("patients").values() if c.baseline]
    named = [n for n in named if n in header or rng.random() < 0.1]
    others = [n for n in (*header, "center", "flag") if n != "patient_id"]
    blocks: dict[str, Any] = {
        "study": {
            "id": "random", "title": "Random",
            "design": rng.choice(("randomised", "single_arm", "observational")),
            "time_unit": rng.choice(("days", "weeks", "months", "years")),
            "setting": rng.choice(("therapeutic", "prophylactic", "mixed")),
        },
        "arm": _arms(rng, arms),
        "endpoint": [_endpoint(rng, i, others) for i in range(rng.randrange(0, 5))],
        "covariate": [_covariate(rng, n) for n in rng.sample(named, min(len(named), 4))],
        "plan": {"strata": rng.sample(sorted({"sex", "site", *others}), rng.choice((0, 0, 1, 2)))},
    }  # fmt: skip
    if rng.random() < 0.9:
        blocks["study"]["data_cutoff"] = rng.choice((_CUTOFF, date(2023, 12, 31), _START))
    if rng.random() < 0.4:
        column = rng.choice(("flag", "flag", "efficacy", rng.choice(others)))
        blocks["population"] = [{"id": "set", "label": "Set", "column": column, "default": True}]
    if rng.random() < 0.5:
        blocks["ascites"] = {"criteria": rng.choice(("category_shift", "who_effusion"))}
    if rng.random() < 0.5:
        blocks["conversion"] = {"origin": rng.choice(("randomisation_date", "consent_date"))}
    if rng.random() < 0.5:
        blocks["safety"] = {"window_hours": 48}
    return blocks


def _arms(rng: Random, arms: tuple[str, ...]) -> list[dict[str, Any]]:
    if len(arms) < 2:
        return []
    listed = [*arms, "Other"] if rng.random() < 0.2 else list(arms)
    return [
        {"id": f"arm_{i}", "label": label, "reference": i == 0} for i, label in enumerate(listed)
    ]


def _endpoint(rng: Random, number: int, others: list[str]) -> dict[str, Any]:
    kind = rng.choice(("time_to_event", "time_to_event", "competing", "proportion"))
    block: dict[str, Any] = {"id": f"e{number}", "label": f"E{number}", "kind": kind}
    any_column = rng.choice(others)
    if kind == "proportion":
        success = ("conversion_surgery", "r0_resection", "ascites_control", "objective_response")
        block |= {"success": rng.choice((*success, "flag", "adverse_event_24h", any_column))}
        block |= {"missing": rng.choice(("failure", "exclude"))}
        if rng.random() < 0.5:
            sets = ("ascites_at_baseline", "flag", "safety", rng.choice(others))
            block |= {"denominator": rng.choice(sets)}
        return block
    block |= {"landmarks": sorted(rng.sample((1, 3, 6, 12, 24, 600), rng.randrange(0, 3)))}
    if rng.random() < 0.5:
        block |= {"tau": rng.choice((6, 12, 36))}
    if rng.random() < 0.3:
        coded = rng.choice(("event_column", "event_column", "censor_column"))
        return block | {"time": "os_months", coded: "os_event", "unit": "months"}
    origins = ("randomisation_date", "first_treatment_date", "surgery_date", "consent_date")
    events = ("death_date", "progression_date", "conversion_date", "peritoneal_recurrence_date")
    block |= {
        "origin": rng.choice((*origins, any_column)),
        "event": rng.sample((*events, any_column), rng.choice((1, 2))),
        "censor": rng.choice(("last_contact_date", "last_assessment_date", any_column)),
    }
    return block | ({"competing": ["death_date"]} if kind == "competing" else {})


def _covariate(rng: Random, name: str) -> dict[str, Any]:
    """Return a block of the kind of its column, or now and then of another."""
    column = columns_of("patients")[name]
    codes = [code.value for code in column.codes] or ["one", "two", "three"]
    listed = {"levels": codes[: rng.randrange(2, len(codes) + 1)] if len(codes) > 2 else codes}
    fitting: dict[str, Any] = {"kind": rng.choice(("categorical", "ordinal")), **listed}
    if column.kind == "yesno":
        fitting = {"kind": "binary"}
    elif column.kind in ("number", "integer"):
        fitting = {"kind": "continuous"} | ({"cut": 40} if rng.random() < 0.5 else {})
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "continuous"}, {"kind": "binary"}, {"kind": "ordinal", **listed},
    )  # fmt: skip
    chosen = fitting if rng.random() < 0.85 else rng.choice(kinds)
    flags = {key: rng.random() < 0.4 for key in ("adjust", "subgroup", "key")}
    return {"id": name, "label": name.title(), **chosen, **flags}


def failures(seed: int) -> list[str]:
    """Return where each request of the study of a seed fails; the study itself, if it does."""
    try:
        study = random_study(seed)
        cohort = Cohort(study, study.spec.default_population.id)
    except Exception as error:
        return [f"reading: {_where(error)}"]
    found = []
    for request in catalogue(study.spec):
        try:
            request.ask(cohort)
        except Exception as error:
            found.append(f"{request.estimator}: {_where(error)}")
    return found


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "outcomes" in Path(frame.filename).parts]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(ours[-3:]))
    return f"{type(error).__name__} at {places}"


def main(arguments: list[str]) -> int:
    """Print every cause of failure with its count and the first seeds that show it."""
    first, count = (int(a) for a in (*arguments, *("0", "100")[len(arguments) :]))
    causes: Counter[str] = Counter()
    seeds: dict[str, list[int]] = {}
    for seed in range(first, first + count):
        for cause in set(failures(seed)):
            causes[cause] += 1
            seeds.setdefault(cause, []).append(seed)
    for cause, n in causes.most_common():
        print(f"{n:5} {cause}  seeds {seeds[cause][:3]}")
    print(f"{len(causes)} causes in {count} studies")
    return bool(causes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
