from analyses.first.analysis import Analysis as First


class Analysis(First):
    pass
