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


class OneStore(OwnStores):
    """Has no `class_data`."""

    def init_datastores(self):
        self.data = databench.Datastore("everybody").subscribe(self.tell)


class HalfMade(databench.Analysis):
    """Fails when one of its stores is open already."""

    def init_datastores(self):
        self.data = databench.Datastore("everybody").subscribe(self.tell)
        raise ValueError("secret-of-the-stores")

    def tell(self, change):
        self.emit("data", change)


class Unusual(databench.Datastore):
    def as_dict(self):
        return {"value": object()}

    def close(self):
        raise ValueError("cannot be closed")


class UnusualStores(OwnStores):
    """Has stores that cannot be told or closed."""

    def init_datastores(self):
        self.data = Unusual("everybody")
        self.class_data = databench.Datastore("nobody").subscribe(self.tell)
