from tornado.web import RequestHandler


class Broken(RequestHandler):
    def get(self, what):
        raise LookupError(what)


ROUTES = [(r"broken/(.*)", Broken)]
