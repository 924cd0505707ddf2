import databench


class Hello(databench.Analysis):
    @databench.on
    def connected(self, visitor):
        self.visitor = visitor

    @databench.on
    def args(self, cli_args, request):
        self.request = request

    @databench.on_action("stop-it")
    def stop():
        pass
