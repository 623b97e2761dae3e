"""REDbot, the Resource Expert Droid, checks each kind of response: its headers, and further requests with an ETag, a
date, a range or an encoding."""

import configparser
import os
import re

import thor
from redbot.resource import HttpResource

from tally import check, equal, note, sections
from wire import Client, segment

# Accepted warnings by name, each with the reason.
STANDING = {
    "STORE_PUBLIC_UNNECESSARY": "The contract requires `public`; next to max-age it has no effect and does no harm, as no "
                                "response that depends on `Authorization` has it.",
    "STATUS_BAD_REQUEST": "The request is invalid on purpose, to check an error response.",
}

# Expected findings: the name of REDbot's note, and of its subject.
FOUND = {
    "INM_304": "an ETag results in 304",
    "IMS_304": "a date results in 304",
    "CONNEG_GZIP_GOOD": "gzip makes it smaller",
    "RANGE_CORRECT": "a range is the requested one",
    "FRESHNESS_FRESH": "it is cacheable",
    "STALE_WHILE_REVALIDATE": "it may be used while it is refreshed",
    "STALE_IF_ERROR": "it may be used if refreshing fails",
}
DATED = {"INM_304", "IMS_304", "CONNEG_GZIP_GOOD", "FRESHNESS_FRESH", "STALE_WHILE_REVALIDATE", "STALE_IF_ERROR"}
DOCUMENT = DATED - {"IMS_304"}
TEXT_FILE = DOCUMENT | {"RANGE_CORRECT"}
PICTURE = TEXT_FILE - {"CONNEG_GZIP_GOOD"}
FOR_EVER = {"INM_304", "FRESHNESS_FRESH", "RANGE_CORRECT"}
SVG, PNG = "/assets/images/pymalloc-layout.svg", "/assets/images/bloom-false-positives.png"

client = Client(os.environ["BASE"])


def version(target):
    """The URL of a file with its version, as posts have it."""
    posts = client.get("/api/v1/posts", {"limit": 100, "include": "html"}).json()["data"]
    return re.search(re.escape(target) + r"\?v=[0-9a-f]+", "".join(post["html"] for post in posts)).group()


# Each target with its status and the expected findings.
TARGETS = {
    "/api/v1/posts": (200, DATED),
    "/api/v1/posts?tag=rust&facets=tag&page=1&limit=1": (200, DATED),
    "/api/v1/posts/rust-rc-arc": (200, DATED),
    f"/api/v1/posts/{segment('加粗为什么会失灵')}": (200, DATED),
    "/api/v1/posts/rust-rc-arc.md": (200, DATED),
    "/api/v1/posts/rust-rc-arc/related": (200, DATED),
    f"/api/v1/search?q={segment('内存')}": (200, DATED),
    "/api/v1/suggest?q=ru": (200, {"INM_304"}),
    "/api/v1/tags": (200, {"INM_304", "CONNEG_GZIP_GOOD"}),
    "/api/v1/site": (200, {"INM_304"}),
    SVG: (200, TEXT_FILE),
    version(SVG): (200, FOR_EVER | {"CONNEG_GZIP_GOOD"}),
    PNG: (200, PICTURE),
    version(PNG): (200, FOR_EVER),
    "/openapi.json": (200, DOCUMENT),
    "/openapi.yaml": (200, DOCUMENT),
    "/highlight.css": (200, DOCUMENT),
    "/docs/": (200, DOCUMENT),
    "/docs/swagger-ui-bundle.js": (200, {"INM_304", "CONNEG_GZIP_GOOD"}),
    "/": (200, {"INM_304"}),
    "/api/v1/posts/nowhere": (404, set()),
    "/api/v1/posts?limt=1": (400, set()),
}

# Additional request headers; REDbot's further requests have them, too.
REQUESTS = {
    "as it is": [],
    "by a client that takes gzip": [("Accept-Encoding", "gzip")],
    "by a browser": [("Accept-Encoding", "gzip, deflate, br, zstd"), ("Accept", "*/*"),
                     ("Accept-Language", "zh-CN,zh;q=0.9"), ("Origin", "https://blog.example")],
    "with a tag of something else": [("If-None-Match", '"another"')],
}


def fetch_all():
    """Runs REDbot on each target in each way, all in one event loop of its HTTP client."""
    config = configparser.ConfigParser()
    config.read_dict({"redbot": {"enable_local_access": "True"}})
    resources, open_ones = {}, set()

    def look(target, way):
        resource = HttpResource(config["redbot"])
        resource.set_request(client.base + target, headers=REQUESTS[way])
        resources[target, way] = resource
        open_ones.add(resource)

        def done():
            open_ones.discard(resource)
            if not open_ones:
                thor.stop()

        resource.on("check_done", done)

    for target in TARGETS:
        for way in REQUESTS:
            look(target, way)
    for resource in list(resources.values()):
        resource.check()
    thor.schedule(120, thor.stop)
    thor.run()
    check("REDbot finishes", not open_ones, open_ones)
    return resources


def notes_of(resource):
    """The notes on a response, and on the responses to REDbot's further requests."""
    notes = list(resource.response.notes)
    for further in resource.subreqs.values():
        notes.extend(further.response.notes)
    return notes


def answers():
    """Every response"""
    seen = set()
    for (target, way), resource in fetch_all().items():
        status, wanted = TARGETS[target]
        title = f"{target} {way}"
        equal(f"{title}: status", (resource.response.status_code, resource.fetch_error), (status, None))
        notes = notes_of(resource)
        bad = [f"{type(n).__name__}: {n.summary}" for n in notes if n.level.value == "bad"]
        check(f"{title}: nothing is wrong", not bad, "\n".join(bad))
        warnings = {type(n).__name__: n.summary for n in notes if n.level.value == "warning"}
        seen |= set(warnings)
        unlisted = [f"{name}: {summary}" for name, summary in warnings.items() if name not in STANDING]
        check(f"{title}: no warning except the accepted ones", not unlisted, "\n".join(unlisted))
        if way == "as it is":
            names = {type(n).__name__ for n in notes}
            for name in FOUND:
                if name in wanted:
                    check(f"{title}: {FOUND[name]}", name in names, sorted(names))
    equal("every accepted warning still occurs", sorted(seen & set(STANDING)), sorted(STANDING))
    for name, reason in STANDING.items():
        note(f"{name} is accepted. {reason}")


sections(answers)
