import sys
import no_such_module

while True:
    print("x" * 1_000_000_000)
sys.exit(3)
ROUTES = []
