import databench


class Startable(databench.Analysis):
    @databench.on
    def start(self):
        pass

    @databench.on_action("halt")
    def stop(self):
        pass
