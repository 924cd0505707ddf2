"""As files for Databench's `py` kernel are written, with the guard."""

import tornado.gen

import databench_py
import databench_py.singlethread


class Old(databench_py.Analysis):
    @databench_py.on
    def delayed(self):
        loop = tornado.ioloop.IOLoop.current()
        yield tornado.gen.sleep(0)
        future = tornado.gen.Future()
        loop.add_callback(future.set_result, "now")
        self.emit("delayed", (yield future))


if __name__ == "__main__":
    analysis = databench_py.singlethread.Meta("probe", Old)
    analysis.event_loop()
