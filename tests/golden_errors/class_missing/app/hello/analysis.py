import databench


class Hello:
    """No analysis."""
