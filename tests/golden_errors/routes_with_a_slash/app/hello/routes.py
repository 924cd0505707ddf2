from tornado.web import RequestHandler as Handler

ROUTES = [
    ("/data", Handler),
    ("^more$", Handler),
    ("", Handler),
    ("(?i)any", Handler),
]
