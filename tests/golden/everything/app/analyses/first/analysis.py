import databench
from mylib import answer
from tools.deep import helper


class Analysis(databench.Analysis):
    @databench.on
    def run(self):
        self.emit("answer", helper(answer()))
