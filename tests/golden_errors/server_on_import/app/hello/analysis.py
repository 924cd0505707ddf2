import databench


class Hello(databench.Analysis):
    """Say hello."""


databench.run(Hello, __file__)
