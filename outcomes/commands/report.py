"""``report``: a study as one document or a deck."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from outcomes.commands.opening import CLEAN, Stop, cohort_of, load, write


def report(options: argparse.Namespace) -> int:
    """Write the document or the deck, saying on the way what is being made."""
    from outcomes.clinical.scene import scene_of
    from outcomes.export.deck import to_deck
    from outcomes.export.report.write import to_report
    from outcomes.model.cohort import parse_filter
    from outcomes.model.plan.benchmarks import published_of
    from outcomes.model.plan.pooled import ARMS, pooled
    from outcomes.model.scene import Scene

    study = load(options.study)
    if options.preset == "dmc-open":
        if any(parse_filter(text, study).column in ARMS for text in options.where):
            raise Stop("an open report knows no arms: it cannot be filtered by them")
        study = pooled(study)
    cohort = cohort_of(study, options.population, options.where)
    published = published_of(study.spec.benchmarks, Path(options.study).resolve().parent)

    def source(population: str) -> tuple[Scene, Callable[[Any], Any]]:
        known = population in study.populations
        asked = replace(cohort, population=population) if known else cohort
        return scene_of(asked, published), lambda question: question.ask(asked)

    def progress(words: str) -> None:
        print(f"  {words}", file=sys.stderr)

    form = options.output.suffix.lower().lstrip(".")
    make = (
        partial(to_deck, template=study.spec.slide_template)
        if form == "pptx"
        else partial(to_report, form=form)
    )
    content = make(source, language=options.language, preset=options.preset, progress=progress)
    write(options.output, content)
    return CLEAN
