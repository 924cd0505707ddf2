import databench


class Subscribers(databench.Analysis):
    @databench.on
    def connect(self):
        self.class_data.entries.subscribers.insert(0, self.fail)

    def fail(self, key):
        raise ValueError(key)

    @databench.on
    def write(self):
        self.class_data["value"] = 1
