"""What every cache must do with fresh responses."""

import concurrent.futures
import gzip

import brotli

from content import LARGE, NOTES, TOKEN
from tally import check, equal

LIST = "/api/v1/posts?limit=3"
POST = "/api/v1/posts/rust-rc-arc"
TRANSLATED = "/api/v1/posts/floating-point"


def all_of(name, front):
    """Every check of this file."""
    for part in (hits, codings, wishes, ranges, long_heads, errors, previews, together):
        part(name, front)


def hits(name, front):
    first, second = front.get(LIST), front.get(LIST)
    equal(f"{name}: the first response is not from the cache", (first.status, first.cache), (200, "MISS"))
    equal(f"{name}: the second one is", (second.status, second.cache), (200, "HIT"))
    equal(f"{name}: both responses are equal", second.body, first.body)
    head = front.get(LIST, method="HEAD")
    equal(f"{name}: HEAD is served from it", (head.status, head.header("ETag")), (200, first.header("ETag")))
    known = front.get(LIST, {"If-None-Match": first.header("ETag")})
    equal(f"{name}: a client that has it gets 304", (known.status, known.body), (304, b""))
    front.get(LIST, {"Cookie": "session=1"})
    equal(f"{name}: the server gets one request for all of them", len(front.witness.asked(LIST)), 1)


def codings(name, front):
    """Each content encoding is stored separately."""
    plain = front.get(POST)
    for coding, decode in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        tags = set()
        for _ in range(2):
            answer = front.get(POST, {"Accept-Encoding": coding})
            equal(f"{name}: {coding} is sent to clients that accept {coding}", answer.header("Content-Encoding"), coding)
            equal(f"{name}: {coding} has the same content", decode(answer.body), plain.body)
            tags.add(answer.header("ETag"))
        equal(f"{name}: {coding} has its own ETag", (len(tags), plain.header("ETag") in tags), (1, False))
    again = front.get(POST)
    equal(f"{name}: clients that accept no encoding get none", (again.header("Content-Encoding"), again.body), ("", plain.body))
    equal(f"{name}: each encoding was fetched once", len(front.witness.asked(POST)), 3)


def wishes(name, front):
    """Responses selected by `Accept` and `Accept-Language` are stored separately."""
    english, chinese = ({"Accept-Language": lang} for lang in ("en", "zh"))
    markdown = {"Accept": "text/markdown"}
    for _ in range(2):
        equal(f"{name}: clients that prefer English get English",
              front.get(TRANSLATED, english).header("Content-Language"), "en")
        equal(f"{name}: clients that prefer Chinese get Chinese",
              front.get(TRANSLATED, chinese).header("Content-Language"), "zh")
        source = front.get(TRANSLATED, {**chinese, **markdown})
        equal(f"{name}: clients that prefer Markdown get it", source.header("Content-Type").split(";")[0], "text/markdown")
        check(f"{name}: and it is Markdown", not source.body.startswith(b"{"), source)
    equal(f"{name}: each of them was fetched once", len(front.witness.asked(TRANSLATED)), 3)
    refused = front.get(TRANSLATED, {"Accept": "image/png"})
    equal(f"{name}: an unavailable representation is 406", refused.status, 406)


