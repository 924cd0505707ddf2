from analyses.shared import Startable


class Hello(Startable):
    def start(self):
        super().start()

    def stop(self):
        super().stop()

    def zoom(self, factor=2):
        pass
