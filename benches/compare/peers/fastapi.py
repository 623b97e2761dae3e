"""A minimal app with FastAPI, on uvicorn with uvloop and httptools, without an access log."""

from urllib.parse import quote, urlencode

import install
from place import HERE, clean_environment
from process import Process, free_port


class FastAPI:
    name = "FastAPI"

    def __init__(self, corpus, pinned=True):
        programs, port = install.python(), free_port()
        command = [programs / "uvicorn", "app:app", "--host", "127.0.0.1", "--port", port, "--workers", "1",
                   "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
        self.process = Process(command, port, pinned=pinned, folder=HERE / "peers/python",
                               environment=clean_environment(POSTS=str(corpus.folder.resolve()), PYTHONDONTWRITEBYTECODE="1"))
        self.seconds_to_answer = self.process.wait_for("/posts?limit=1")

    def post(self, slug):
        return f"/posts/{quote(slug)}"

    def first(self):
        return "/posts"

    def filtered(self, tag, category, limit=20):
        return "/posts?" + urlencode({"tag": tag, "category": category, "limit": limit})
