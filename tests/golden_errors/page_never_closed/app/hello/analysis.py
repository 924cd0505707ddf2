import databench


class Hello(databench.Analysis): ...
