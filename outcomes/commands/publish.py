"""``publish``: a study as a sponsor may see it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outcomes.commands.opening import load as opened
from outcomes.export.site.command import edition

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort
    from outcomes.model.study import Study


def publish(options: argparse.Namespace) -> int:
    """Publish a study as its policy says; write the static edition where one is asked for."""
    from outcomes.clinical.scene import scene_of
    from outcomes.model.plan.benchmarks import published_of
    from outcomes.publish.commands import publish as release

    published_study = ""

    def load(where: str) -> tuple[Study, Callable[[Cohort], Any]]:
        nonlocal published_study
        study = opened(where)
        published_study = study.spec.study.id
        beside = Path(study.spec.folder).resolve().parent
        published = published_of(study.spec.benchmarks, beside)
        return study, partial(scene_of, published=published)

    code = release(options, load)
    if code or options.static is None:
        return code
    return edition(options.to, published_study, options.static)
