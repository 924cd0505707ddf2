import databench


class Hello(databench.Analysis):
    @databench.on
    def select(self, start, end, *, color="red"):
        self.emit("log", [start, end, color])

    @databench.on
    def reset(self):
        self.emit("log", "reset")
