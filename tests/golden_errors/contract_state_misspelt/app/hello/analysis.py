import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.set_state(total=1)
        self.set_class_state({"visitors": 1})
