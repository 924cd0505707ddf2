"""The work of the benchmark in NiceGUI."""

import asyncio
import sys

from nicegui import ui
from work import HIGHEST, LOWEST, START, doubled, updates


@ui.page("/")
def index() -> None:
    """Show the page to one visitor."""
    ui.label("Double and throw")
    number = ui.slider(min=LOWEST, max=HIGHEST, value=START)
    ui.label().bind_text_from(number, "value", lambda value: f"doubled: {doubled(int(value))}")

    async def stream() -> None:
        status.set_text("running")
        for text in updates():
            progress.set_text(text)
            await asyncio.sleep(0)
        status.set_text("done")

    ui.button("Run", on_click=stream)
    progress = ui.label()
    status = ui.label()


ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, title="Double and throw")
