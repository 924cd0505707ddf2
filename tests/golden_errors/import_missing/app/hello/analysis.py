import databench

from .step import STEPS


class Hello(databench.Analysis):
    steps = STEPS
