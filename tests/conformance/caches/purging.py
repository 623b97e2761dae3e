"""Varnish drops the responses with a name, and no others."""

import json

from content import MANY
from tally import check, equal
from wire import segment

TARGETS = [
    "/api/v1/posts?limit=2",
    "/api/v1/posts?limit=2&page=2",
    "/api/v1/posts?tag=rust&limit=1",
    "/api/v1/posts?slug=many-tags",
    "/api/v1/posts/rust-rc-arc",
    "/api/v1/posts/rust-rc-arc?include=related",
    "/api/v1/posts/bloom-filter",
    f"/api/v1/posts/{segment('加粗为什么会失灵')}",
    "/api/v1/posts/rust-rc-arc/neighbors",
    "/api/v1/search?q=python",
    "/api/v1/tags",
    "/api/v1/tags/rust",
    "/api/v1/tags/python",
    f"/api/v1/tags/{segment('内存管理')}",
    "/api/v1/archive",
    "/api/v1/manifest",
    "/api/v1/manifest?tree=true",
    "/api/v1/manifest?bucket=0,1",
    "/assets/notes.txt",
    "/highlight.css",
]
NAMES = [
    "post:rust-rc-arc",
    f"post:{segment('加粗为什么会失灵')}",
    "tag:rust",
    f"tag:{segment('内存管理')}",
    f"tag:{segment(MANY[0])}",
    "category:fundamentals",
    "author:inkstone",
    "listPosts",
    "getManifest listChanges",
    "getTag post:bloom-filter",
    "post:nowhere",
]


def all_of(front):
    """Every check of this file."""
    names = {}
    for target in TARGETS:
        answer = front.witness.service.get(target)
        names[target] = set((answer.headers.get("Surrogate-Key") or "").split())
        front.get(target)
        hidden = [front.get(target).header(header) for header in ("xkey", "Surrogate-Key")]
        equal(f"purge: the names in {target} are not shown", hidden, ["", ""])
    check("purge: one response has more names than fit", "more" in names["/api/v1/posts?slug=many-tags"], names)
    for name in NAMES:
        by_name(front, names, name)
    every_form(front)
    who_may(front)


def by_name(front, names, name):
    wanted = {*name.split(), "more"}
    expected = {target for target in TARGETS if names[target] & wanted}
    before = {target: len(front.witness.asked(target)) for target in TARGETS}
    answer = front.get("/", {"Surrogate-Key": name}, "PURGE")
    equal(f"purge {name}: it is done", (answer.status, answer.header("Content-Type")), (200, "application/json"))
    dropped = {target for target in TARGETS if front.get(target).cache == "MISS"}
    equal(f"purge {name}: what has the name is dropped", sorted(dropped), sorted(expected))
    again = {target for target in TARGETS if len(front.witness.asked(target)) > before[target]}
    equal(f"purge {name}: and nothing else is fetched again", sorted(again), sorted(expected))


def every_form(front):
    """A response is dropped in all encodings and representations."""
    target = "/api/v1/posts/rust-rc-arc"
    forms = [{"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip"}, {"Accept": "text/markdown"}, {}]
    for form in forms:
        front.get(target, form)
    answer = front.get("/", {"Surrogate-Key": "post:rust-rc-arc"}, "PURGE")
    check("purge: the number of dropped responses is returned", json.loads(answer.body)["purged"] >= len(forms), answer)
    equal("purge: every representation is dropped", [front.get(target, form).cache for form in forms], ["MISS"] * len(forms))


def who_may(front):
    """Only some addresses may purge."""
    name = {"Surrogate-Key": "post:rust-rc-arc"}
    for title, refused in (
        ("another address", front.get("/", name, "PURGE", source="127.0.0.2")),
        ("who comes through another proxy", front.get("/", {**name, "X-Forwarded-For": "192.0.2.1"}, "PURGE")),
        ("who is said to come through one", front.get("/", {**name, "Forwarded": "for=192.0.2.1"}, "PURGE")),
    ):
        equal(f"purge: {title} is rejected", (refused.status, refused.header("Content-Type")),
              (403, "application/problem+json"))
    equal("purge: and drops nothing", front.get("/api/v1/posts/rust-rc-arc").cache, "HIT")


def after_revalidation(front, target, name):
    """A response that was revalidated by a 304 still has its names."""
    front.witness.wait(lambda: all(seen.status for seen in front.witness.asked(target)))
    statuses = [seen.status for seen in front.witness.asked(target)]
    check(f"purge: {target} was revalidated by a 304", 304 in statuses and statuses.count(200) == 1, statuses)
    answer = front.get("/", {"Surrogate-Key": name}, "PURGE")
    check(f"purge: {target} is dropped after a 304", json.loads(answer.body)["purged"] >= 1, answer)
    front.get(target)
    last = front.witness.asked(target)[-1]
    front.witness.wait(lambda: last.status)
    equal("purge: what is dropped is fetched without an ETag",
          (last.status, last.headers["If-None-Match"]), (200, None))
