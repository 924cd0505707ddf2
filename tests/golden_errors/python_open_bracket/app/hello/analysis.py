import databench

NUMBERS = [1, 2, 3

