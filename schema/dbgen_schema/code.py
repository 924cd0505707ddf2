"""What is told about a code beside the problems that have it."""

import inspect
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """The title of a code, and in Markdown why it is a problem, how to mend it and an example."""

    title: str
    explanation: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "explanation", inspect.cleandoc(self.explanation))
