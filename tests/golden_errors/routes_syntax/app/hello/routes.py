ROUTES = [("a", H, {)]
