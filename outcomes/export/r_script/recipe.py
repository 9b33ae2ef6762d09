"""What a recipe is made of: an answer, lines of R, checks of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from outcomes.model.further import endpoint_asked
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.results.condition import Condition
from outcomes.results.result import Estimate, Result


class Check(NamedTuple):
    """An estimate, and how R says its value, limits and p-value; empty where R has none."""

    estimate: Estimate
    value: str
    low: str = ""
    high: str = ""
    p_value: str = ""
    within: float = 1e-6


class Asked(NamedTuple):
    """What a recipe is given."""

    spec: StudySpec
    request: Request
    result: Result

    @property
    def competing(self) -> bool:
        return self.spec.endpoint(self.id).kind == "competing"

    @property
    def late(self) -> bool:
        """Whether patients enter after the origin, and count from then on only."""
        name = self.id
        return (
            bool(name) and self.spec.endpoint(name).timed and bool(self.spec.endpoint(name).entry)
        )

    @property
    def covariates(self) -> tuple[str, ...]:
        return self.spec.adjusted_for(self.columns("covariates"))

    @property
    def id(self) -> str:
        """The endpoint asked about, of the protocol or a further one."""
        return endpoint_asked(self.spec, self.request) or self.result.endpoint

    def estimates(self, quantity: str, *methods: str) -> list[Estimate]:
        """Return the estimates of a quantity, made in the given ways only where some are named."""
        found = [e for e in self.result.estimates if e.quantity == quantity]
        return [e for e in found if not methods or e.made_by(*methods)]

    def columns(self, option: str) -> tuple[str, ...]:
        value = self.request.option(option) or ()
        return tuple(value)


Lines = Iterator[str | Check]
Recipe = Callable[[Asked], Lines]


def r_name(name: str) -> str:
    """Return a column's name as R writes it."""
    return f"`{name}`"


def r_text(text: str) -> str:
    """Return a text as R writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def data_of(asked: Asked) -> str:
    """Return the line that takes the patients asked about: followed, or in the denominator."""
    if asked.spec.endpoint(asked.id).timed:
        return f"f <- followed({r_text(asked.id)})"
    own = {endpoint.id for endpoint in asked.spec.endpoints}
    rule = asked.request.option("missing") or ("" if asked.id in own else "failure")
    return f"f <- counted({r_text(asked.id)}{f', {r_text(rule)}' if rule else ''})"


def share(e: Estimate, n: str) -> Check:
    """Return the check of a proportion against successes and patients, with its limits."""
    ends = f"{'wilson' if e.made_by('wilson') else 'exact'}({n})"
    return Check(e, f"{n}[1] / {n}[2]", f"{ends}[1]", f"{ends}[2]")


def gap(e: Estimate, one: str, two: str, p_value: str = "") -> Lines:
    """Yield the difference of two proportions with Newcombe's limits, and its check."""
    yield f"gap <- newcombe({one}, {two})"
    yield Check(e, "gap[1]", "gap[2]", "gap[3]", p_value)


def within(e: Estimate, by: tuple[str, ...] = ()) -> str:
    """Return the line that keeps the patients of a group, and of a condition or stratum."""
    levels = e.group.split("|")
    parts = [f"f${r_name(c)} == {r_text(v)}" for c, v in zip(by, levels, strict=False)]
    arm = levels[len(by)] if len(levels) > len(by) else "all"
    parts += [] if arm == "all" else [f"f$arm == {r_text(arm)}"]
    parts += [condition(e.where, "f")] if e.where else []
    return f"s <- f[which({' & '.join(parts)}), ]" if parts else "s <- f"


def pair(e: Estimate, data: str = "f") -> str:
    """Return the line that keeps the patients of an arm and of its reference."""
    return f"g <- pair({data}, {r_text(e.reference or '')}, {r_text(e.group)})"


def needed(*columns: str) -> str:
    """Return the line that keeps the patients of a pair whose columns are known."""
    return f"g <- complete(g, c({', '.join(map(r_text, columns))}))"


def cox(
    terms: tuple[str, ...] = (), strata: tuple[str, ...] = (), *, data: str = "g", more: str = ""
) -> str:
    """Return a Cox model of arm and further terms, as R writes it."""
    right = "".join(f" + {r_name(t)}" for t in terms)
    right += "".join(f" + strata({r_name(s)})" for s in strata)
    return f"coxph(Surv(time, event == 1) ~ arm{right}, {data}{more}, ties = 'efron')"


def ratio(e: Estimate, fit: str = "fit") -> Check:
    """Return the check of a ratio that is the first coefficient of a fit, with Wald's limits.

    Beside coefficients that run away R's standard errors are those of where its steps ended.
    """
    if any(note.id == "covariate_infinite" for note in e.notes):
        return Check(e, f"first({fit})[1]", within=1e-5)
    return four(e, f"first({fit})")


def four(e: Estimate, name: str) -> Check:
    """Return the check of a number against value, limits and p of a vector of R."""
    return Check(e, f"{name}[1]", f"{name}[2]", f"{name}[3]", f"{name}[4]")


def condition(where: Condition, data: str = "g") -> str:
    """Return who is meant by a condition, as R says it."""
    column = f"{data}[[{r_text(where.column)}]]"
    if where.op == "in":
        return f"{column} %in% c({', '.join(map(r_text, where.levels))})"
    return f"{column} {where.op} {where.bound!r}"
