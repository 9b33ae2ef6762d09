"""A question as a value: which estimator, about which endpoint, with which options."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from outcomes.results.note import Note
from outcomes.results.result import BEING_COMPUTED, Result

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort, Timed

Estimator = Callable[..., Result]


class LateEntry(ValueError):
    """Patients come under observation after the origin, and the estimator cannot tell.

    Counted from the origin on, the time before their entry would be immortal.
    """

    def __init__(self, endpoint: str, data: Timed) -> None:
        self.data = data
        super().__init__(f"patients of '{endpoint}' enter after its origin")


class Request(NamedTuple):
    """One question. Hashable: who knows the question can look its answer up.

    Attributes
    ----------
    estimator
        ``room.module``, or ``room.module:function`` where the function is called otherwise, below
        ``outcomes.estimators``. A name, so that asking a question imports no statistics.
    endpoint
        Id of the endpoint, empty where the question is about none.
    options
        Named options of the estimator, in the order they were given.
    """

    estimator: str
    endpoint: str = ""
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """The estimator's own name, without its room."""
        return self.estimator.replace(":", ".").rpartition(".")[2]

    def option(self, name: str) -> Any:
        """Return the value of an option, None where it was not given."""
        return dict(self.options).get(name)

    def ask(self, cohort: Cohort) -> Result:
        """Return the answer for a cohort; that there is none, where it would be immortal time."""
        try:
            found = estimator_named(self.estimator)(cohort, self.endpoint, **dict(self.options))
        except LateEntry as late:
            return self._not_for(cohort, late.data)
        # What a p-value is worth belongs to the answer, whoever asks.
        return estimator_named("conduct.hierarchy:with_standing")(cohort, found)

    def awaited(self) -> Result:
        """Return what stands for the answer while it is being computed: no number, and that."""
        return Result(self.name, self.endpoint, notes=(BEING_COMPUTED,))

    def _not_for(self, cohort: Cohort, data: Timed) -> Result:
        return Result(
            self.name, self.endpoint, cohort.population, cohort.words,
            n=len(data.time), n_events=int((data.event == 1).sum()), n_missing=data.n_missing,
            notes=(Note("not_estimated", why=Note("late_entry_unheeded")),),
        )  # fmt: skip


def request(estimator: str, endpoint: str = "", **options: Any) -> Request:
    """Return a question with its options written as keywords."""
    return Request(estimator, endpoint, tuple(options.items()))


@cache
def estimator_named(name: str) -> Estimator:
    """Return the estimator of that name.

    Raises
    ------
    ModuleNotFoundError, AttributeError
        Where there is none.
    """
    module, _, function = name.partition(":")
    found = import_module(f"outcomes.estimators.{module}")
    estimator: Estimator = getattr(found, function or module.rpartition(".")[2])
    return estimator
