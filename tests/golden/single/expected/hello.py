import databench

from parts.numbers import NUMBER


class Hello(databench.Analysis):
    @databench.on
    def connected(self):
        self.set_state(number=NUMBER)


if __name__ == "__main__":
    databench.run(
        Hello,
        __file__,
        name="hello",
        info={"title": "Hello, single", "version": "0.1", "author": "Somebody"},
        static={"data/(.*)": "data"},
    )
