from tornado.web import RequestHandler


class H(RequestHandler):
    """Answer."""
