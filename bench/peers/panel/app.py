"""The work of the benchmark in Panel."""

import asyncio

import panel as pn
from work import HIGHEST, LOWEST, START, doubled, updates

pn.extension()

number = pn.widgets.IntSlider(name="Number", start=LOWEST, end=HIGHEST, value=START)
run = pn.widgets.Button(name="Run")
progress = pn.widgets.StaticText()
status = pn.widgets.StaticText()


async def stream(_event: object) -> None:
    """Show the updates."""
    status.value = "running"
    for text in updates():
        progress.value = text
        await asyncio.sleep(0)
    status.value = "done"


run.on_click(stream)
pn.Column(
    "# Double and throw",
    number,
    pn.widgets.StaticText(value=pn.bind(lambda value: f"doubled: {doubled(value)}", number)),
    run,
    progress,
    status,
).servable(title="Double and throw")
