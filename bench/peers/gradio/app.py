"""The work of the benchmark in Gradio."""

import sys
from collections.abc import Iterator

import gradio as gr
from work import HIGHEST, LOWEST, START, doubled, updates


def double(value: int) -> str:
    """Show the double of the slider."""
    return f"doubled: {doubled(int(value))}"


def stream() -> Iterator[str]:
    """Show the updates."""
    yield from updates()
    yield "done"


with gr.Blocks(title="Double and throw") as app:
    gr.Markdown("# Double and throw")
    number = gr.Slider(LOWEST, HIGHEST, START, step=1, label="Number")
    shown = gr.Markdown()
    run = gr.Button("Run")
    progress = gr.Markdown()
    number.change(double, number, shown)
    app.load(double, number, shown)
    run.click(stream, None, progress)

if __name__ == "__main__":
    app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
