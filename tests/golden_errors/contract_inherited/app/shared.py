import databench


class Startable(databench.Analysis):
    @databench.on
    def start(self, delay):
        self.emit("started", delay)
