from tornado.web import RequestHandler


class Sums(RequestHandler):
    def get(self):
        self.write({"sums": [2, 3]})


ROUTES = [("sums", Sums, {})]
