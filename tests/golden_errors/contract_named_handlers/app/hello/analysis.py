import databench


class Hello(databench.Analysis):
    @databench.on_action("save-all")
    def save(self, folder):
        self.emit("log", folder)

    def on_load(self):
        self.emit("log", "loaded")
