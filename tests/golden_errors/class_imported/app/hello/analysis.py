from .elsewhere import Hello
