"""The work of the benchmark in Dash."""

import sys

from dash import Dash, Input, Output, callback, dcc, html
from work import HIGHEST, LOWEST, START, doubled

app = Dash(__name__, title="Double and throw")
app.layout = html.Main(
    [
        html.H1("Double and throw"),
        dcc.Slider(LOWEST, HIGHEST, 1, value=START, marks=None, id="number"),
        html.P(id="doubled"),
    ]
)


@callback(Output("doubled", "children"), Input("number", "value"))
def double(value: int) -> str:
    """Show the double of the slider."""
    return f"doubled: {doubled(value)}"


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
