"""Analyses for figures of dbgen alone."""
