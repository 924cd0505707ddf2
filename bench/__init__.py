"""Measurements of dbgen beside bare Tornado and the tools that a user might pick instead."""
