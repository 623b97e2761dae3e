"""CPU time per request with one feature of Inkstone disabled or enabled at a time.

On a shared machine the same work sometimes takes longer but never less time, so the lowest of all rounds is used.
"""

import statistics

from load import wrk
from peers.inkstone import Inkstone
from process import fetch
from table import table

TRACEPARENT = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
BASE = "without the access log"
# The name of a variant, its flags, and its additional request headers.
LAYERS = [
    ("default settings", ["--access-log=true"], {}),
    (BASE, [], {}),
    ("without metrics", ["--metrics=false"], {}),
    ("without Server-Timing", ["--server-timing=false"], {}),
    ("without CORS headers", ["--cors-origins", "none"], {}),
    ("without any of these", ["--metrics=false", "--server-timing=false", "--cors-origins", "none"], {}),
    ("without the response cache", ["--answer-cache", "0"], {}),
    ("with traceparent", [], TRACEPARENT),
    ("with a rate limit", ["--rate-limit", "1000000/1s"], {}),
    ("with purge headers", ["--purge-headers", "both"], {}),
]


def run(context):
    corpus = context.corpus(context.options.posts)
    with context.inkstone(corpus) as server:
        target = server.post(corpus.slugs["small"])
    variants = [(name, flags, sent, context.options.binary) for name, flags, sent in LAYERS]
    if context.options.other:
        variants.append((str(context.options.other), [], {}, context.options.other))
    for number in range(context.options.rounds):
        context.say(f"layers: round {number + 1} of {context.options.rounds}")
        for name, flags, sent, binary in variants:
            server = Inkstone(corpus.folder, *flags, binary=binary)
            try:
                server.wait_for_search()
                headers = {"Accept-Encoding": "br", **sent}
                fetch(server.process.port, target, headers)
                used = wrk(server, [target], headers, context.options.seconds)[1]
                context.results.add("layers", name, server.name, "CPU µs", used)
            finally:
                server.process.end()
    print(shown(context.results))


def shown(results):
    """Returns the table: the lowest and the median of all rounds, and the ratio of the lowest ones."""
    times = {name: results.values("layers", name, "Inkstone", "CPU µs") for name in results.cases("layers")}
    rows = [[name, f"{min(own):.1f} ({statistics.median(own):.1f})", f"{min(own) / min(times[BASE]):.2f}"]
            for name, own in times.items()]
    return table(["variant", "CPU µs per request: lowest (median)", f"lowest ÷ lowest {BASE}"], rows)
