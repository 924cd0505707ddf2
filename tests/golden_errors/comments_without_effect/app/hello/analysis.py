import databench


class Hello(databench.Analysis):
    """Say hello."""
