"""A minimal app with Express, as in production (`NODE_ENV=production`)."""

from urllib.parse import quote, urlencode

import install
from place import clean_environment
from process import Process, free_port


class Express:
    name = "Express"

    def __init__(self, corpus, pinned=True):
        folder, port = install.node(), free_port()
        self.process = Process(["node", "app.mjs", corpus.folder.resolve(), port], port, pinned=pinned, folder=folder,
                               environment=clean_environment(NODE_ENV="production"))
        self.seconds_to_answer = self.process.wait_for("/posts?limit=1")

    def post(self, slug):
        return f"/posts/{quote(slug)}"

    def first(self):
        return "/posts"

    def filtered(self, tag, category, limit=20):
        return "/posts?" + urlencode({"tag": tag, "category": category, "limit": limit})
