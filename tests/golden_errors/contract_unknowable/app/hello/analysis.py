import databench


class Hello(databench.Analysis):
    @databench.on_action("*")
    def every(self, *args, **kwargs):
        self.emit(args[0])
        self.set_state(kwargs)

    @databench.on
    def unused(self):
        helper(self)
