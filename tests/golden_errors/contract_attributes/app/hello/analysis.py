import databench

from ..shared import Counting


class Hello(Counting):
    @databench.on
    def connected(self):
        self.data.init(total=0)
        self.set_sate(total=1)

    @databench.on
    def add(self, number):
        self.set_state(total=self.dta["total"] + number)
        self.emmit("log", self.countr)
