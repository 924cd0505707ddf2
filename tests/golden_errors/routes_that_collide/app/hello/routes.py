from .handlers import H

ROUTES = [
    ("ws", H, {}),
    ("index.html", H, {}),
    ("analysis.js", H, {}),
    ("static/x.txt", H, {}),
    ("get", H, {}),
    ("get", H, {}),
    ("(", H, {}),
]
