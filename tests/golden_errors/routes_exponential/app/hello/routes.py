from tornado.web import RequestHandler as Handler

ROUTES = [
    ("data/([0-9]+)", Handler),
    (r"files/((?:\w+|-)+)\.csv", Handler),
    ("(a+)+", Handler),
]
