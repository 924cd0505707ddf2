"""What every contender of the benchmark does; `work.py` is copied beside each app."""
