import databench


class Counting(databench.Analysis):
    def __init__(self):
        self.counter = 0

    @databench.on
    def count(self):
        self.counter += 1
        self.announce()
