import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.data["shown"] = 1
        self.data["hidden"] = 2
        self.class_data.init(counter=0)
        self.emit("points", {"x": 1})
        self.emit("finished")

    @databench.on
    def left_over(self):
        self.emit("log", self.data["kept"])

    def on_other(self, value):
        self.set_state(kept=value)
