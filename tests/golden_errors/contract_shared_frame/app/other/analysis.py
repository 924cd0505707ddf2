from analyses.hello.analysis import Hello


class Other(Hello):
    def on_halt(self):
        pass
