from analyses.shared import Bass
from databench import Datastor, on_action

from ..shared import Base


class Hello(Mixin, Base):
    @on
    def run(self):
        self.emit("ran")

    @on_action("walk")
    def stroll(self):
        self.emit("walked")
