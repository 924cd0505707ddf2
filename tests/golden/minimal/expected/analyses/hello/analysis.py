import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.set_state(greeting="Hello")
