"""What nginx and Caddy do besides caching: TLS, HTTP/2, and forwarding requests unchanged."""

import brotli

from content import LARGE, NOTES
from tally import check, equal
from wire import segment

SLUG = "中文搜索为什么要切二元组"


def all_of(name, front):
    """Every check of this file."""
    for part in (versions, targets, codings, conditions, large, addresses, connections, gone):
        part(name, front)


def versions(name, front):
    for flag, version in (("--http2", "2"), ("--http1.1", "1.1")):
        answer = front.get("/api/v1/site", version=flag)
        equal(f"{name}: HTTP/{version} over TLS", (answer.status, answer.version), (200, version))


def targets(name, front):
    """A request target is forwarded unchanged."""
    for target in (
        f"/api/v1/posts/{segment(SLUG)}",
        f"/api/v1/posts/{segment(SLUG).lower()}",
        f"/api/v1/tags/{segment('内存管理')}",
        "/api/v1/posts?tag=C%2B%2B&limit=1",
        f"/api/v1/search?q={segment('内存')}+%22a%22",
        "/assets/images%2Fpymalloc-layout.svg",
        "/api/v1/posts/a%2Fb",
        "/api/v1//posts",
    ):
        direct = front.witness.service.send("GET", target)
        answer = front.get(target)
        equal(f"{name}: {target} has the response of the server", answer.status, direct.status)
        check(f"{name}: and is forwarded unchanged", front.witness.asked(target), front.witness.seen[-3:])
    answer = front.get(f"/api/v1/posts/{SLUG}")
    equal(f"{name}: an unencoded slug is found", answer.status, 200)
    long = front.get(f"/api/v1/posts?q={'a' * 17_000}")
    equal(f"{name}: a target that is too long is rejected by the server", (long.status, long.header("Content-Type")),
          (414, "application/problem+json"))


def codings(name, front):
    """Only the server compresses."""
    target = "/api/v1/posts/rust-rc-arc"
    tags = []
    for coding in ("br", "zstd", "gzip", None):
        wanted = {"Accept-Encoding": coding} if coding else {}
        direct = front.witness.service.get(target, headers=wanted)
        answer = front.get(target, wanted)
        equal(f"{name}: {coding or 'no encoding'} is passed through",
              (answer.header("Content-Encoding"), answer.header("ETag")), (coding or "", direct.headers["ETag"]))
        check(f"{name}: with the exact bytes of the server", answer.body == direct.body, answer)
        tags.append(answer.header("ETag"))
    equal(f"{name}: each with its own ETag", len(set(tags)), 4)
    coded = front.get("/assets/notes.txt", {"Accept-Encoding": "br"})
    equal(f"{name}: assets as well", brotli.decompress(coded.body), NOTES)


def conditions(name, front):
    tag = front.get("/api/v1/site").header("ETag")
    equal(f"{name}: a client that has it gets 304", front.get("/api/v1/site", {"If-None-Match": tag}).status, 304)
    equal(f"{name}: HEAD has the ETag", front.get("/api/v1/site", method="HEAD").header("ETag"), tag)


def large(name, front):
    """Ten MiB, in ranges and as a whole."""
    part = front.get("/assets/large.bin", {"Range": "bytes=7000000-7000099"})
    equal(f"{name}: a range of ten MiB", (part.status, part.body), (206, LARGE[7_000_000:7_000_100]))
    whole = front.get("/assets/large.bin")
    check(f"{name}: ten MiB", (whole.status, whole.body == LARGE) == (200, True), whole)


def addresses(name, front):
    """The address of the client is forwarded."""
    front.get("/api/v1/categories")
    headers = front.witness.asked("/api/v1/categories")[-1].headers
    equal(f"{name}: X-Forwarded-For and -Proto", (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]),
          ("127.0.0.1", "https"))
    equal(f"{name}: Host", headers["Host"].split(":")[0], "localhost")


def connections(name, front):
    """Connections to the server are reused."""
    before = front.witness.connections
    for number in range(20):
        front.get(f"/api/v1/posts?limit=1&page={number + 1}")
    opened = front.witness.connections - before
    check(f"{name}: twenty requests in a row need no connection each", opened <= 5, opened)


def gone(name, front):
    """A server that is unreachable."""
    front.witness.stop()
    answer = front.get("/api/v1/posts/never-asked-for")
    check(f"{name}: an unreachable server has its own status", answer.status in (502, 503), answer)
    equal(f"{name}: in the format of other errors", (answer.header("Content-Type"), answer.header("Cache-Control")),
          ("application/problem+json", "no-store"))
    front.witness.start()


def redirected(front):
    """Without TLS, nginx only redirects to HTTPS."""
    answer = front.plain.fetch("/api/v1/posts?tag=C%2B%2B")
    equal("nginx: without TLS a client is redirected to HTTPS", (answer.status, answer.header("Location")),
          (308, "https://localhost/api/v1/posts?tag=C%2B%2B"))


def before_varnish(front, inner):
    """Caddy adds TLS and HTTP/2 in front of Varnish."""
    target = "/api/v1/posts/rust-rc-arc"
    browser = {"Accept-Encoding": "gzip, deflate, br"}
    answers = [front.get(target, browser) for _ in range(2)]
    equal("Caddy and Varnish: the second response comes from the cache",
          [(answer.version, answer.header("Content-Encoding"), answer.cache) for answer in answers],
          [("2", "br", "MISS"), ("2", "br", "HIT")])
    equal("Caddy and Varnish: the server gets one request", len(inner.witness.asked(target)), 1)
    told = inner.witness.asked(target)[0].headers["X-Forwarded-For"]
    equal("Caddy and Varnish: it gets the addresses of client and proxy", told, "127.0.0.1, 127.0.0.1")
    refused = front.get("/", {"Surrogate-Key": "getPost"}, "PURGE")
    equal("Caddy and Varnish: purging from outside is rejected", refused.status, 403)
    equal("Caddy and Varnish: and nothing is dropped", front.get(target, browser).cache, "HIT")
