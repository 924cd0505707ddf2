"""The work of the benchmark in Shiny for Python."""

import asyncio

from shiny import App, Inputs, reactive, render, ui
from work import HIGHEST, LOWEST, START, UPDATES, doubled, updates

app_ui = ui.page_fluid(
    ui.h1("Double and throw"),
    ui.input_slider("number", "Number", LOWEST, HIGHEST, START),
    ui.output_text("shown"),
    ui.input_action_button("run", "Run"),
    ui.output_text("status"),
)


def server(app_input: Inputs) -> None:
    """Serve one visitor."""

    @render.text
    def shown() -> str:
        return f"doubled: {doubled(app_input.number())}"

    @render.text
    @reactive.event(app_input.run)
    async def status() -> str:
        with ui.Progress(max=UPDATES) as progress:
            for number, text in enumerate(updates(), 1):
                progress.set(number, text)
                await asyncio.sleep(0)
        return f"run {app_input.run()} is done"


app = App(app_ui, server)
