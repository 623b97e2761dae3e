"""Posts that are hidden: no response depends on them, and every key that hides a post does."""

import json

from server import Server, scratch_folder
from tally import check, equal
from wire import Client, url

TOKEN = "a-token-for-these-checks"
HIDDEN = {"draft": "draft: true", "scheduled": "date: 2999-01-01", "expired": "expires: 2020-01-01"}

PUBLIC = {
    "one.md": "---\ntitle: Memories of a control\ndate: 2024-01-01\ntags: [rustacean, control]\n---\n"
              "The trusted collection is a control. 垃圾回收 内存管理\n",
    "two.md": "---\ntitle: A second control\ndate: 2024-01-02\ntags: [control]\n---\n"
              "The collector of memorials trusts asynchronous gamma. 引用计数\n",
    "three.md": "---\ntitle: A third control\ndate: 2024-01-03\ntags: [control, asynchronous]\n---\n"
                "Rustaceans collect gamma and memories. 内存\n",
    "four.md": "---\ntitle: Trusting memorials\ndate: 2024-01-04\ntags: [gamma, trustee, web dev]\nlang: en\n---\n"
               "Trusted collection, gamma collector, asynchronous control.\n",
    "five.md": "---\ntitle: Gamma collections\ndate: 2024-01-05\ntags: [gamma, collector, web dev]\nlang: en\n---\n"
               "Trusted collection, gamma memories, asynchronous control.\n",
}
# Words of the hidden posts: near to public ones, or in no other post.
PROBES = ["rusted", "memory", "memori", "collect", "collecting", "gammon", "async", "trust", "zanzibar", "内存池", "回收站",
          "计数"]
# The tag `web-dev` competes with a public one for its slug.
SECRET = "---\ntitle: Zanzibar memory {number}\nslug: hidden-{kind}-{number}\n{hidden}\nlang: en\n" \
         "tags: [rust, async, gammon, control, web-dev, zanzibar]\ncategory: zanzibar\n" \
         "---\n{words} trusted rusted memory\n\n## Zanzibar gammon\n\n[control](one.md)\n"
COPIES = 6


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def targets():
    """What is asked, by what is observed."""
    questions = [*PROBES, *(f"{word} control" for word in PROBES), *(f'"{word}"' for word in PROBES)]
    beginnings = ["r", "ru", "rust", "w", "web", "z", "zan", "mem", "as", "asy", "内", "回", "计"]
    return {
        "search hits": [url("/api/v1/search", {"q": q}) for q in questions],
        "filtered lists": [url("/api/v1/posts", {"q": q, "facets": "tag,category"}) for q in questions],
        "suggestions": [url("/api/v1/suggest", {"q": q}) for q in [*beginnings, *PROBES]],
        "related posts": [f"/api/v1/posts/{slug}/related" for slug in ("one", "two", "three", "four", "five")],
        "names near to unknown ones": [
            *(f"/api/v1/posts/{slug}" for slug in ("zanziba", "memorie", "rust", "hidden-draft-0", "hidden-draft")),
            *(f"/api/v1/tags/{tag}" for tag in ("zanzibar", "zanziba", "asynk", "rust", "rustacea", "web")),
            *(f"/api/v1/posts?tag={tag}" for tag in ("zanzibar", "asynk", "rust", "we")), "/api/v1/categories/zanziba"],
        "lists, totals and feeds": [
            "/api/v1/posts?include=backlinks,related,neighbors&facets=tag,category,year", "/api/v1/site", "/api/v1/tags",
            "/api/v1/categories", "/api/v1/archive", "/api/v1/posts/one?include=related,backlinks,neighbors"],
    }


def observed(client, target):
    """Everything a client observes except time and the name of the request."""
    answer = client.send("GET", target)
    body = answer.text
    if answer.status >= 400:
        problem = json.loads(body)
        problem.pop("requestId")
        body = json.dumps(problem, ensure_ascii=False)
    return answer.status, answer.headers.get("ETag"), answer.headers.get("X-Total-Count"), body


def no_response_depends_on_hidden_posts():
    """Hidden posts, read through what public responses reveal"""
    secret = {f"{place}-{kind}-{number}.md": SECRET.format(kind=kind, number=number, hidden=line, words=" ".join(PROBES))
              for kind, line in HIDDEN.items() for place in ("aa", "zz") for number in range(COPIES)}
    with scratch_folder() as with_hidden, scratch_folder() as without:
        write(with_hidden, {**PUBLIC, **secret})
        write(without, PUBLIC)
        with Server(with_hidden) as first, Server(without) as second:
            clients = Client(first.base), Client(second.base)
            for kind, asked in targets().items():
                found = {target: [observed(client, target) for client in clients] for target in asked}
                differing = {target: pair for target, pair in found.items() if pair[0] != pair[1]}
                check(f"{kind}: status, ETag and body are those of a folder without the hidden posts",
                      not differing, f"{len(differing)} of {len(asked)} differ, such as\n" + "\n".join(
                          f"{target}:\n  {a}\n  {b}" for target, (a, b) in list(differing.items())[:3]))


