import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.set_state(figure="data:", total=1)
        self.emit("answer", 42)
