"""Tests of the parts of `dbgen serve`."""
