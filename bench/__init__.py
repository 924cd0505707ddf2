"""Measurements of dbgen, by `make bench`."""
