"""What a cache must do with answers that are not fresh any more, whichever cache it is."""

import concurrent.futures
import time

from tally import check, equal

# By how long each may be used beyond its time; see content.brief.
LIST = "/api/v1/posts?limit=2"  # while it is fetched anew, and where that fails
FILE = "/assets/notes.txt"  # while it is fetched anew
POST = "/api/v1/posts/bloom-filter"  # where that fails
DOCUMENT = "/highlight.css"  # for a second while it is fetched anew, and where that fails
SEARCH = "/api/v1/search?q=python"  # not at all
ALL = (LIST, FILE, POST, DOCUMENT, SEARCH)

# After this no answer is fresh that may be so for a second, and none may be used while it is fetched anew that
# may be so for another one. Caches count whole seconds.
LONG_ENOUGH = 4


def all_of(name, front, search_from_failing):
    """Every check of this file. What becomes of a search that the service answers with 500 is not the same in all
    caches."""
    first = {target: front.get(target) for target in ALL}
    time.sleep(LONG_ENOUGH)
    for target in (LIST, FILE):
        while_revalidating(name, front, target, first[target])
    revalidation(name, front, first)
    time.sleep(LONG_ENOUGH)
    service_fails(name, front, first, search_from_failing)
    service_is_gone(name, front, first)


def while_revalidating(name, front, target, before):
    """A stale answer is given at once, and fetched anew behind that."""
    with front.witness.holding():
        stale = front.get(target)
        equal(f"{name}: {target} is answered while the service has not answered yet", stale.body, before.body)
        equal(f"{name}: and is said to be stale", stale.cache, "STALE")
        asked = front.witness.wait(lambda: len(front.witness.asked(target)) == 2)
        check(f"{name}: the service is asked meanwhile", asked, front.witness.asked(target))
    answered = front.witness.wait(lambda: front.witness.asked(target)[-1].status == 304)
    check(f"{name}: it says that nothing has changed", answered, front.witness.asked(target))


def revalidation(name, front, first):
    """What may not be given at once is asked for first, by its tag."""
    for target in (POST, DOCUMENT, SEARCH):
        with concurrent.futures.ThreadPoolExecutor(1) as one, front.witness.holding():
            answer = one.submit(front.get, target)
            asked = front.witness.wait(lambda: len(front.witness.asked(target)) == 2)
            check(f"{name}: {target} waits for the service", asked and not answer.done())
            front.witness.release()
            answer = answer.result()
        equal(f"{name}: {target} is the same afterwards", (answer.status, answer.body), (200, first[target].body))
        last = front.witness.asked(target)[-1]
        equal(f"{name}: the service was asked by the tag", last.headers["If-None-Match"], first[target].header("ETag"))
        equal(f"{name}: and answered 304", last.status, 304)


def service_fails(name, front, first, search):
    """Where the service fails what is here is used, if it may be."""
    with front.witness.failing():
        for target in (POST, DOCUMENT):
            answer = front.get(target)
            equal(f"{name}: {target} is answered though the service fails", (answer.status, answer.body),
                  (200, first[target].body))
        equal(f"{name}: and a search with", front.get(SEARCH).status, search)


def service_is_gone(name, front, first):
    """The same where there is no service any more."""
    front.witness.stop()
    for target in (LIST, POST, DOCUMENT):
        for _ in range(2):
            answer = front.get(target)
            equal(f"{name}: {target} is answered though the service is gone", (answer.status, answer.body),
                  (200, first[target].body))
    for target in (SEARCH, "/api/v1/posts/never-asked-for"):
        answer = front.get(target)
        equal(f"{name}: {target} is not", (answer.status, answer.header("Content-Type")),
              (503, "application/problem+json"))
        check(f"{name}: and the error is not to be kept", answer.header("Cache-Control") == "no-store", answer)
    front.witness.start()
    deadline = time.monotonic() + 30
    while (status := front.get("/api/v1/site").status) != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    equal(f"{name}: the service is found again when it is back", status, 200)
