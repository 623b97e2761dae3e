"""Methods, paths, media types, and the pages outside the API."""

import json
import re

from tally import check, equal
from wire import segment

LISTS = ("/api/v1/posts", "/api/v1/tags", "/api/v1/categories", "/api/v1/authors", "/api/v1/series", "/api/v1/archive")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CODES = {
    "invalid_parameter": 400, "cursor_mismatch": 400, "unauthorized": 401, "post_not_found": 404, "term_not_found": 404,
    "route_not_found": 404, "method_not_allowed": 405, "not_acceptable": 406, "uri_too_long": 414, "internal": 500,
}


def some_paths(site):
    post = site.posts[0]
    return [*LISTS, "/api/v1/site", f"/api/v1/posts/{segment(post.slug)}", f"/api/v1/tags/{segment(post.tags[0])}",
            f"/api/v1/categories/{segment(post.categories[0])}"]


def methods(site):
    """GET, HEAD and OPTIONS only"""
    for path in some_paths(site):
        got, head = site.client.send("GET", path), site.client.send("HEAD", path)
        equal(f"HEAD {path} has the headers of GET", (head.status, head.headers.get("Content-Type"),
              head.headers.get("Content-Length"), head.headers.get("X-Total-Count"), head.body),
              (200, got.headers.get("Content-Type"), got.headers.get("Content-Length"), got.headers.get("X-Total-Count"), b""))
        options = site.client.send("OPTIONS", path)
        check(f"OPTIONS {path} lists the methods", options.status in (200, 204) and allowed(options) >= {"GET", "HEAD", "OPTIONS"},
              options)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = site.client.send(method, path, {"Content-Length": "0"})
            equal(f"{method} {path} is 405", (answer.status, answer.json().get("code")), (405, "method_not_allowed"))
            equal(f"{method} {path}: Allow", allowed(answer), {"GET", "HEAD", "OPTIONS"})
    for method in ("TRACE", "CONNECT", "PROPFIND", "QUERY", "get"):
        answer = site.client.send(method, "/api/v1/posts")
        check(f"{method} is 405 or 501", answer.status in (405, 501), answer)
    absent = site.client.send("POST", "/api/v1/nowhere", {"Content-Length": "0"})
    equal("POST to an unknown path is 404", absent.status, 404)
    head = site.client.send("HEAD", "/api/v1/posts/no-such-post")
    equal("HEAD of an absent post is 404 without a body", (head.status, head.body), (404, b""))


def allowed(answer):
    return {m.strip() for m in (answer.headers.get("Allow") or "").split(",") if m.strip()}


def slashes(site):
    """A trailing slash is the same resource"""
    for path in some_paths(site):
        plain, slashed = site.client.send("GET", path), site.client.send("GET", path + "/")
        equal(f"{path}/ is {path}", (slashed.status, slashed.json()["data"]), (plain.status, plain.json()["data"]))


def acceptable(site):
    """Accept"""
    for path in some_paths(site):
        for wish in ("image/png", "text/csv", "application/json;q=0"):
            answer = site.client.send("GET", path, {"Accept": wish})
            equal(f"{path} as {wish} is 406", (answer.status, answer.json().get("code")), (406, "not_acceptable"))
        for wish in ("application/json", "*/*", BROWSER, "application/json; charset=utf-8"):
            equal(f"{path} as {wish} is JSON", site.client.send("GET", path, {"Accept": wish}).type, "application/json")
    answer = site.client.send("GET", "/api/v1/posts", {"Accept": "text/markdown"})
    equal("a list as text/markdown is 406", answer.status, 406)


def outside(site):
    """Outside the API"""
    browser = site.client.send("GET", "/", {"Accept": BROWSER})
    check("a browser at / is redirected to /docs/", browser.status in (302, 303, 307) and browser.headers.get("Location") == "/docs/",
          browser)
    index = site.client.send("GET", "/", {"Accept": "*/*"})
    equal("other clients at / get JSON", (index.status, index.type), (200, "application/json"))
    links = [value for value in re.findall(r'"(/[^"]*)"', index.text) if "{" not in value]
    check("the index links to the API, its document and its pages",
          {"/api/v1/posts", "/openapi.json", "/docs/"} <= set(links), index)
    for link in links:
        answer = site.client.send("GET", link)
        check(f"the index's link {link} works", answer.status == (401 if link == "/api/v1/diagnostics" else 200), answer)
    bare = site.client.send("GET", "/docs")
    check("/docs redirects to /docs/", bare.status in (301, 302, 307, 308) and bare.headers.get("Location", "").endswith("/docs/"), bare)
    docs = site.client.send("GET", "/docs/", {"Accept": BROWSER})
    equal("/docs/ is a page", (docs.status, docs.type), (200, "text/html"))
    check("/docs/ refers to no other host", not re.search(r"(src|href)=\"?(https?:)?//", docs.text), docs)
    for path in ("/healthz", "/readyz"):
        equal(f"{path} is 200", site.client.send("GET", path).status, 200)
    equal("diagnostics are off unless enabled", site.client.send("GET", "/api/v1/diagnostics").status, 401)


def problem_pages(site):
    """Every problem has a page"""
    for code in CODES:
        page = site.client.send("GET", f"/problems/{code}")
        check(f"/problems/{code} exists and contains the code", page.status == 200 and code in page.text, page)
    equal("the page of an unknown problem", site.client.send("GET", "/problems/nonsense").status, 404)
    problem = site.client.send("GET", "/api/v1/nowhere").json()
    target = re.sub(r"^https?://[^/]+", "", problem["type"])
    equal("a problem's type is the URL of its page", site.client.send("GET", target).status, 200)


def unicode_untouched(site):
    """JSON is UTF-8 with unescaped characters"""
    answer = site.client.get("/api/v1/posts", {"limit": 100})
    chinese = next((p.title for p in site.posts if re.search(r"[\u4e00-\u9fff]", p.title)), None)
    if chinese:
        check("Chinese is not escaped", json.dumps(chinese, ensure_ascii=False)[1:-1] in answer.text, answer)


SECTIONS = [methods, slashes, acceptable, outside, problem_pages, unicode_untouched]
