import sys

import databench


class Hello(databench.Analysis): ...


sys.exit(Hello)
