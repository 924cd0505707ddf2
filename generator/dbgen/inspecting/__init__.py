"""Reading an app: the folder and its Python files, parsed and never imported."""
