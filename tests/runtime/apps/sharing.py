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


class Asynchronous(databench.Analysis):
    @databench.on
    def connected(self):
        self.class_data.subscribe(self.hear)
        self.emit("ready")

    async def hear(self, change):
        self.emit("heard", change)

    @databench.on
    async def write(self):
        await self.set_class_state(value=1)
