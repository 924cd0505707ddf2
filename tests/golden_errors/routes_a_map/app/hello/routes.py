ROUTES = {"a": None}
