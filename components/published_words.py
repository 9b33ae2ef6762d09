"""The table of published results: where each was read, and what does not fit in it."""

from typing import NamedTuple

from components.view import View
from outcomes.figures.base.table import Table
from outcomes.model.benchmarks import Published, PublishedQuantity, check_benchmark
from outcomes.wording import format_number, format_p

HEADS = ("trial", "arm", "n", "estimate", "p", "read", "remarks")


class Asked(NamedTuple):
    """What is shown: a quantity of a measure, at a time (in months) where it has one."""

    measure: str
    quantity: str
    at: float | None = None

    @property
    def code(self) -> str:
        """Name in the link."""
        return "-".join([self.measure, self.quantity, *([f"{self.at:g}"] if self.at else [])])


def table_of(view: View, published: list[Published], asked: Asked) -> Table:
    """Return a row per printed number: as it was printed, with provenance and remarks."""
    rows = []
    for trial in published:
        items = [q for q in trial.quantities if (q.endpoint, q.quantity, q.at) == tuple(asked)]
        for place, item in enumerate(items):
            rows.append(_row(view, trial, item, first=place == 0))
    return Table(tuple(view.say(f"published.column.{head}") for head in HEADS), tuple(rows))


def _row(view: View, trial: Published, item: PublishedQuantity, *, first: bool) -> tuple[str, ...]:
    arm = trial.arm(item.arm)
    n = item.denominator or (arm.n if arm else None)
    name = arm.label if arm else view.say("group.all")
    if item.adjusted or item.method:
        name += f" ({item.method or view.say('published.adjusted_word')})"
    said = [view.say(f"published.from_{trial.provenance}"), trial.citation, trial.source]
    remarks = [*trial.flags, *check_benchmark(trial)]
    return (
        f"{trial.label} ({trial.design}; n = {trial.n})" if first else "",
        name,
        "–" if n is None else str(n),
        _printed(view, item),
        "" if item.p_value is None else format_p(item.p_value),
        ". ".join(said) if first else "",
        "; ".join(remarks) if first else "",
    )


def _printed(view: View, item: PublishedQuantity) -> str:
    """Return a number as it stands in the publication."""
    if item.percent is not None:
        value, decimals = f"{format_number(item.percent, item.decimals)}%", item.decimals
    elif item.value is None:
        value, decimals = "", 0
    else:
        decimals = 2 if "ratio" in item.quantity else 1
        value = format_number(item.value, decimals)
    if item.numerator is not None:
        value = f"{item.numerator}/{item.denominator}" + (f" ({value})" if value else "")
    if not item.interval:
        return value
    low, high = (format_number(limit, decimals) for limit in item.interval)
    if item.level is None:
        return f"{value} ({view.say('published.no_level')} {low}–{high})"
    level = format_number(100 * item.level, 0 if item.level == 0.95 else 1)
    return f"{value} ({view.say('number.ci', level=level)} {low}–{high})"


def remarks_of(view: View) -> str:
    """Return the line that says how to read marks and remarks."""
    return view.say("published.method")
