import databench_py
import databench_py.singlethread


class Base(databench_py.Analysis):
    def on_go(self):
        self.emit("gone")


class Second(Base):
    pass


if __name__ == "__main__":
    databench_py.singlethread.Meta("second", Second).event_loop()
