from .handlers import DataHandler

ROUTES = [("data", DataHandler), ("more", MoreHandler)]
