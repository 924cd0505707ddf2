import databench


class Args(databench.Analysis):
    @databench.on
    def connected(self):
        self.emit('told', [self.cli_args, self.request_args])
