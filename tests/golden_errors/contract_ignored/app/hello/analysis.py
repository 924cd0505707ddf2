import databench


class Hello(databench.Analysis):
    @databench.on
    def run(self):  # dbgen: ignore DB309
        self.emit("log", "running")
