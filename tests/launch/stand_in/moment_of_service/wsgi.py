"""A page that answers, for the launcher to wait for."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"It runs."]
