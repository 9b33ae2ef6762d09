"""Earlier cuts of a study: workbooks in ``cuts/``, each named by its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from outcomes.intake.cuts.changes import changes
from outcomes.intake.gate.gate import bytes_of
from outcomes.intake.gate.raw import Refused
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.reader.pool import Passing, Unforeseen
from outcomes.intake.reader.studies import read_upload
from outcomes.model.changes import Earlier
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.told import listed
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.model.study import Study
from outcomes.model.toml.reader import ProtocolError


def cuts_of(folder: Path) -> tuple[Path, ...]:
    """Return the earlier workbooks of a study folder, the earliest first."""
    found = [path for path in (folder / "cuts").glob("*.xlsx") if cut_off(path)]
    return tuple(sorted(found, key=lambda path: path.stem))


def read_cut(spec: StudySpec, path: Path) -> Study:
    """Return the study as it was at an earlier cut, read by the protocol of today.

    Raises
    ------
    Refused
        When the workbook is not read.
    """
    then = replace(spec, study=replace(spec.study, data_cutoff=cut_off(path)))
    return read_upload({path.name: bytes_of(path)}, to_toml(then).encode())


def earlier_of(now: Study) -> Earlier | None:
    """Return the latest earlier cut of a study beside it; None where its folder holds none.

    Raises
    ------
    Passing
        When it was not read for a reason that is not the file's.
    """
    cuts = cuts_of(Path(now.spec.folder)) if now.spec.folder else ()
    cutoff = cut_off(cuts[-1]) if cuts else None
    if cutoff is None:
        return None
    try:
        before = read_cut(now.spec, cuts[-1])
    except Passing:  # next time it may be read
        raise
    except Refused as refusal:
        return Earlier(cutoff, None, problem=refusal.reason)
    except ProtocolError as error:
        return Earlier(cutoff, None, problem=listed("; ", error.problems))
    except Unforeseen as failure:
        return Earlier(cutoff, None, problem=failure.where)
    then, today = (Cohort(study, now.spec.default_population.id) for study in (before, now))
    asked = (q for e in now.spec.endpoints if e.id in before.endpoints for q in headlines(now, e))
    results = tuple((question.ask(then), question.ask(today)) for question in asked)
    return Earlier(cutoff, changes(before, now), results)


def headlines(study: Study, endpoint: Endpoint) -> Iterator[Request]:
    """Yield the questions whose answers stand for an endpoint."""
    describing = {
        "time_to_event": "survival.kaplan_meier",
        "competing": "survival.competing:cumulative_incidence",
        "proportion": "proportions.rates:proportion",
    }
    yield Request(describing[endpoint.kind], endpoint.id)
    if endpoint.kind == "time_to_event" and study.spec.compared_arms:
        yield Request("survival.cox", endpoint.id)


def cut_off(path: Path) -> date | None:
    """Return the date a workbook is named by; None where it is named otherwise."""
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        return None
