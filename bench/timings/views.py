"""How long every view takes on its first look: processor seconds, the slowest first.

    python -m bench.timings.views data/hipec-sox-demo
    python -m bench.timings.views 20000     # the randomized demo with so many patients

Each view is asked and drawn in a fork of its own, so that none profits from what another asked
before; what it says afterwards is what its questions took, each asked once, and the drawing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from threadpoolctl import threadpool_limits

from bench.studies import write_demo
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Display, Given, Look, standing
from outcomes.displays.base.words import Words
from outcomes.intake.load import load_study
from outcomes.model.cohort import Cohort
from outcomes.model.question import Request, estimator_named
from outcomes.model.study import Study
from outcomes.results.result import Result
from pages import TABS


def shown(study: Study) -> Iterator[tuple[str, Display]]:
    """Yield the displays of every tab, each once, with the name of its tab."""
    displays = {d.id: (page.TITLE, d) for page in TABS for d in page.TAB.sections.values()}
    yield from displays.values()


def first_look(display: Display, study: Study) -> dict[str, float]:
    """Return the processor seconds of each question and of the drawing."""
    population = study.spec.default_population.id
    if display.within in study.populations:
        population = display.within
    cohort = Cohort(study, population)
    begun = time.process_time()
    scene = scene_of(cohort, ())
    taken = {"(scene)": time.process_time() - begun}
    words = Words(study.spec, "en")
    if display.offered(scene, words):
        return {}
    chosen = standing(display, scene, words)
    questions = display.ask(scene, chosen)
    for question in questions.values():
        estimator_named(question.estimator)
    threadpool_limits(1, "blas")  # what was imported since has threads of its own
    known: dict[Request, Result] = {}
    for name, question in questions.items():
        if question in known:
            continue
        begun = time.process_time()
        known[question] = question.ask(cohort)
        taken[f"{name} = {question.estimator}"] = time.process_time() - begun
    answers = {name: known[question] for name, question in questions.items()}
    begun = time.process_time()
    display.draw(Given(scene, chosen, answers, Look("en", labels=words.labels, names=words.names)))
    taken["(drawing)"] = time.process_time() - begun
    return taken


def apart(display: Display, study: Study) -> dict[str, float]:
    """Return the first look of a display in a fork of this process."""
    reading, writing = os.pipe()
    if not os.fork():
        with os.fdopen(writing, "w") as answer:
            json.dump(first_look(display, study), answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.wait()
    found: dict[str, Any] = json.loads(said) if said else {"failed": float("nan")}
    return found


def main(arguments: list[str]) -> int:
    """Print a line for each view, the slowest first, with its three slowest parts."""
    threadpool_limits(1, "blas")  # as the app does
    given = arguments[0]
    with TemporaryDirectory() as directory:
        large = int(given) if given.isdecimal() else 0
        folder = write_demo(Path(directory), large) if large else Path(given)
        begun = time.process_time()
        study = load_study(folder, rows=20 * large)
    print(f"{time.process_time() - begun:7.2f} s  reading")
    looks = {f"{tab} {d.id}": apart(d, study) for tab, d in shown(study)}
    for name, parts in sorted(looks.items(), key=lambda look: -sum(look[1].values())):
        slowest = sorted(parts.items(), key=lambda part: -part[1])[:3]
        said = ", ".join(f"{part} {seconds:.2f}" for part, seconds in slowest)
        print(f"{sum(parts.values()):7.2f} s  {name:<36} {said}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
