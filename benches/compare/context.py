"""What all parts share: options, results, and rounds in which servers take turns."""

import contextlib
import subprocess
import time

import corpus
from load import wrk
from peers.inkstone import Inkstone
from process import Missing


class Context:
    def __init__(self, options, results):
        self.options, self.results = options, results
        self.corpora = {}

    def corpus(self, posts):
        """Returns the corpus with a number of posts, which is generated once, or the given folder."""
        if self.options.corpus:
            return corpus.open_folder(self.options.corpus)
        return corpus.generated(posts)

    def say(self, text):
        print(f"{time.monotonic() - self.options.began:5.0f} s  {text}", flush=True)

    @contextlib.contextmanager
    def inkstone(self, chosen, *flags, pinned=True):
        """Starts Inkstone, waits for the search, and chooses what is requested."""
        server = Inkstone(chosen.folder, *flags, binary=self.options.binary, pinned=pinned)
        try:
            server.wait_for_search()
            if not chosen.slugs:
                corpus.choose(chosen, server.process.port)
            settle(server)
            yield server
        finally:
            server.process.end()

    @contextlib.contextmanager
    def peer(self, kind, *arguments, name=None, **options):
        """Starts a peer, or yields nothing and notes why it is missing."""
        server = None
        try:
            server = kind(*arguments, **options)
        except (Missing, OSError) as error:
            self.missing(name or kind.name, error)
        try:
            yield server
        finally:
            if server:
                getattr(server, "end", server.process.end)()

    def missing(self, name, reason):
        self.say(f"{name} is missing: {reason}")
        self.results.missing[name] = str(reason)

    def rounds(self, part, case, turns, rounds=None):
        """Measures (server, function that returns targets, headers) in rounds, in alternating order."""
        if self.options.only not in case:
            return
        self.say(f"{part}: {case}")
        for number in range(rounds or self.options.rounds):
            for server, targets, headers in turns if number % 2 else reversed(turns):
                try:
                    rate, cpu, size, refused = wrk(server, targets(), headers, self.options.seconds)
                except (RuntimeError, subprocess.CalledProcessError) as error:
                    self.missing(f"{server.name}, {case}", error)
                    continue
                for unit, value in (("requests/s", rate), ("CPU µs", cpu), ("bytes", size), ("refused", refused)):
                    self.results.add(part, case, server.name, unit, value)
                settle(server)


def settle(server, seconds=60):
    """Waits until a server no longer works, on what nobody waits for any more."""
    end, last = time.monotonic() + seconds, -1
    while time.monotonic() < end:
        used = server.process.cpu_seconds()
        if used == last:
            return
        last = used
        time.sleep(0.1)