def ranges(name, front):
    """Ranges of files."""
    for target, whole in (("/assets/large.bin", LARGE), ("/assets/notes.txt", NOTES)):
        for attempt in ("cold", "kept"):
            part = front.get(target, {"Range": f"bytes={len(whole) // 2}-{len(whole) // 2 + 999}"})
            equal(f"{name}: a range of {target} is sent ({attempt})", part.status, 206)
            check(f"{name}: and is that range ({attempt})", part.body == whole[len(whole) // 2:][:1000], part)
        check(f"{name}: {target} is sent whole", front.get(target).body == whole)
        outside = front.get(target, {"Range": "bytes=99999999-"})
        equal(f"{name}: a range after the end of {target} is 416", outside.status, 416)
        equal(f"{name}: {target} was fetched once", len(front.witness.asked(target)), 1)
    coded = front.get("/assets/notes.txt", {"Accept-Encoding": "gzip"})
    equal(f"{name}: a compressed text is whole", gzip.decompress(coded.body), NOTES)
    tag = coded.header("ETag")
    mixed = front.get("/assets/notes.txt", {"Range": "bytes=0-9", "If-Range": tag})
    equal(f"{name}: a range of another encoding is not used", (mixed.status, mixed.body), (200, NOTES))


def long_heads(name, front):
    """Names for purging can make a response head long."""
    target = "/api/v1/posts?slug=many-tags"
    names = front.witness.service.get(target).headers["Surrogate-Key"]
    check(f"{name}: a head has 6 KB of names", len(names) > 6000, len(names))
    equal(f"{name}: it is passed through", [front.get(target).status for _ in range(2)], [200, 200])


def errors(name, front):
    """Errors are not stored."""
    for target, status in (("/api/v1/posts/nowhere", 404), ("/api/v1/posts?limt=1", 400)):
        for _ in range(2):
            answer = front.get(target)
            equal(f"{name}: {status} is passed through", (answer.status, answer.header("Content-Type")),
                  (status, "application/problem+json"))
        equal(f"{name}: {status} is fetched each time", len(front.witness.asked(target)), 2)


def previews(name, front):
    """Previews are neither stored nor hidden by stored responses."""
    target = "/api/v1/posts/hidden"
    token = {"Authorization": f"Bearer {TOKEN}"}
    for _ in range(2):
        equal(f"{name}: a draft is shown to the holder of the token", front.get(target, token).status, 200)
        equal(f"{name}: and to nobody else", front.get(target).status, 404)
    equal(f"{name}: nothing of it is stored", len(front.witness.asked(target)), 4)
    front.get("/api/v1/site")
    preview = front.get("/api/v1/site", token)
    equal(f"{name}: with a token the response comes from the server", preview.header("Cache-Control"),
          "private, no-store")
    equal(f"{name}: and each such request is forwarded", len(front.witness.asked("/api/v1/site")), 2)


def together(name, front):
    """Simultaneous requests wait for a single response."""
    target = "/api/v1/tags"
    with concurrent.futures.ThreadPoolExecutor(8) as many, front.witness.holding():
        answers = [many.submit(front.get, target) for _ in range(8)]
        came = front.witness.wait(lambda: len(front.witness.asked(target)) > 0)
        front.witness.release()
        statuses = [answer.result().status for answer in answers]
    equal(f"{name}: eight simultaneous requests are served", (came, statuses), (True, [200] * 8))
    equal(f"{name}: with one request to the server", len(front.witness.asked(target)), 1)


def unlike_requests(front):
    """Varnish stores one response for requests that are spelled differently and mean the same."""
    target = "/api/v1/posts/bloom-filter"
    for headers in (
        {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "*/*"},
        {"Accept-Encoding": "br;q=1.0, gzip;q=0.8", "Accept": "application/json, text/plain, */*"},
        {"Accept-Encoding": "deflate,br", "Accept": "application/json"},
        {"Accept-Encoding": "BR"},
    ):
        answer = front.get(target, headers)
        equal(f"Varnish: {headers} is served", (answer.status, answer.header("Content-Encoding")), (200, "br"))
    equal("Varnish: all with one response", len(front.witness.asked(target)), 1)
    for headers in ({"Accept-Encoding": "br;q=0, gzip"}, {"Accept-Encoding": "gzip;q=0.5"}):
        equal(f"Varnish: {headers} is respected", front.get(target, headers).header("Content-Encoding"), "gzip")
    refused = front.get(target, {"Accept": "application/json;q=0"})
    equal("Varnish: clients that refuse JSON don't get it", refused.status, 406)
    refused = front.get(target, {"Accept-Encoding": "identity;q=0, *;q=0"})
    equal("Varnish: nor do those that refuse all encodings", refused.status, 406)
