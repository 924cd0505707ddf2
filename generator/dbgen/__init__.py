"""Turn Python analyses into a live web server that is generated, checked and ready to run."""

__version__ = "0.8.0"
