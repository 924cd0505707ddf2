import databench


class Hello(databench.Analysis):
    """Say hello."""

    def run(self):
        print "hello"
