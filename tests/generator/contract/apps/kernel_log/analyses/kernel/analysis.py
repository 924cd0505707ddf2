import time

import databench_py
import databench_py.singlethread


class Kernel(databench_py.Analysis):
    @databench_py.on
    def connected(self):
        self.set_state(status="ready")

    @databench_py.on
    def run(self):
        """Count, slowly."""
        for number in range(3):
            time.sleep(0.1)
            self.emit("log", {"number": number})
            self.emit("status" if number % 2 else "count", number)
        self.set_state(status="done")

    def on_many(self, *values, **options):
        self.emit("ack", [list(values), options])

    @databench_py.on
    def echo(self, *args, **kwargs):
        self.emit("ack", [args, kwargs])


if __name__ == "__main__":
    databench_py.singlethread.Meta("kernel", Kernel).event_loop()
