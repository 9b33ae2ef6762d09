"""Charts in a real browser: changed in place, read by pointer and keys, or said in words."""

import re

import pytest

from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.shapes import Line
from tests.browser.measuring import DRAWING
from tests.serving import answered, settled

pytestmark = pytest.mark.browser

PLOT = ".chart .chart-place"
# The place of the first figure: kept on the window to be found again.
KEEP = f"window.kept = document.querySelector('{PLOT}')"
KEPT = f"window.kept === document.querySelector('{PLOT}')"
# How long words wait before they are shown; they wait no more.
WAITED = """words => words.getAnimations().map(waiting => {
    waiting.finish();
    return waiting.effect.getComputedTiming().endTime;
})"""
PAD = 2.0  # pixels between a note and its anchor on the screen, which files do without


@pytest.fixture
def survival(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    return page


def words(page):
    """Return the figure's own words: the notes in it."""
    return page.locator(f"{PLOT} .drawing text").all_text_contents()


def patients(page):
    """Return the patients counted in the status line."""
    text = page.locator('[data-testid="stMain"]').inner_text()
    return re.search(r"([\d,]+) of [\d,]+ patients", text).group(1)


def filtered(page):
    """Choose a level of a filter and wait for the answer."""
    level = page.locator('[data-testid="stSidebar"] button', has_text=re.compile("^moderate · "))
    with answered(page):
        level.first.click()


def test_a_filter_changes_the_drawing_in_place_to_the_new_numbers(survival):
    before = words(survival)
    survival.evaluate(KEEP)
    filtered(survival)
    assert survival.evaluate(KEPT)
    after = words(survival)
    assert after != before
    assert any(f"{patients(survival)} of 164 patients" in line for line in after)
    label = survival.locator(".chart").first.get_attribute("aria-label")
    events = next(line for line in after if "events" in line)
    assert events.split(" ")[0] in label


def test_the_pointer_reads_every_arm_and_their_difference(survival):
    for _ in range(2):  # as opened, and after a change
        box = survival.locator(PLOT).bounding_box()
        survival.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
        survival.locator(".hoverlayer .hovertext, .hoverlayer .legend").first.wait_for()
        said = survival.locator(".hoverlayer").first.text_content()
        for part in (r"[\d.]+ months", r"SOX : \d+%", r"HIPEC \+ SOX : \d+%", r"HIPEC.* − SOX : "):
            assert re.search(part, said), (part, said)
        assert len(re.findall(r"at risk \d+", said)) == 2
        survival.mouse.move(5, 5)
        filtered(survival)


def test_the_arrow_keys_read_it_too(survival):
    survival.locator(".chart").first.focus()
    read = []
    for _ in range(3):
        before = survival.locator(".hoverlayer").all_text_contents()
        survival.keyboard.press("ArrowRight")
        survival.wait_for_function(
            """before => { const said = document.querySelector('.hoverlayer')?.textContent;
                return / months/.test(said) && said !== before }""",
            arg=before[0] if before else "",
        )
        read.append(survival.locator(".hoverlayer").first.text_content())
    assert len({re.search(r"[\d.]+ months", said).group() for said in read}) == 3
    survival.keyboard.press("Escape")
    survival.wait_for_function("() => document.querySelector('.hoverlayer').textContent === ''")


def test_it_follows_the_width_of_the_window(survival):
    survival.evaluate(KEEP)
    wider = f"() => document.querySelector('.chart .drawing').clientWidth > 1.2 * {width(survival)}"
    survival.set_viewport_size({"width": 1600, "height": 900})
    survival.wait_for_function(wider)
    assert survival.evaluate(KEPT)
    survival.wait_for_timeout(500)  # the app makes the figure again for that width
    settled(survival)
    assert abs(width(survival) - survival.locator(".chart").first.bounding_box()["width"]) < 1


def width(page):
    return page.evaluate("document.querySelector('.chart .drawing').getBoundingClientRect().width")


def test_without_plotly_the_figure_is_drawn_and_only_not_read(page, server):
    page.route(re.compile(r"^[^?]*/plotly-"), lambda route: route.abort())
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    page.locator(PLOT).first.hover()
    page.wait_for_timeout(500)
    assert any("events" in line for line in words(page))
    assert page.locator(".chart-words").first.is_hidden()


def test_without_our_script_the_words_of_a_figure_stand_in_its_place(page, server):
    page.route(re.compile("/chart/chart-"), lambda route: route.abort())
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    stated = page.locator(".chart-words", has_text="events").first
    stated.wait_for(state="attached")
    assert stated.evaluate(WAITED) == [10_000]  # ms, which nobody waits for here
    stated.wait_for(state="visible")
    assert stated.inner_text() == page.locator(".chart").first.get_attribute("aria-label")


def test_until_a_pointer_comes_plotly_is_not_needed(survival):
    survival.wait_for_timeout(1000)
    assert not survival.evaluate("'Plotly' in window")
    survival.locator(PLOT).first.hover()
    survival.wait_for_function("() => 'Plotly' in window")
    survival.locator(f"{PLOT} .js-plotly-plot .main-svg").first.wait_for()


@pytest.mark.parametrize(("study", "theme"), [("hipec-sox-demo", "dark"), ("rmhtnf-demo", "light")])
def test_the_screen_draws_what_files_draw(every_tab, study, theme):
    """Two implementations agree: the same lines, areas and words at the same places."""
    seen = 0
    for tab, opened in every_tab(study, "en", theme).items():
        for drawn, figure in opened.drawn:
            data = [t for t in figure["data"] if (t.get("meta") or {}).get("layer") != "hover"]
            marks = page_of({**figure, "data": data}, 900).marks
            expected = [m for m in marks if not isinstance(m, Line)]
            outlines = sorted(_outline(m["points"], m.get("fill"), m.get("stroke")) for m in drawn
                              if "points" in m)  # fmt: skip
            assert outlines == sorted(_outline(m.points, m.fill, m.stroke) for m in expected), tab
            lines = sorted((m for m in drawn if "runs" in m), key=_said)
            written = sorted((m for m in marks if isinstance(m, Line)), key=_written)
            assert list(map(_said, lines)) == list(map(_written, written)), tab
            for ours, theirs in zip(lines, written, strict=True):
                assert abs(ours["x"] - theirs.x) <= PAD + 0.1
            seen += 1
    assert seen > 8


def test_a_thousand_marks_of_censoring_are_one_outline_and_each_is_where_it_was(page):
    page.add_script_tag(content=DRAWING)
    marks, paths = page.evaluate(
        """() => {
            const x = Array.from({ length: 1000 }, (_, i) => i);
            const marker = { symbol: "line-ns", size: 8 };
            const dots = { type: "scatter", mode: "markers", x, y: x };
            const axis = { range: [0, 1000], tickvals: [] };
            const figure = { layout: { height: 400, xaxis: axis, yaxis: axis }, data: [
                { ...dots, marker: { ...marker, color: "#111111" } },
                { ...dots, marker: { ...marker, color: "#222222" } },
                { ...dots, marker: { ...marker, color: "#222222" }, opacity: 0.5 },
                { ...dots, marker: { size: 8, color: "#222222" } },
            ] };
            const svg = new DOMParser().parseFromString(svgOf(figure, 900, "a"), "text/html");
            return [marksOf(figure, 900), [...svg.querySelectorAll("path")].map(path =>
                [path.getAttribute("stroke"), path.getAttribute("d")])];
        }"""
    )
    assert len(marks) == 4000
    assert len(paths) == 2 + 1000 + 1000  # what is filled or seen through stays in its order
    drawn = [(stroke, part) for stroke, d in paths[:2] for part in d.split("M")[1:]]
    assert drawn == [(mark["stroke"], _path(mark["points"])) for mark in marks[:2000]]


def _path(points):
    return "L".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(value):
    return f"{round(value + 1e-9, 2):.10g}"


def _outline(points, fill, stroke):
    return (fill or "", stroke or "", [[round(x), round(y)] for x, y in points])


def _said(line):
    return (round(line["y"]), "".join(run["words"] for run in line["runs"]), round(line["size"], 1))


def _written(line):
    return (round(line.y), "".join(run.words for run in line.runs), round(line.size, 1))


def test_no_other_server_is_asked_and_nothing_is_refused(fresh, server):
    asked, refused = [], []
    fresh.on("request", lambda request: asked.append(request.url))
    fresh.on("console", lambda message: refused.append(message.text))
    fresh.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(fresh)
    web = [url for url in asked if url.startswith(("http:", "https:"))]
    assert all(url.startswith(server) for url in web)
    kinds = [url.partition("/chart/")[2].partition("-")[0] for url in web if "/chart/" in url]
    kinds = [kind.partition(".html")[0] for kind in kinds]
    # Plotly's comes once there is time; each is asked for once.
    assert {"chart", "style", "first"} <= set(kinds) <= {"chart", "style", "first", "plotly"}
    assert len(kinds) == len(set(kinds))
    assert not [text for text in refused if "Content Security Policy" in text]


def test_a_figure_left_behind_is_given_up(survival):
    survival.locator(PLOT).first.hover()
    survival.locator(f"{PLOT} .js-plotly-plot .main-svg").first.wait_for()
    survival.evaluate("window.kept = document.querySelector('.js-plotly-plot')")
    survival.get_by_role("link", name="Data").click()
    survival.wait_for_url(re.compile("/data"))
    survival.wait_for_function("() => !window.kept.isConnected && !window.kept._fullLayout")
