"""Every answer of a server that depends on its content."""

import http.client
import json
import urllib.parse

TOKEN = "0123456789abcdef0123456789abcdef"
PREVIEW = {"Authorization": f"Bearer {TOKEN}"}
# What a fresh process has too: neither times nor identities of requests, connections and processes.
HEADERS = ("ETag", "Last-Modified", "Content-Type", "Content-Language", "Link", "X-Total-Count", "Cache-Control",
           "Location", "Vary", "Content-Disposition", "Surrogate-Key")
KEYS = "html,markdown,text,blocks,toc,related,neighbors,backlinks,translations,terms"
FIXED = [
    "/api/v1/posts?limit=100", f"/api/v1/posts?limit=100&include={KEYS}", "/api/v1/posts?sort=title,-updated&limit=100",
    "/api/v1/posts?facets=tag,category,author,series,lang,year&limit=0", "/api/v1/posts?tag=rust&sort=readTime",
    "/api/v1/posts?dateFrom=2020&dateTo=2024-05", "/api/v1/posts?q=memory&limit=100", "/api/v1/posts?tag=rusty",
    "/api/v1/tags", "/api/v1/categories", "/api/v1/authors", "/api/v1/series", "/api/v1/tags/rust", "/api/v1/tags/web-dev",
    "/api/v1/archive", "/api/v1/site", "/api/v1/search?q=%E5%86%85%E5%AD%98&limit=50", "/api/v1/search?q=memory+rust&limit=50",
    "/api/v1/search?q=memroy", "/api/v1/search?q=%22quick+fox%22+-cache", "/api/v1/suggest?q=nei", "/api/v1/suggest?q=ru",
    "/api/v1/suggest?q=%E5%86%85", "/api/v1/manifest", "/api/v1/manifest?tree=true", "/openapi.json", "/assets/pic.png",
    "/assets/x/pic.png", "/assets/data.txt", "/api/v1/posts/old", "/api/v1/posts/nothing",
]
HIDDEN = [
    "/api/v1/posts?status=draft,scheduled,published&limit=100&include=html,backlinks,translations",
    "/api/v1/search?q=memory&status=draft,scheduled,published", "/api/v1/diagnostics?limit=100", "/api/v1/site",
]
# What a slug leads to.
OF_POST = ["", ".md", "/related", "/neighbors", "?include=blocks,text,terms,backlinks,translations&lang=zh", "?include=related&lang=en"]


class Reader:
    """One connection to a server, kept open."""

    def __init__(self, base):
        self.address = urllib.parse.urlsplit(base).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=30)

    def get(self, target, headers=()):
        try:
            return self._get(target, dict(headers))
        except (http.client.HTTPException, OSError):
            # The server may close a connection that was idle.
            self.connection.close()
            return self._get(target, dict(headers))

    def _get(self, target, headers):
        # Links are the same whatever the port.
        self.connection.request("GET", target, headers={"Host": "localhost", **headers})
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def answer(self, target, headers=()):
        """What must be equal: status, headers and body, without the identity of the request."""
        status, found, body = self.get(target, headers)
        kept = {name: found[name] for name in HEADERS if found[name] is not None}
        if status >= 400 and body[:1] == b"{":
            problem = json.loads(body)
            problem.pop("requestId", None)
            body = json.dumps(problem, ensure_ascii=False).encode()
        return status, kept, body

    def names(self):
        """The slugs of all public posts."""
        body = json.loads(self.get("/api/v1/manifest")[2])
        return sorted({row["slug"] for row in body["data"]})

    def all(self):
        """All answers, by target."""
        slugs = [f"/api/v1/posts/{urllib.parse.quote(slug, safe='')}{more}" for slug in self.names() for more in OF_POST]
        found = {target: self.answer(target) for target in [*FIXED, *slugs]}
        found.update({f"preview {target}": self.answer(target, PREVIEW) for target in HIDDEN})
        return found
