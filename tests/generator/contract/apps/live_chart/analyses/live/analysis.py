import random

import databench
from tornado.ioloop import PeriodicCallback


class Live(databench.Analysis):
    def __init__(self):
        self.timer = None
        self.points = []

    @databench.on
    def connected(self):
        self.set_state(running=False, interval=500)

    @databench.on
    def args(self, cli_args, request_args):
        self.interval = int(request_args.get("interval", [500])[0])

    @databench.on
    def start(self):
        if self.timer is None:
            self.timer = PeriodicCallback(self.tick, self.data["interval"])
            self.timer.start()
            yield self.set_state(running=True)

    @databench.on
    def stop(self):
        if self.timer:
            self.timer.stop()
            self.timer = None
        yield self.set_state(running=False)

    @databench.on
    def tick(self):
        self.points.append(random.random())
        yield self.emit("points", self.points[-50:])

    @databench.on
    def select(self, start, end):
        yield self.emit("selection", {"mean": sum(self.points[start:end]) / (end - start)})

    @databench.on
    def disconnected(self):
        yield self.stop()
