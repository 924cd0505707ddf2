"""Tests of the pages and READMEs."""
