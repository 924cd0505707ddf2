import logging

import databench


class Talker(databench.Analysis):
    @databench.on
    def say(self, text):
        self.data["said"] = text
        self.class_data["said"] = text

    @databench.on
    def fail(self, name=None):
        self.broken()

    def broken(self):
        raise LookupError("nothing there")

    @databench.on
    def complain(self):
        try:
            self.broken()
        except LookupError:
            logging.exception("complaint")
            self.emit("complained")

    @databench.on
    def disconnected(self):
        self.class_data["left"] = self.class_data.get("left", 0) + 1
