"""Time to make all posts ready: Hugo writes JSON, a minimal loop makes HTML, Inkstone answers."""

import os
import re
import subprocess

import data
from peers import datasette, hugo
from peers.inkstone import Inkstone
from place import ROOT
from process import Missing

HUGO, LOOP = "Hugo", "gray_matter + comrak"


def run(context):
    corpus = context.corpus(context.options.posts)
    rounds = min(context.options.rounds, 2)
    for _ in range(rounds):
        server = Inkstone(corpus.folder, binary=context.options.binary, pinned=False)
        server.process.end()
        context.results.add("build", corpus.name, server.name, "s", server.seconds_to_answer)
        if HUGO in context.results.missing:
            continue
        try:
            context.say(f"build: {corpus.name}, Hugo")
            context.results.add("build", corpus.name, HUGO, "s", hugo.build(corpus)[0])
        except Missing as error:
            context.missing(HUGO, error)
    database(context, corpus)
    if not context.options.corpus:
        minimal_loop(context)


def database(context, corpus):
    """Builds the database of Datasette, unless another part has in this run."""
    context.say(f"build: {corpus.name}, Datasette")
    try:
        with context.inkstone(corpus) as inkstone:
            file = data.json_file(corpus, inkstone)
        seconds = datasette.build(corpus.folder, file)[1]
        context.results.add("build", corpus.name, datasette.Datasette.name, "s", seconds)
    except Missing as error:
        context.missing(datasette.Datasette.name, error)


def minimal_loop(context):
    """Runs the benchmark that loads the generated posts in turns with a loop of gray_matter and comrak."""
    context.say("build: the minimal loop (cargo bench --bench load)")
    settings = {"INKSTONE_BENCH_POSTS": str(context.options.posts)}
    done = subprocess.run(["cargo", "bench", "--locked", "--quiet", "--bench", "load"], cwd=ROOT, env=os.environ | settings,
                          capture_output=True, text=True)
    rounds = re.findall(r"minimal loop ([\d.]+) s, inkstone ([\d.]+) s", done.stdout)
    if not rounds:
        return context.missing(LOOP, "cargo bench --bench load has failed")
    for loop, ours in rounds:
        context.results.add("load", "all posts", LOOP, "s", float(loop))
        context.results.add("load", "all posts", "Inkstone", "s", float(ours))
