import databench


class Hello(databench.Analisys):
    @databench.on
    def run(self):
        self.emit("log", "hello")
