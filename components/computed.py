"""The view of a workbench: the cohort is there, and results are computed when asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from components.access import studies_directory
from components.cache import answer, earlier_cut, study_in
from components.view import File, View
from outcomes.clinical.base_data import base_data
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.panel import Offer
from outcomes.export.r_script.recipes import RECIPES
from outcomes.export.r_script.script import to_r_script
from outcomes.model.cohort import Cohort, FilterError, parse_filter
from outcomes.model.plan.benchmarks import published_of
from outcomes.model.plan.pooled import ARMS, pooled
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.model.study import Study
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.result import Result

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Computed(View):
    """One visitor's view of the patients of a study.

    Attributes
    ----------
    cohort : Cohort
        Population and filters chosen in the sidebar.
    fixed : bool
        Whether the analysis set is the display's own, whatever was chosen.
    """

    cohort: Cohort
    language: str = "en"
    theme: str = "light"
    fixed: bool = False

    @property
    def study(self) -> Study:
        return self.cohort.study

    @cached_property
    def scene(self) -> Scene:
        spec = self.study.spec
        scene = scene_of(self.cohort, published_of(spec.benchmarks, studies_directory()))
        return replace(scene, fixed=self.fixed, earlier=earlier_cut(self.study))

    def ask(self, question: Request) -> Result:
        """Return the answer to a question for this cohort, from the cache where it is known."""
        return answer(question, self.cohort)

    def within(self, population: str) -> Self:
        if population not in self.study.populations:
            return self
        return replace(self, cohort=replace(self.cohort, population=population), fixed=True)

    def elsewhere(self, population: str, unit: str, filters: tuple[str, ...]) -> Computed | None:
        if population not in self.study.populations or unit not in DAYS_PER:
            return None
        study = study_in(self.study, unit)
        try:
            conditions = tuple(parse_filter(text, study) for text in filters)
        except FilterError:
            return None
        return replace(self, cohort=Cohort(study, population, conditions))

    def file(self, offer: Offer) -> File | None:
        """Return the protocol as it is used, or the empty workbook."""
        if offer.id == "protocol":
            from outcomes.intake.infer.protocol import to_toml

            content = to_toml(self.spec).encode()
            return File("study.toml", "application/toml", ":material/description:", lambda: content)
        if offer.id.startswith("template."):
            return template_file(offer.id.rpartition(".")[2])
        return None

    @property
    def pooled(self) -> Computed | None:
        if any(one.column in ARMS for one in self.cohort.filters):
            return None
        return replace(self, cohort=replace(self.cohort, study=pooled(self.study)))

    def script(self, name: str, asked: Sequence[tuple[Request, Result]]) -> File | None:
        if not any(question.estimator in RECIPES for question, _ in asked):
            return None
        stem = f"{self.spec.study.id}-{name.replace('.', '-')}"
        return File(f"{stem}-R.zip", "application/zip", ":material/terminal:",
                    lambda: self._repeated(stem, asked))  # fmt: skip

    def _repeated(self, stem: str, asked: Sequence[tuple[Request, Result]]) -> bytes:
        """Return a script and its data, packed."""
        data, packed = f"{stem}.csv", io.BytesIO()
        context = (*self.caption(None), *self.scene.corrected)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(f"{stem}.R", to_r_script(self.spec, asked, data=data, context=context))
            file.writestr(data, base_data(self.cohort, [q for q, _ in asked]).to_csv(index=False))
        return packed.getvalue()


def template_file(language: str) -> File:
    """Return the empty workbook in a language."""
    from outcomes.intake.sheets.template import template

    name, icon = f"template-{language}.xlsx", ":material/table_view:"
    return File(name, XLSX, icon, lambda: template(language))
