import databench


class LongestName(databench.Analysis):
    pass
