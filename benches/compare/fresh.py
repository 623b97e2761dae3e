"""Targets of lists that were never requested, in the same order on every run."""

import itertools
import json
from urllib.parse import quote

from process import fetch

SORTS = ["-date", "date", "title", "-title", "updated", "-updated", "readTime", "-readTime", "slug", "-slug"]
LIMITS = range(15, 36)
CURSORS = 200


def mixed(*choices):
    """Yields every combination once, neighbors being far from each other."""
    total = 1
    for choice in choices:
        total *= len(choice)
    step = next(number for number in range(int(total * 0.618) | 1, total + 2) if _coprime(number, total))
    position = 0
    for _ in range(total):
        rest, picked = position, []
        for choice in choices:
            rest, index = divmod(rest, len(choice))
            picked.append(choice[index])
        yield picked
        position = (position + step) % total


def _coprime(one, other):
    while other:
        one, other = other, one % other
    return one == 1


def pages(corpus, port):
    """Pages of 15 to 35 posts: by number in every order, and by cursor."""
    numbers = range(1, max(corpus.posts // LIMITS[-1], 1) + 1)
    cursors = []
    for sort, page in itertools.islice(mixed(SORTS, numbers), CURSORS):
        answer = json.loads(fetch(port, f"/api/v1/posts?limit=3&fields=slug&sort={sort}&page={page}")[2])
        if answer["meta"]["pagination"]["nextCursor"]:
            cursors.append((sort, answer["meta"]["pagination"]["nextCursor"]))
    by_number = (f"/api/v1/posts?sort={sort}&page={page}&limit={limit}"
                 for sort, page, limit in mixed(SORTS, numbers, LIMITS))
    by_cursor = (f"/api/v1/posts?sort={sort}&cursor={quote(cursor)}&limit={limit}"
                 for (sort, cursor), limit in mixed(cursors, LIMITS))
    for one, other in itertools.zip_longest(by_number, by_cursor):
        yield from filter(None, (one, other))


def terms(corpus, _):
    """One of two tags and a category: 15 to 20 posts, if there are so many."""
    for tag, other, category, limit in mixed(corpus.tags, corpus.tags, corpus.categories, range(15, 21)):
        if tag < other:
            yield f"/api/v1/posts?tag={quote(tag)},{quote(other)}&category={quote(category)}&limit={limit}"


def ranges(_, __):
    """The longest reading time, with the first day or the last change: 15 to 20 posts."""
    for minutes, year, month, day, limit, key in mixed(
            range(1, 31), range(2010, 2026), range(1, 13), range(1, 29), range(15, 21), ["dateFrom", "updatedSince"]):
        moment = f"{year}-{month:02}-{day:02}" + ("T00:00:00Z" if key == "updatedSince" else "")
        yield f"/api/v1/posts?readTimeMax={minutes}&{key}={moment}&limit={limit}"


KINDS = {"pages": pages, "tag × category": terms, "ranges": ranges}
