"""As files for Databench's `py` kernel are written, without the guard."""

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


databench_py.singlethread.Meta("probe", Old).event_loop()
