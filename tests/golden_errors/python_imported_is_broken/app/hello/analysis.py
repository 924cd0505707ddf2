from . import steps
import databench


class Hello(databench.Analysis):
    """Say hello."""
