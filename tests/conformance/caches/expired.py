"""What every cache must do with stale responses."""

import concurrent.futures
import time

from tally import check, equal

# How long each may be used when it is stale; see content.brief.
LIST = "/api/v1/posts?limit=2"  # while it is refreshed, and if that fails
FILE = "/assets/notes.txt"  # while it is refreshed
POST = "/api/v1/posts/bloom-filter"  # if refreshing fails
DOCUMENT = "/highlight.css"  # for a second while it is refreshed, and if that fails
SEARCH = "/api/v1/search?q=python"  # never
ALL = (LIST, FILE, POST, DOCUMENT, SEARCH)

# Afterwards, responses with a lifetime of a second are stale, and those with another second of
# stale-while-revalidate may not be used any more. Caches count whole seconds.
LONG_ENOUGH = 4


def all_of(name, front, search_from_failing):
    """Every check of this file. Caches differ in what they do with a search to which the server responds with
    500."""
    first = {target: front.get(target) for target in ALL}
    time.sleep(LONG_ENOUGH)
    for target in (LIST, FILE):
        while_revalidating(name, front, target, first[target])
    revalidation(name, front, first)
    time.sleep(LONG_ENOUGH)
    service_fails(name, front, first, search_from_failing)
    service_is_gone(name, front, first)


def while_revalidating(name, front, target, before):
    """A stale response is served immediately, and refreshed in the background."""
    with front.witness.holding():
        stale = front.get(target)
        equal(f"{name}: {target} is served while the server has not responded yet", stale.body, before.body)
        equal(f"{name}: and marked as stale", stale.cache, "STALE")
        asked = front.witness.wait(lambda: len(front.witness.asked(target)) == 2)
        check(f"{name}: the server is asked meanwhile", asked, front.witness.asked(target))
    answered = front.witness.wait(lambda: front.witness.asked(target)[-1].status == 304)
    check(f"{name}: it responds with 304", answered, front.witness.asked(target))


def revalidation(name, front, first):
    """A response that may not be served immediately is revalidated first, by its ETag."""
    for target in (POST, DOCUMENT, SEARCH):
        with concurrent.futures.ThreadPoolExecutor(1) as one, front.witness.holding():
            answer = one.submit(front.get, target)
            asked = front.witness.wait(lambda: len(front.witness.asked(target)) == 2)
            check(f"{name}: {target} waits for the server", asked and not answer.done())
            front.witness.release()
            answer = answer.result()
        equal(f"{name}: {target} is the same afterwards", (answer.status, answer.body), (200, first[target].body))
        last = front.witness.asked(target)[-1]
        equal(f"{name}: the server was asked with the ETag", last.headers["If-None-Match"], first[target].header("ETag"))
        front.witness.wait(lambda: last.status)
        equal(f"{name}: and responded with 304", last.status, 304)


def service_fails(name, front, first, search):
    """If the server fails, the stored response is used, if allowed."""
    with front.witness.failing():
        for target in (POST, DOCUMENT):
            answer = front.get(target)
            equal(f"{name}: {target} is served although the server fails", (answer.status, answer.body),
                  (200, first[target].body))
        equal(f"{name}: and a search with", front.get(SEARCH).status, search)


def service_is_gone(name, front, first):
    """The same if the server is gone."""
    front.witness.stop()
    for target in (LIST, POST, DOCUMENT):
        for _ in range(2):
            answer = front.get(target)
            equal(f"{name}: {target} is served although the server is gone", (answer.status, answer.body),
                  (200, first[target].body))
    for target in (SEARCH, "/api/v1/posts/never-asked-for"):
        answer = front.get(target)
        equal(f"{name}: {target} is not", (answer.status, answer.header("Content-Type")),
              (503, "application/problem+json"))
        check(f"{name}: and the error is not cacheable", answer.header("Cache-Control") == "no-store", answer)
    front.witness.start()
    deadline = time.monotonic() + 30
    while (status := front.get("/api/v1/site").status) != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    equal(f"{name}: the server is used again when it is back", status, 200)
