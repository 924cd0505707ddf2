from analyses.shared import Startable


class Hello(Startable):
    pass
