"""Latency at half of the largest load, at the same rate for both servers, counted from when requests are due."""

import statistics

from load import open_loop, wrk
from parts.requests import BARE, NAMES
from peers.nginx import Nginx
from process import fetch

# A percentile this high varies tenfold between rounds, so there are more of them, which are shorter.
SECONDS = 1
TURNS = 15
PERCENTILES = ("p50", "p90", "p99", "p999")


def run(context):
    corpus = context.corpus(context.options.posts)
    with context.inkstone(corpus) as inkstone, context.peer(Nginx, BARE, name=BARE) as nginx:
        plain = {"Accept-Encoding": "identity"}
        targets = {f"post of {name}": inkstone.post(corpus.slugs[size]) for size, name in NAMES.items()}
        targets["first list"] = inkstone.first()
        for number, (case, target) in enumerate(targets.items()):
            if context.options.only not in case:
                continue
            servers = [(inkstone, target)]
            if nginx:
                servers.append((nginx, nginx.put(str(number), fetch(inkstone.process.port, target, plain)[2])))
            rate = int(min(largest(context, case, *server) for server in servers) / 2)
            context.say(f"latency: {case} at {rate:,} requests/s")
            for turn in range(min(context.options.rounds * 3, TURNS)):
                for server, path in servers if turn % 2 else reversed(servers):
                    found = open_loop(server, path, plain, rate, SECONDS)
                    for name in (*PERCENTILES, "late_p99"):
                        context.results.add("latency", case, server.name, f"{name} µs", found[name])
                    context.results.add("latency", case, server.name, "unanswered", found["unanswered"])
                    context.results.add("latency", case, server.name, "requests/s", rate)


def largest(context, case, server, target):
    """Returns the largest load that was measured, or measures it."""
    known = context.results.values("requests", case, server.name, "requests/s")
    return statistics.median(known or [wrk(server, [target], {"Accept-Encoding": "identity"}, 1)[0]])
