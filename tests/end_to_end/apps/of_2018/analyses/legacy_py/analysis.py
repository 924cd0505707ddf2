import os

import databench
import databench_py.singlethread

import helper


class Legacy(databench.Analysis):
    @databench.on
    def whoami(self):
        yield self.emit('whoami', {'pid': os.getpid(), 'help': helper.TEXT})


analysis = databench_py.singlethread.Meta('legacy_py', Legacy)
analysis.event_loop()
