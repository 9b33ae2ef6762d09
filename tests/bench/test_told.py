"""The scanner reads what a reader reads: cells, spoken words and the words of figures."""

import json

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.publish.told import words_in, words_of_html
from outcomes.publish.audit.drawn import shows_small
from outcomes.publish.policy import policy_named

SPEC = {
    "data": [{"text": ["4 of 40", "x"], "customdata": [["n = 7"]]}],
    "layout": {"annotations": [{"text": "fewer than"}, {"text": "5 patients"}]},
}
PAGE = f"""<p>12 <b>patients</b></p><td>3 (8%)</td><img alt="n = 6">
<div class="chart-figure" hidden>{json.dumps(SPEC)}</div>"""


def test_words_of_a_page_are_its_lines_and_those_of_its_figures():
    assert list(words_of_html(PAGE)) == [
        "fewer than", "fewer than 5 patients", "4 of 40", "x", "n = 7", "n = 6", "12  patients",
        "3 (8%)",
    ]  # fmt: skip


def test_a_message_is_read_to_its_depth_and_small_counts_are_found():
    message = ForwardMsg()
    message.delta.new_element.html.body = PAGE
    found = [line for line in words_in(message) if shows_small(line, policy_named())]
    assert found == ["4 of 40", "n = 7", "n = 6", "3 (8%)"]
