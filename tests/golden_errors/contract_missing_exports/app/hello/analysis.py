import databench


class Hello(databench.Analysis):
    @databench.on
    def run(self):
        self.emit("log", "running")
