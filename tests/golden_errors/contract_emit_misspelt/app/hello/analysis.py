import databench


class Hello(databench.Analysis):
    @databench.on
    def run(self):
        self.emit("log", "running")

    @databench.on
    def resize(self, width):
        self.emit("log", width)
