import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.data.init(city="Bern")
