"""Request handlers as an analysis brings them along in routes.py."""

from tornado.web import RequestHandler


class Simple(RequestHandler):
    def initialize(self, data=None):
        self.data = data

    def get(self, *path):
        self.write({"data": self.data, "path": path})

    def post(self):
        self.write(self.get_body_argument("value", ""))

    def put(self):
        raise ValueError("secret-of-the-handler")


class Broken(RequestHandler):
    def get(self, what):
        if what == "body":
            self.set_status(204)
            self.finish("body")
        elif what == "after":
            self.finish("once")
            self.write("twice")
        elif what == "exit":
            raise SystemExit(3)


class OwnHeaders(RequestHandler):
    def get(self):
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Server", "mine")
        self.set_header("Content-Security-Policy", "default-src 'none'")


class Where(RequestHandler):
    def get(self):
        request = self.request
        self.write(f"{request.path} {request.uri} {request.query}")


ROUTES = [
    ("where", Where),
    ("data", Simple, {"data": 7}),
    (r"data/(\w+)/(\w+)", Simple, {}),
    (r"broken/(\w+)", Broken, {}),
    ("headers", OwnHeaders),
]
