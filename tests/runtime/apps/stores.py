import databench


class Writable(databench.Analysis):
    @databench.on
    def set_state(self, *args, **values):
        return super().set_state(*args, **values)


class OwnStores(databench.Analysis):
    def init_datastores(self):
        self.data = databench.Datastore("everybody").subscribe(self.tell)
        self.class_data = databench.Datastore("nobody")

    def tell(self, change):
        self.emit("data", change)

    @databench.on
    def write(self, **values):
        self.set_state(values)
