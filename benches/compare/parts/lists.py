"""Lists that were never requested, compared with a file of nginx that has their mean size; facets and searches."""

import itertools

import fresh
from figures import percentile
from load import OneByOne
from parts import search
from parts.requests import BARE
from peers.nginx import Nginx
from process import fetch

# Targets of the first round; later ones have half as many again as were answered.
FIRST_ROUND = 40_000
SAMPLE = 100
FACETS = 1_000


def run(context):
    for posts in context.options.sizes:
        corpus = context.corpus(posts)
        with context.inkstone(corpus) as inkstone, context.peer(Nginx, BARE, name=BARE) as nginx:
            for kind in fresh.KINDS:
                measure(context, corpus, kind, inkstone, nginx)
            facets(context, corpus, inkstone)
            if posts != context.options.posts:
                search.without_peer(context, corpus, inkstone)


def measure(context, corpus, kind, inkstone, nginx):
    port = inkstone.process.port
    targets = fresh.KINDS[kind](corpus, port)
    bodies = [fetch(port, target)[2] for target in itertools.islice(targets, SAMPLE)]
    mean = sum(map(len, bodies)) / len(bodies)

    def some():
        # Starts again when there are no others; `asked again` reports how many came from the cache.
        nonlocal targets
        rates = context.results.values("lists", case, inkstone.name, "requests/s")
        count = int((max(rates) * 1.5 if rates else FIRST_ROUND) * context.options.seconds)
        taken = list(itertools.islice(targets, count))
        if len(taken) < count:
            targets = fresh.KINDS[kind](corpus, port)
            taken += itertools.islice(targets, count - len(taken))
        return taken

    case = f"{kind}, {corpus.name}"
    turns = [(inkstone, some, {"Accept-Encoding": "identity"})]
    if nginx:
        file = nginx.put(f"list-{list(fresh.KINDS).index(kind)}", min(bodies, key=lambda body: abs(len(body) - mean)))
        turns.append((nginx, lambda: [file, file], {}))
    before = inkstone.made()
    context.rounds("lists", case, turns)
    if not context.results.values("lists", case, inkstone.name, "requests/s"):
        return
    made, cached = (after - start for after, start in zip(inkstone.made(), before))
    context.results.add("lists", case, inkstone.name, "asked again", cached / max(made + cached, 1))


def facets(context, corpus, inkstone):
    """Counts of tags, categories and years with a filter that was never asked, one request after the other."""
    context.say(f"lists: facets, {corpus.name}")
    client, times, before = OneByOne(inkstone.process.port), [], inkstone.process.cpu_seconds()
    for minutes, year, category in itertools.islice(fresh.mixed(range(3, 28), range(2010, 2014), corpus.categories), FACETS):
        target = inkstone.filtered("", category, 0) + f"&readTimeMax={minutes}&dateFrom={year}&facets=tag,category,year"
        times.append(client.get(target)[0])
    used = (inkstone.process.cpu_seconds() - before) / len(times) * 1e3
    context.results.add("facets", corpus.name, inkstone.name, "CPU ms", used)
    for share in (0.5, 0.99):
        context.results.add("facets", corpus.name, inkstone.name, f"p{share * 100:.0f} ms", percentile(times, share))
