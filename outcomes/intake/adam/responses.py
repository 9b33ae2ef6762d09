"""ADRS: the best overall response, from the one PARAMCD the protocol names."""

from collections.abc import Collection

import pandas as pd

from outcomes.dictionary import fold_value
from outcomes.dictionary.codes import OVERALL_RESPONSE
from outcomes.intake.adam.records import People, by_parameter, one_each, records_of
from outcomes.intake.adam.tables import letter_of
from outcomes.intake.adam.times import Joined
from outcomes.intake.cells.coded.codes import spellings
from outcomes.intake.gate.raw import RawSheet, some_rows
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

OBJECTIVE = {"CR": "Y", "PR": "Y", "SD": "N", "NON-CR/NON-PD": "N", "PD": "N"}
_NOT_ASSESSED = {fold_value(text) for text in ("MISSING", "NA", "ND", "NOT DONE", "NOT ASSESSED")}


def responses(tables: Collection[RawSheet], people: People, wanted: str | None) -> Joined:
    """Return ``best_response`` and ``objective_response`` of the patients.

    Parameters
    ----------
    tables, people
        ADRS tables; who entered the study.
    wanted
        PARAMCD of the best overall response (``[adam] best_response``). Several parameters of one
        patient may say CR by different readers or rules, so that none is taken unasked.
    """
    found = Joined()
    codes: list[str] = []
    for raw in tables:
        frame, issues = records_of(raw, people)
        parameters = dict(by_parameter(frame))
        codes += [code for code in parameters if code not in codes]
        if wanted is None:
            found.issues.append(_unasked(raw, parameters))
        elif wanted.upper() in parameters and not found.columns:
            found.issues += issues
            _add(found, raw, wanted.upper(), parameters[wanted.upper()])
    if wanted is not None and not found.columns:
        found.issues.append(_absent(tables, wanted, codes))
    return found


def _unasked(raw: RawSheet, parameters: dict[str, pd.DataFrame]) -> Issue:
    known = spellings(OVERALL_RESPONSE)
    fit = [c for c, rows in parameters.items() if set(map(fold_value, rows["AVALC"])) & set(known)]
    among = ", ".join(fit) or "none of its PARAMCD holds CR, PR, SD or PD"
    return Issue(
        "info", raw.name, "", "responses_not_read",
        told("responses are not read: which PARAMCD is the best overall response is "
             "not said ({})", among),
        'Write [adam] best_response = "…" in study.toml.',
    )  # fmt: skip


def _absent(tables: Collection[RawSheet], wanted: str, codes: list[str]) -> Issue:
    name = next((raw.name for raw in tables), "")
    message = told("[adam].best_response names '{}', which no ADRS table holds", wanted)
    remedy = told("It holds {}.", ", ".join(codes)) if codes else "Add the table ADRS."
    return Issue("error", name, "", "parameter_absent", message, remedy)


def _add(found: Joined, raw: RawSheet, code: str, rows: pd.DataFrame) -> None:
    rows, repeated = one_each(raw, code, rows)
    known = spellings(OVERALL_RESPONSE)
    folded = rows["AVALC"].map(fold_value)
    best = folded.map(known)
    odd = list(rows["_row"][best.isna() & ~folded.isin(_NOT_ASSESSED | {""})])
    found.issues += repeated
    if odd:
        message = told(
            "AVALC of {} is no response of RECIST in {}; read as blank", code, some_rows(odd)
        )
        letter = letter_of(raw, "AVALC")
        found.issues.append(Issue("error", raw.name, letter, "not_a_response", message))
    best = best.where(best.notna(), None)
    found.read.append(raw.name)
    found.columns["best_response"] = dict(zip(rows["USUBJID"], best, strict=True))
    objective = best.map(OBJECTIVE).astype(object)
    objective = objective.where(objective.notna(), None)
    found.columns["objective_response"] = dict(zip(rows["USUBJID"], objective, strict=True))
