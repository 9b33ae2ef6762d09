"""A study in a language: the names of what its protocol defines, and every text by key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from outcomes.dictionary import Column, sheet_named
from outcomes.displays.base.said.findings import told_in
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.figures.base.table import estimate_cell
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import parts, reason
from outcomes.model.file.reasons import words as reason_words
from outcomes.model.protocol import Covariate, StudySpec
from outcomes.results.note import Ref, Said
from outcomes.results.result import Estimate
from outcomes.wording import format_at, say, text, unplanned

_MARKDOWN = str.maketrans({mark: "\\" + mark for mark in "\\`*_[]|<>$:~"})

_POPULATIONS = ("itt", "all", "efficacy", "eligible", "evaluable", "per_protocol", "safety")

_PERSONS = ("Borrmann", "Clark", "Clavien", "Karnofsky", "Lauren")

# What begins an item of a list, or a heading.
_BEGINS = re.compile(r"^([^\S\n]*\d{0,9})([.)\-+]|#{1,6})(?=\s|$)", re.M)


def plain(words: str) -> str:
    """Return data-derived words as markdown that is nothing but text.

    Marks that mean nothing where they stand are left: a label is also read out, as it is.
    """
    return _BEGINS.sub(r"\1\\\2", words.translate(_MARKDOWN))


@dataclass(frozen=True, eq=False)
class Words:
    """How one study is spoken of in one language.

    Names out of the protocol come back as they are; ``prose`` makes them harmless where the words
    around them are markdown.
    """

    spec: StudySpec
    language: str = "en"
    marks: Marks = NO_MARKS

    def say(self, key: str, **values: Any) -> str:
        """Return the text of a key; of a protocol nobody wrote, what may be said without one."""
        return _say(key, self.language, self.spec.inferred, **values)

    def say_or(self, key: str, default: str) -> str:
        """Return the text of a key, or the default where no language knows it."""
        return text(key, self.language, default=default)

    def prose(self, key: str, **values: Any) -> str:
        """Return the text of a key as markdown, with the values put in as nothing but text."""
        safe = {k: plain(v) if isinstance(v, str) else v for k, v in values.items()}
        return self.say(key, **safe)

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the groups by id, in protocol order."""
        return {arm.id: arm.label for arm in self.spec.arms} or {"all": self.say("group.all")}

    def arm(self, group: str) -> str:
        """Return the label of a group."""
        return self.labels.get(group, group)

    def pair(self, group: str, reference: str | None = None) -> str:
        """Return an arm against its reference, or the arm alone."""
        if reference is None:
            return self.arm(group)
        return self.say("contrast.arms", arm=self.arm(group), reference=self.arm(reference))

    def endpoint(self, endpoint: Endpoint) -> str:
        """Return the endpoint's name, translated where the dictionary knows it."""
        # An id is the author's choice: what the protocol calls otherwise keeps the protocol's name.
        for key in (f"endpoint.{endpoint.id}.{endpoint.kind}", f"endpoint.{endpoint.id}"):
            if text(key, "en", default="") == endpoint.label:
                return self.say(key)
        return endpoint.label

    def covariate(self, covariate: Covariate) -> str:
        """Return the protocol's own label; in Chinese the dictionary's, where it has one."""
        if self.language == "en":
            return covariate.label
        column = _columns().get(covariate.id)
        told = self.say_or(f"stratum.{covariate.id}", covariate.label)
        return column.label_zh if column else told

    def measured_in(self, covariate: Covariate) -> str:
        """Return the unit of a covariate as it is read; empty where it has none."""
        return self.say_or(f"covariate_unit.{covariate.unit}", covariate.unit)

    def covariates(self, ids: Iterable[str]) -> str:
        """Return covariates as a reader would list them in a sentence."""
        labels = {c.id: in_sentence(self.covariate(c)) for c in self.spec.covariates}
        return ", ".join(labels.get(i, i) for i in ids)

    def level(self, covariate: Covariate, level: str) -> str:
        """Return a level as it is read: yes and no, in Chinese the dictionary's words for codes."""
        flags = {"Y": self.say("level.yes"), "N": self.say("level.no")}
        column = _columns().get(covariate.id) if self.language == "zh" else None
        codes = {code.value: code.label_zh for code in column.codes} if column else {}
        known = codes.get(level) or flags.get(level)
        return known or (self.say_or(f"stratum.{level}", level) if self.language == "zh" else level)

    def population(self, population_id: str) -> str:
        """Return an analysis set's name: what its label says, else what its id stands for."""
        population = self.spec.population(population_id)
        if self.language == "en":
            return population.label
        for name in _POPULATIONS:
            if text(f"population.{name}") == population.label:
                return self.say(f"population.{name}")
        return self.say_or(f"population.{population.id}", population.label)

    def note(self, words: Said | str | tuple[Said, ...]) -> str:
        """Return a note or a method as a reader reads it, with the labels of what it names."""
        return say(words, self.language, self.names)

    @property
    def awaited(self) -> str:
        """What stands in the place of what is still being computed."""
        return self.say("panel.awaited")

    def told(self, sentence: str) -> str:
        """Return a finding or its remedy, with arms and columns as a reader calls them."""
        arms = {arm.id: arm.label for arm in self.spec.arms}
        endpoints = {e.id: self.endpoint(e) for e in self.spec.endpoints}
        return told_in(sentence, self.language, arms | endpoints)

    def column(self, name: str) -> str:
        """Return what a reader calls a column of patients; words of its name where unknown."""
        return _column(name, self.language)

    def moment(self, column: str | None) -> str:
        """Return what happened on the day a date column holds, as it stands in a sentence."""
        name = (column or "").removesuffix("_day").removesuffix("_date")
        dated = f"{name}_date"
        if self.language == "zh":
            told = self.column(dated).removesuffix("日期")
        else:
            told = name.replace("_", " ")
        return self.say_or(f"origin.{dated}", told)

    def _members(self, denominator: str) -> str:
        """Return who is in a denominator: an analysis set, or whoever has a column's yes."""
        spec = self.spec
        if denominator in (p.id for p in spec.populations):
            return self.population(denominator)
        named = next((c for c in spec.covariates if c.id == denominator), None)
        return in_sentence(self.covariate(named) if named else self.column(denominator))

    def reason(self, why: str) -> str:
        """Return why patients lack an endpoint, by its code; empty stands for other reasons."""
        if not why:
            return self.say("lacking.other")
        code, columns = parts(why)
        names = columns.split(", ")
        blamed = ", ".join(_blamed(name, self.language, self.spec.inferred) for name in names)
        return self.told(reason_words(reason(code, blamed)))

    @cached_property
    def names(self) -> Mapping[Ref, str]:
        """Labels of the ids a note may hold."""
        spec = self.spec
        return {
            **_columns_blamed(self.language, self.spec.inferred),
            Ref("arm", "all"): in_sentence(self.say("group.all")),
            **{Ref("arm", arm.id): arm.label for arm in spec.arms},
            **{Ref("endpoint", e.id): self.endpoint(e) for e in spec.endpoints},
            **{Ref("covariate", c.id): in_sentence(self.covariate(c)) for c in spec.covariates},
            **{Ref("population", p.id): self.population(p.id) for p in spec.populations},
            **{
                Ref("column", e.denominator): self._members(e.denominator)
                for e in spec.endpoints
                if e.denominator
            },
            **{
                Ref(
                    "level", level, c.id
                ): f"{in_sentence(self.covariate(c))}: {self.level(c, level)}"
                for c in spec.covariates
                for level in c.levels
            },
        }

    @property
    def unit(self) -> str:
        """The unit of time, written out."""
        return self.say(f"unit.{self.spec.study.time_unit}")

    def units(self, at: float) -> str:
        """Return the unit of time after so many of it: one month, two months."""
        return self.say(f"unit.{self.spec.study.time_unit}", n=at)

    @property
    def unit_short(self) -> str:
        """The unit of time as it stands after a number."""
        return self.say(f"unit.{self.spec.study.time_unit}.short")

    def printed(self, estimate: Estimate, kind: str = "") -> str:
        """Return ``0.61 (95% CI 0.43–0.86)`` with the letters of its caveats."""
        return Look(self.language, marks=self.marks).printed(estimate, kind)

    def cell(self, estimate: Estimate | None, kind: str) -> str:
        """Return an estimate as it stands in a table, or why there is no number."""
        return estimate_cell(estimate, kind, self.language, self.marks)

    def named(self, estimate: Estimate) -> str:
        """Return an estimate as *12 mo, arm vs reference*."""
        at = "" if estimate.at is None else f"{format_at(estimate.at)} {self.unit_short}, "
        return at + self.pair(estimate.group, estimate.reference)


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: lower case, abbreviations left as they are."""
    proper = not label[1:2].islower() or label.startswith(_PERSONS)
    return label if proper else label[:1].lower() + label[1:]


@cache
def _columns() -> dict[str, Column]:
    return {column.name: column for column in sheet_named("patients").columns}


def _say(key: str, language: str, inferred: bool, **values: Any) -> str:
    return text(unplanned(key) if inferred else key, language, **values)


def _column(name: str, language: str) -> str:
    column = _columns().get(name)
    if column is None:
        return text(f"derived.{name}", language, default=name.replace("_", " "))
    return column.label_zh if language == "zh" else column.label


def _blamed(name: str, language: str, inferred: bool) -> str:
    """Return what a column that is spoken of holds, as it stands in a sentence."""
    label, column = in_sentence(_column(name, language)), _columns().get(name)
    dated = column is not None and column.kind == "date"
    return _say("lacking.date", language, inferred, of=label) if dated else label


@cache
def _columns_blamed(language: str, inferred: bool) -> Mapping[Ref, str]:
    return {Ref("column", name): _blamed(name, language, inferred) for name in _columns()}
