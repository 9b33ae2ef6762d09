"""The screen in Dash: one callback from the filters to the curve, the table and the counts."""

import sys

from dash import Dash, Input, Output, dcc, html

from bench.peers.trial import FACTORS, counted, drawn, narrowed, read

EVERYBODY = read()
app = Dash(__name__)
server = app.server
levels = {factor: sorted(EVERYBODY[factor].unique()) for factor in FACTORS}
app.layout = html.Div(
    [
        html.Div(
            [
                html.Fieldset(
                    [html.Legend(factor), dcc.Checklist(levels[factor], [], id=factor)],
                    className="filter",
                )
                for factor in FACTORS
            ],
            id="sidebar",
            style={"width": 260},
        ),
        html.Div(
            [
                html.H3("Simulated trial"),
                html.P(id="status"),
                dcc.Graph(id="curve"),
                html.Table(id="table"),
            ],
            style={"flex": 1},
        ),
    ],
    style={"display": "flex", "gap": 20},
)


@app.callback(
    Output("status", "children"),
    Output("curve", "figure"),
    Output("table", "children"),
    [Input(factor, "value") for factor in FACTORS],
)
def show(*chosen):
    patients = narrowed(EVERYBODY, dict(zip(FACTORS, chosen, strict=True)))
    figure, table = drawn(patients)
    heads = html.Tr([html.Th(name) for name in table.columns])
    rows = [html.Tr([html.Td(cell) for cell in row]) for row in table.to_numpy()]
    return counted(patients, EVERYBODY), figure, [heads, *rows]


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=False)
