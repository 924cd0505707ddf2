import time

import databench

EVENTS = "board_events"


class Shared(databench.Analysis):
    """What several boards could have in common."""

    @databench.on
    def connect(self):
        self.class_data.init({"visitors": 0, "lines": []})

    @databench.on
    def connected(self):
        yield self.set_class_state(visitors=self.class_data["visitors"] + 1)

    @databench.on
    def disconnected(self):
        self.class_data["visitors"] -= 1


class Board(Shared):
    @databench.on
    def connected(self):
        yield super(Board, self).connected()
        yield self.set_state({"since": time.time()})
        yield self.emit(EVENTS, {"event": "joined", "id": self.id_})

    @databench.on
    def draw(self, x, y, color="black"):
        yield self.set_class_state(lambda data: {"lines": data["lines"] + [[x, y, color]]})

    @databench.on
    def clear(self):
        yield self.set_class_state(lines=[])
        yield self.emit(EVENTS, {"event": "cleared"})
