import databench


class Hello(databench.Analysis):
    """Say hello."""


class Other(Hello):
    """Another."""
