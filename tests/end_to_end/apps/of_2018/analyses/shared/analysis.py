import databench
import tornado.gen
import tornado.ioloop
from analyses.simplepi.analysis import SimplePi


class Shared(databench.Analysis):
    def on_ask(self, question='what'):
        self.emit('answer', {'question': question, 'pi': SimplePi.__name__})

    @databench.on_action('a name with blanks')
    def named(self, *words):
        self.emit('words', list(words))

    @databench.on
    @tornado.gen.coroutine
    def count(self):
        yield tornado.gen.sleep(0.001)
        yield self.set_class_state(lambda store: {'count': store.get('count', 0) + 1})

    @databench.on
    def start(self):
        self.ticks = 0
        self.timer = tornado.ioloop.PeriodicCallback(self.tick, 5)
        self.timer.start()

    @databench.on
    def tick(self):
        self.ticks += 1
        yield self.emit('tick', self.ticks)
        if self.ticks == 3:
            self.timer.stop()

    @databench.on
    def picture(self):
        self.emit('picture', databench.utils.svg_to_src('<svg fill="#fff"/>'))
