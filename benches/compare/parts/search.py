"""Search: latency and recall, compared with the full-text search of SQLite in Datasette."""

import json
import random
import re

import corpus as corpora
import data
from figures import percentile
from load import OneByOne
from peers.datasette import TABLES, Datasette, build

QUERIES = 150
# The most posts of a query whose recall is measured: those on one page.
PAGE = 100
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
LATIN = re.compile(r"\b[A-Za-z]{3,}(?: [A-Za-z]{3,})?\b")


def queries(texts):
    """Returns runs of 2 to 6 Chinese characters and one or two English words that occur in the texts."""
    draw, found = random.Random(18), set()
    # Small corpora have fewer of them.
    for _ in range(QUERIES * 20):
        if len(found) == QUERIES:
            break
        text = texts[draw.randrange(len(texts))]
        runs = (HAN if draw.random() < 0.8 else LATIN).findall(text)
        if not runs:
            # A corpus in one script only.
            runs = HAN.findall(text) or LATIN.findall(text)
        if runs:
            run = draw.choice(runs)
            if HAN.match(run):
                length = min(draw.randint(2, 6), len(run))
                start = draw.randint(0, len(run) - length)
                run = run[start:start + length]
            found.add(run)
    return sorted(found)


def expected(texts, query):
    """Returns the numbers of the texts that have a run literally."""
    return {number for number, text in enumerate(texts) if query in text}


def run(context):
    corpus = context.corpus(context.options.posts)
    one_corpus(context, corpus)
    if context.options.essays:
        one_corpus(context, corpora.open_folder(context.options.essays, "essays"))


def without_peer(context, corpus, inkstone):
    """Measures the latency of a server that is running."""
    context.say(f"search: {corpus.name}")
    # As many posts as give enough questions.
    texts = [corpora.prose(file) for file in corpora.files(corpus.folder)[::max(corpus.posts // 2_000, 1)]]
    measure(context, corpus, inkstone.name, inkstone.process.port, queries(texts), inkstone.search)


def one_corpus(context, corpus):
    context.say(f"search: {corpus.name}")
    all_files = corpora.files(corpus.folder)
    texts = [corpora.prose(file) for file in all_files]
    asked = queries(texts)
    wanted = {}
    for query in asked:
        numbers = expected(texts, query) if HAN.match(query) else set()
        if 0 < len(numbers) <= PAGE:
            wanted[query] = {corpora.path_in(corpus.folder, all_files[number]) for number in numbers}
    with context.inkstone(corpus) as inkstone:
        measure(context, corpus, inkstone.name, inkstone.process.port, asked, inkstone.search)
        recall(context, corpus, inkstone.name, inkstone.process.port, wanted,
               lambda query: inkstone.search(query, PAGE), ours)
        file = data.json_file(corpus, inkstone)
    with context.peer(lambda: Datasette(build(corpus.folder, file)[0]), name=Datasette.name) as server:
        for table, tokenizer in TABLES.items() if server else ():
            name = f"{server.name}, {tokenizer}"
            measure(context, corpus, name, server.process.port, asked, lambda query: server.search(query, table))
            recall(context, corpus, name, server.process.port, wanted,
                   lambda query: server.search(query, table, PAGE), theirs)


def measure(context, corpus, name, port, asked, target):
    client = OneByOne(port)
    for state in ("cold", "warm"):
        times = [client.get(target(query))[0] for query in asked]
        for share in (0.5, 0.99):
            value = percentile(times, share)
            context.results.add("search", f"{corpus.name}, {state}", name, f"p{share * 100:.0f} ms", value)


def ours(answer):
    return {row["post"]["sourcePath"] for row in answer["data"]}


def theirs(answer):
    return {row["sourcePath"] for row in answer["rows"]}


def recall(context, corpus, name, port, wanted, target, names):
    """Adds the share of the posts with a run that are found, over all runs of Chinese with at most one page of them."""
    client, found, total = OneByOne(port), 0, 0
    for query, posts in wanted.items():
        found += len(posts & names(json.loads(client.get(target(query))[1])))
        total += len(posts)
    if total:
        context.results.add("recall", corpus.name, name, "share", found / total)
