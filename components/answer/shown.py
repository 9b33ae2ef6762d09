"""A display with its answers as it stands on the page, and what may be taken away of it."""

from dataclasses import dataclass, replace

from components.answer.wall import for_export
from components.view import View
from outcomes.displays.base.added.stamp import stamped
from outcomes.displays.base.display import PAGE, Display, Given, Look, Questions
from outcomes.displays.base.panel import Panel
from outcomes.model.question import Request
from outcomes.results.result import Result


@dataclass(frozen=True, slots=True)
class Shown:
    """A display as it stands on the page.

    Attributes
    ----------
    column
        Tells those side by side apart, and parts of one from the whole.
    whole
        Whether every answer is there: of a part nothing can be taken away.
    """

    view: View
    display: Display
    given: Given
    questions: Questions
    column: str = ""
    whole: bool = True

    def light(self) -> Panel:
        """Return it drawn again for files, which are always light."""
        return self.draw(replace(self.given.look, theme="light", width=PAGE))

    def asked(self) -> list[tuple[Request, Result]]:
        """Return its questions with their answers, as they may leave the page."""
        found = [(q, self.given.answers[name]) for name, q in self.questions.items()]
        counted = [(q, a) for q, a in found if isinstance(a, Result)]  # not single patients
        answers = for_export(self.view, (a for _, a in counted), p_values=self.given.p_values)
        return [(q, a) for (q, _), a in zip(counted, answers, strict=True)]

    def draw(self, look: Look) -> Panel:
        """Return it drawn, each figure with its stamp."""
        panel = self.display.draw(replace(self.given, look=look))
        return stamped(panel, self.view.stamp, look)


@dataclass(frozen=True, slots=True)
class Answer:
    """A display with its answers, drawn: once, or twice where another cohort is held beside."""

    shown: tuple[Shown, ...]
    panels: tuple[Panel, ...]