# Front matter that hides a post, in the notation of some tool, and front matter that does not.
HIDES = {
    "draft-upper": "Draft: true", "draft-caps": "DRAFT: true", "draft-yes": "draft: yes", "published": "published: false",
    "publish": "Publish: false", "private": "private: true", "hidden": "hidden: true", "unlisted": "unlisted: true",
    "ignore-publish": "ignorePublish: true", "render": "render: false", "build-render": "build:\n  render: never",
    "build-case": "Build:\n  Render: never", "status-draft": "status: draft", "status-private": "status: private",
    "visibility": "visibility: private", "password": "password: {password}", "password-case": "Password: {password}",
    "publish-date": "publishDate: 2999-01-01", "publish-date-lower": "publishdate: 2999-01-01",
    "pub-date": "pubDate: 2999-01-01", "published-at": "published_at: 2999-01-01T00:00:00Z",
    "expiry-date": "ExpiryDate: 2020-01-01", "expiry-lower": "expirydate: 2020-01-01",
    "unpublish-date": "unpublishDate: 2020-01-01", "expires-case": "Expires: 2020-01-01",
}
SHOWS = {"plain": "x: y", "draft-false": "Draft: false", "unlisted-false": "unlisted: false", "render-true": "render: true",
         "publish-date-past": "publishDate: 2020-01-01", "expiry-future": "expiryDate: 2999-01-01"}
MARKER, PASSWORD = "nobody-reads-this", "hunter2-of-the-author"


def every_key_that_hides_does():
    """Keys that hide a post"""
    with scratch_folder() as folder:
        for slug, line in {**HIDES, **SHOWS}.items():
            text = MARKER if slug in HIDES else "public"
            head = f"title: {slug}\ndate: 2021-01-01\n{line.format(password=PASSWORD)}"
            write(folder, {f"{slug}.md": f"---\n{head}\n---\n{text}\n"})
        write(folder, {"toml-draft.md": f"+++\ntitle = 'T'\nDraft = true\n+++\n{MARKER}\n",
                       "toml-render.md": f"+++\ntitle = 'T'\nrender = false\n+++\n{MARKER}\n",
                       "_drafts/in-folder.md": f"---\ntitle: T\n---\n{MARKER}\n"})
        every = [*HIDES, "toml-draft", "toml-render", "in-folder"]
        with Server(folder, "--preview-token", TOKEN, "--diagnostics") as server:
            client = Client(server.base)
            statuses = {slug: client.get(f"/api/v1/posts/{slug}").status for slug in [*every, *SHOWS]}
            public = [slug for slug in every if statuses[slug] != 404]
            check(f"each of {len(every)} keys and places hides its post", not public, f"{len(public)} are public: {public}")
            equal("no other key hides one", [slug for slug in SHOWS if statuses[slug] != 200], [])
            listed = [post["slug"] for post in client.get("/api/v1/posts", {"limit": "100"}).json()["data"]]
            equal("the list has the others only", sorted(listed), sorted(SHOWS))
            anonymous = ["/api/v1/posts?limit=100&include=html,text,markdown", "/api/v1/diagnostics?limit=100",
                         *(f"/api/v1/posts/{slug}" for slug in every)]
            leaks = [target for target in anonymous if MARKER in client.send("GET", target).text]
            equal("no response has the text of a hidden post", leaks, [])
            equal("the search does not find it", client.get("/api/v1/search", {"q": MARKER}).json()["data"], [])
            token = {"Authorization": f"Bearer {TOKEN}"}
            asked = [*anonymous, "/api/v1/posts/password?include=markdown,text,blocks", "/api/v1/posts/password-case",
                     "/api/v1/posts/password?fields=extra",
                     "/api/v1/posts?status=draft,published,scheduled&limit=100&include=html,text,markdown",
                     "/api/v1/suggest?q=hunter"]
            leaks = [target for target in asked for headers in ({}, token)
                     if PASSWORD in client.send("GET", target, headers).text]
            equal("no response has the password, not even to the holder of the token", leaks, [])
            equal("the holder of the token reads the post with a password",
                  client.get("/api/v1/posts/password", headers=token).status, 200)
            check("the log does not have the password", PASSWORD not in "".join(server.stderr))
            found = client.get("/api/v1/search", {"q": PASSWORD, "status": "draft,published"}, token).json()["data"]
            equal("nor does the search of that holder find it", found, [])


SECTIONS = [no_response_depends_on_hidden_posts, every_key_that_hides_does]
