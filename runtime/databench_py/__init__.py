"""The names that files written for Databench's `py` kernel import."""

from databench import Analysis, on, on_action

__all__ = ["Analysis", "on", "on_action"]
