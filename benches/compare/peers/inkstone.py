"""Inkstone itself, without the access log."""

import os
import pathlib
import subprocess
from urllib.parse import quote, urlencode

from corpus import post_target
from place import TARGET
from process import Missing, Process, fetch, free_port

QUIET, LOG = "--access-log=false", "--access-log=true"
DEFAULT_BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone"))


class Inkstone:
    """A server for a folder of posts."""

    name = "Inkstone"

    def __init__(self, folder, *flags, binary=DEFAULT_BINARY, pinned=True):
        if not pathlib.Path(binary).exists():
            raise Missing(f"no {binary}: run cargo build --release")
        port = free_port()
        workers = ["--workers", "1"] if pinned else []
        command = [binary, "serve", folder, "--listen", f"127.0.0.1:{port}", *(flags if LOG in flags else [QUIET, *flags]), *workers]
        self.process = Process(command, port, pinned=pinned)
        self.seconds_to_answer = self.process.wait_for("/api/v1/posts?limit=1")

    def wait_for_search(self):
        """Returns the seconds from the start until the search answers."""
        return self.process.wait_for("/readyz", 600)

    post = staticmethod(post_target)

    def first(self):
        return "/api/v1/posts"

    def filtered(self, tag, category, limit=20):
        return "/api/v1/posts?" + urlencode({"tag": tag, "category": category, "limit": limit})

    def search(self, words, limit=20):
        return f"/api/v1/search?q={quote(words)}&limit={limit}"

    def made(self):
        """Returns how many responses were made, and how many came from the response cache."""
        page = fetch(self.process.port, "/metrics")[2].decode()
        lines = dict(line.rsplit(" ", 1) for line in page.splitlines() if line.startswith("inkstone_answers_total"))
        return [int(lines[f'inkstone_answers_total{{source="{source}"}}']) for source in ("made", "cache")]


def version(binary):
    return subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
