import databench


class Hello(databench.Analysis):
    """Say hello."""

    def on_connect(self):
        self.data.init({"count": 0, "unread": 1})

    @databench.on
    def run(self, number):
        self.emit("done", number)
        self.emit("unheard", {"a": 1})
        self.data["count"] = number

    @databench.on
    def never_called(self):
        self.emit("done", 0)

    @databench.on
    def really_never_called(self):
        self.emit("done", 1)
