"""The same posts in servers that people use instead."""

import itertools
import random

import data
import fresh
from figures import percentile
from load import OneByOne
from context import settle
from peers.datasette import Datasette, build
from peers.express import Express
from peers.fastapi import FastAPI
from peers.json_server import JsonServer

# Posts that are requested for the first time and then again.
FIRST_REQUESTS = 200


def run(context):
    corpus = context.corpus(context.options.posts)
    with context.inkstone(corpus) as inkstone:
        file = data.json_file(corpus, inkstone)
        with (context.peer(Express, corpus) as express, context.peer(FastAPI, corpus) as fastapi,
              context.peer(JsonServer, file) as json_server,
              context.peer(lambda: Datasette(build(corpus.folder, file)[0]), name=Datasette.name) as datasette):
            servers = [one for one in (inkstone, express, fastapi, json_server, datasette) if one]
            for server in servers:
                settle(server)
            first_and_again(context, corpus, servers)
            compare(context, corpus, servers)


def compare(context, corpus, servers):
    plain = {"Accept-Encoding": "identity"}
    tag, category = corpus.tags[0], corpus.categories[0]
    cases = {
        "post of 14 KB": lambda server: lambda: [server.post(corpus.slugs["large"])],
        "first list": lambda server: lambda: [server.first()],
        "filtered list": lambda server: lambda: [server.filtered(tag, category)],
        "filtered lists, never asked": lambda server: never_asked(context, corpus, server),
    }
    for case, targets in cases.items():
        turns = [(server, targets(server), plain) for server in servers]
        context.rounds("peers", case, turns, rounds=min(context.options.rounds, 3))


def never_asked(context, corpus, server):
    """Returns a function that returns targets of filtered lists, other ones on every call."""
    combinations = fresh.mixed(corpus.tags, corpus.categories, range(5, 26))

    def some():
        count = 20_000 if server.name == "Inkstone" else 5_000
        taken = list(itertools.islice(combinations, count))
        return [server.filtered(tag, category, limit) for tag, category, limit in taken]
    return some


def first_and_again(context, corpus, servers):
    """Measures posts that nobody has requested since the start, and the same ones again, one after the other."""
    files = sorted(file.stem for file in corpus.folder.glob("*.md"))
    slugs = random.Random(18).sample(files, min(FIRST_REQUESTS, len(files)))
    for server in servers:
        client = OneByOne(server.process.port)
        for case in ("post, first request", "post, requested again"):
            context.say(f"peers: {case}, {server.name}")
            times = [client.get(server.post(slug), {"Accept-Encoding": "identity"})[0] for slug in slugs]
            for share in (0.5, 0.99):
                context.results.add("cold", case, server.name, f"p{share * 100:.0f} ms", percentile(times, share))
