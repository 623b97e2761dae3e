"""Event streams through the proxies of deploy/."""

import contextlib
import json
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import types
import urllib.parse
import urllib.request

import programs
from server import Server, scratch_folder
from tally import check, equal, sections

PATIENCE = 30
# Running programs are stopped when this one exits.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


class Stream:
    """What a client of a proxy gets, by curl."""

    def __init__(self, front, target="/api/v1/events"):
        client = front.client
        flags = ["--http2", "--cacert", str(client.certificate)] if hasattr(client, "certificate") else []
        base = getattr(client, "base", f"http://127.0.0.1:{getattr(client, 'port', 0)}")
        self.process = subprocess.Popen(["curl", "--silent", "--no-buffer", *flags, base + target],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.blocks = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        block = ""
        for line in self.process.stdout:
            block += line
            if line == "\n":
                self.blocks.put(block)
                block = ""
        self.blocks.put(None)

    def next(self):
        """The next block; None at the end, or if there is none in time."""
        with contextlib.suppress(queue.Empty):
            return self.blocks.get(timeout=PATIENCE)

    def event(self):
        """The data of the next event."""
        block = ":"
        while block and block.startswith(":"):
            block = self.next()
        found = re.fullmatch(r"id: (\S+)\ndata: (.*)\n\n", block or "")
        return json.loads(found[2]) if found else block

    def end(self):
        self.process.kill()
        self.process.wait()


def write(folder, name, title):
    """Saves a post as editors do: a new file takes the place of the old one."""
    draft = folder / f".{name}.new"
    draft.write_text(f"---\ntitle: {title}\nlang: en\ndate: 2025-01-15\n---\n\nText.\n", "utf-8")
    draft.rename(folder / name)


def listeners(server):
    with urllib.request.urlopen(server.base + "/metrics") as answer:
        return int(re.search(r"^inkstone_event_listeners (\d+)$", answer.read().decode(), re.M).group(1))


def becomes(server, number):
    """Whether the server soon has so many listeners."""
    deadline = time.monotonic() + PATIENCE
    while listeners(server) != number and time.monotonic() < deadline:
        time.sleep(0.05)
    return listeners(server) == number


def behind(name, start):
    """The checks of one proxy."""
    with scratch_folder() as folder:
        posts = folder / "posts"
        posts.mkdir()
        write(posts, "first.md", "First")
        with Server(posts, "--shutdown-delay", "0") as server:
            front = start(folder / "proxy", types.SimpleNamespace(port=urllib.parse.urlsplit(server.base).port))
            with front:
                began = time.monotonic()
                streams = [Stream(front) for _ in range(3)]
                opening = [stream.next() or "" for stream in streams]
                check(f"{name}: streams begin at once, also of several clients",
                      all("retry: " in block for block in opening) and time.monotonic() - began < 4, opening)
                equal(f"{name}: the server has a stream for each", listeners(server), len(streams))
                write(posts, "first.md", "First, edited")
                events = [stream.event() for stream in streams]
                check(f"{name}: each gets an event after an edit",
                      all(isinstance(event, dict) and event["changes"][0]["slug"] == "first" for event in events),
                      events)
                streams[0].end()
                check(f"{name}: a client that is gone listens no longer", becomes(server, 2), listeners(server))
                time.sleep(22)
                equal(f"{name}: a comment comes within the silence", streams[1].next(), ":\n\n")
                write(posts, "second.md", "Second")
                event = streams[1].event()
                check(f"{name}: events after the silence are not late",
                      isinstance(event, dict) and event["changes"][0]["slug"] == "second", event)
                equal(f"{name}: the server ends", server.end(), 0)
                streams[2].event()
                check(f"{name}: and so does the stream", streams[2].next() is None)
                for stream in streams:
                    stream.end()


def nginx():
    """nginx"""
    behind("nginx", programs.nginx)


def caddy():
    """Caddy"""
    behind("Caddy", programs.caddy)


def varnish():
    """Varnish"""
    behind("Varnish", programs.varnish)


sections(nginx, caddy, varnish)
