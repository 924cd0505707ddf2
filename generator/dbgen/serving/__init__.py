"""Serve an app while it is being written: build, run, watch, and again."""
