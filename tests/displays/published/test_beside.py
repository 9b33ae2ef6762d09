"""Published results beside those of the study: their figure says whose events it counts."""

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.displays.published.beside import PUBLISHED
from outcomes.figures.base.look import Look
from outcomes.model.plan.benchmarks import published_of
from tests.displays.asked import answer, cohort_named
from tests.serving import ROOT


def test_the_figure_counts_the_events_of_the_endpoint_it_shows_and_prints_like_others():
    cohort = cohort_named("hipec-sox-demo")
    scene = scene_of(cohort, published_of(cohort.study.spec.benchmarks, ROOT / "data"))
    words = Words(scene.spec)
    chosen = standing(PUBLISHED, scene, words, endpoint="os", published=True)
    caption = caption_of(scene, words, PUBLISHED.about(scene, chosen))
    look = Look(labels=words.labels, names=words.names, caption=caption)
    panel = drawn(PUBLISHED, scene, chosen, lambda question: answer(cohort, question), look)
    (figure,) = panel.figures()
    said = [note["text"] for note in figure.spec["layout"]["annotations"]]
    assert any("136 events (Overall survival)" in line for line in said)
    assert "13.4 (95% CI 8.7–19.2)" in said
