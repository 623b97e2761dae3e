"""Responses that were requested before, compared with files of nginx that have the same bytes."""

from peers.nginx import Nginx, copied_headers
from process import fetch

BARE, SAME = "nginx", "nginx, same headers"
NAMES = {"small": "2 KB", "large": "14 KB"}


def cases(inkstone, corpus):
    """Yields the name of a case, the target and the request headers."""
    for size, name in NAMES.items():
        target = inkstone.post(corpus.slugs[size])
        for coding in ("identity", "br"):
            yield f"post of {name}" + ("" if coding == "identity" else f", {coding}"), target, {"Accept-Encoding": coding}
        if size == "small":
            yield f"post of {name}, 304", target, {"If-None-Match": fetch(inkstone.process.port, target)[1]["etag"]}
    yield "first list", inkstone.first(), {"Accept-Encoding": "identity"}
    filtered = inkstone.filtered(corpus.tags[0], corpus.categories[0])
    yield "filtered list", filtered, {"Accept-Encoding": "identity"}


def turn(server, target, headers):
    return server, lambda: [target], headers


def run(context):
    corpus = context.corpus(context.options.posts)
    with context.inkstone(corpus) as inkstone:
        port = inkstone.process.port
        headers = copied_headers(fetch(port, inkstone.post(corpus.slugs["small"]))[1])
        with context.peer(Nginx, BARE, name=BARE) as bare, context.peer(Nginx, SAME, headers, name=SAME) as same:
            for number, (case, target, sent) in enumerate(cases(inkstone, corpus)):
                # The second response is the one from the response cache.
                status, _, body = [fetch(port, target, sent) for _ in range(2)][1]
                turns = [turn(inkstone, target, sent)]
                for nginx in filter(None, (bare, same if case.startswith("post") else None)):
                    file = nginx.put(f"{number}", body or fetch(port, target)[2])
                    condition = {"If-None-Match": fetch(nginx.process.port, file)[1]["etag"]} if status == 304 else {}
                    turns.append(turn(nginx, file, condition))
                context.rounds("requests", case, turns)
