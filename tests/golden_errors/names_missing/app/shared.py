import databench


class Base(databench.Analysis):
    @databench.on_actoin("go")
    def go(self):
        self.emit("gone")
