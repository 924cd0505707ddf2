import databench


class Texts(databench.Analysis):

    @databench.on
    def connected(self):
        self.data.init(formatted="", reversed="", note=None)

    @databench.on
    def formatted(self, value):
        """Keep the text, in upper case."""
        yield self.set_state(formatted=str(value).upper())
        yield self.emit("log", value)

    def on_reversed(self, text):
        if not text:
            yield self.emit("warn", "no text")
            return
        if len(text) > 200:
            yield self.emit("error", {"message": "too long", "length": len(text)})
        yield self.set_state({"reversed": text[::-1]})

    @databench.on_action("save-note")
    def save(self, note, *, author="nobody"):
        yield self.set_state(note=f"{author}: {note}")
        yield self.emit("saved")

    @databench.on
    def trigger_error(self):
        raise ValueError("as asked")
