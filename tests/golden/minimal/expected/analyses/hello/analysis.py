import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.emit("greeting", "Hello")
