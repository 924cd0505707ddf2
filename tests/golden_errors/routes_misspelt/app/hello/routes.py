import tornado.web

ROUTE = [("data", tornado.web.RequestHandler)]
