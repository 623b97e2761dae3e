"""Time from the start to the first answer and to the search, and resident memory; all cores, nothing else running."""

import json
import os
import time

import corpus as corpora
import data
from load import OneByOne
from peers.datasette import Datasette, build
from peers.express import Express
from peers.fastapi import FastAPI
from peers.inkstone import Inkstone
from peers.json_server import JsonServer
from peers.nginx import Nginx
from place import ROOT

PAGES_READ = 200
# After the search is ready, bodies are compressed and memory is returned, which takes as long with 100,000 posts.
SECONDS_TO_SETTLE = 10
IN_MEMORY = "Inkstone, all in memory"
# Larger corpora are started once, with warm files.
LARGEST_COLD = 10_000


def forget(corpus):
    """Drops the files of a corpus from the page cache, so that they are read from the disk."""
    for file in corpora.files(corpus.folder):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def folders(context):
    """Yields each corpus with the number of rounds."""
    options = context.options
    yield corpora.open_folder(ROOT / "posts", "sample posts"), 3
    for posts in options.start_sizes:
        yield context.corpus(posts), 3 if posts <= LARGEST_COLD else 1
    if options.essays:
        yield corpora.open_folder(options.essays, "essays"), 2


def run(context):
    for corpus, rounds in folders(context):
        rounds = min(rounds, context.options.rounds)
        for cold in (True, False) if corpus.posts <= LARGEST_COLD else (False,):
            for _ in range(rounds):
                if cold:
                    forget(corpus)
                inkstone(context, corpus, "cold" if cold else "warm")
        in_memory(context, corpus)
    peers(context, context.corpus(context.options.posts))


def inkstone(context, corpus, state):
    context.say(f"start: {corpus.name}, {state}")
    server = Inkstone(corpus.folder, binary=context.options.binary, pinned=False)
    try:
        add = context.results.add
        add("start", f"{corpus.name}, {state}", server.name, "answer s", server.seconds_to_answer)
        if state == "warm":
            memory(context, corpus, server, "after the start")
        add("start", f"{corpus.name}, {state}", server.name, "search s", server.wait_for_search())
        add("start", f"{corpus.name}, {state}", server.name, "MB", corpus.bytes / 1e6)
        if state == "warm":
            memory(context, corpus, server, "search is ready")
            settled(context, corpus, server, server.name)
    finally:
        server.process.end()


def in_memory(context, corpus):
    context.say(f"start: {corpus.name}, all in memory")
    server = Inkstone(corpus.folder, "--temporary-files=false", binary=context.options.binary, pinned=False)
    try:
        server.wait_for_search()
        settled(context, corpus, server, IN_MEMORY)
    finally:
        server.process.end()


def settled(context, corpus, server, name):
    time.sleep(SECONDS_TO_SETTLE)
    memory(context, corpus, server, f"{SECONDS_TO_SETTLE} s later", name)
    client = OneByOne(server.process.port)
    for page in range(1, min(PAGES_READ, corpus.posts // 20) + 1):
        client.get(f"/api/v1/posts?page={page}")
    rows = json.loads(client.get("/api/v1/posts?limit=100&fields=slug")[1])["data"]
    for row in rows:
        client.get(server.post(row["slug"]))
    memory(context, corpus, server, "after use", name)


def memory(context, corpus, server, moment, name=None):
    total, files = server.process.memory()
    case, name = f"{corpus.name}, {moment}", name or server.name
    context.results.add("memory", case, name, "MB", total / 1e6)
    context.results.add("memory", case, name, "MB of files", files / 1e6)
    context.results.add("memory", case, name, "MB of source", corpus.bytes / 1e6)
    if name == server.name == Inkstone.name:
        context.results.add("memory", case, name, "MB without a name", server.process.unnamed_files() / 1e6)


def peers(context, corpus):
    """Starts the peers: with the Markdown, or with data that was made from it before."""
    with context.inkstone(corpus) as server:
        file = data.json_file(corpus, server)
    starts = {
        Express.name: lambda: Express(corpus, pinned=False),
        FastAPI.name: lambda: FastAPI(corpus, pinned=False),
        JsonServer.name: lambda: JsonServer(file, pinned=False),
        Datasette.name: lambda: Datasette(build(corpus.folder, file)[0], pinned=False),
    }
    for name, begin in starts.items():
        context.say(f"start: {corpus.name}, {name}")
        with context.peer(begin, name=name) as server:
            if server:
                context.results.add("start", f"{corpus.name}, warm", server.name, "answer s", server.seconds_to_answer)
                memory(context, corpus, server, "after the start")
    with context.peer(Nginx) as nginx:
        if nginx:
            memory(context, corpus, nginx, "after the start")
