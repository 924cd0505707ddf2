import math
from random import random

import databench
import tornado.gen


class SimplePi(databench.Analysis):
    def __init__(self):
        self.runs = 0

    @databench.on
    def connected(self):
        yield self.data.init(samples=2000)

    @databench.on
    def samples(self, value):
        yield self.set_state(samples=value)

    @databench.on
    def run(self):
        """Run when the button is pressed."""
        self.runs += 1
        inside = 0
        samples = self.data['samples']
        for draws in range(1, samples + 1):
            r1, r2 = (random(), random())
            if r1**2 + r2**2 < 1.0:
                inside += 1
            if draws % 200 != 0:
                continue
            yield self.emit('log', {'draws': draws, 'inside': inside})
            p = inside / draws
            uncertainty = 4.0 * math.sqrt(draws * p * (1.0 - p)) / draws
            yield self.set_state(pi={'estimate': 4.0 * p, 'uncertainty': uncertainty})
            yield tornado.gen.moment
        yield [self.emit('log', 'done'), self.finish()]

    @databench.on
    def finish(self):
        yield tornado.gen.sleep(0.001)
        yield self.set_state({'finished': self.runs})
