"""Purging what docs/proxies.md lists drops every response that has changed, whatever the change was."""

import contextlib
import re

from server import ROOT, Server, scratch_folder
from tally import check, equal
from wire import Client

POST = "---\ntitle: {0}\ndate: 2024-0{1}-01\nlang: en\ntags: [{2}]\ncategory: {3}\nauthor: {4}\nseries: {5}\n---\n\n{6}\n"
FILES = {
    "a.md": POST.format("Apple", 1, "ink, stone", "one", "Ann", "s", "Granite, then [b](b.md). ![dot](dot.svg)")
    .replace("date:", "aliases: [old]\ndate:"),
    "b.md": POST.format("Birch", 2, "ink", "one", "Ann", "s", "Paper made of birch and granite."),
    "c.md": POST.format("Cedar", 3, "stone", "two", "Bob", "t", "See [b](b.md) and [a](a.md)."),
    "d.md": POST.format("Daphne", 4, "ink, brush", "two", "Bob", "t", "Brushes of hair.")
    .replace("date:", "cover: dot.svg\ndate:"),
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
}
SLUGS = "abcd"
LINKS = "include=related,backlinks,neighbors,translations"
OF_LISTS = ("", "readTimeMin=2", "updatedSince=2025-01-01T00:00:00Z", "dateFrom=2024-06", "tag=brush")
TARGETS = [
    *(f"/api/v1/posts?{query}" for query in (
        *OF_LISTS, "q=marble", "q=granite", "sort=title&limit=1", "sort=-readTime&limit=1", "sort=-updated&limit=1",
        f"limit=2&{LINKS}", "include=html", "slug=e,b", "facets=tag&limit=0", "author=Cyd", "lang=de")),
    *(f"/api/v1/search?q={words}" for words in ("marble", "granite", "apple", "birch", "quartz", "brush")),
    *(f"/api/v1/posts/{slug}{query}" for slug in SLUGS for query in ("", f"?{LINKS}", ".md")),
    *(f"/api/v1/posts/{slug}/{what}" for slug in SLUGS for what in (
        "neighbors", "neighbors?sort=title", "neighbors?sort=readTime", "neighbors?tag=brush", f"neighbors?{LINKS}",
        "related", f"related?{LINKS}")),
    "/api/v1/posts/old", "/api/v1/posts/old/related", "/api/v1/posts/old/neighbors",
    *(f"/api/v1/{terms}?{query}" for terms in ("tags", "categories", "authors", "series", "archive") for query in OF_LISTS),
    *(f"/api/v1/tags/{tag}" for tag in ("ink", "stone", "brush")), "/api/v1/categories/one", "/api/v1/categories/two",
    "/api/v1/authors/ann", "/api/v1/authors/bob", "/api/v1/series/s", "/api/v1/series/t",
    *(f"/api/v1/suggest?q={begin}" for begin in ("b", "q", "st", "in", "o", "br")),
    "/api/v1/site", "/openapi.json", "/openapi.yaml", "/", "/docs/", "/highlight.css", "/problems/internal",
    "/assets/dot.svg",
    "/feed.json", "/feed.xml?tag=ink", "/atom.xml?limit=1", "/sitemap.xml", "/llms.txt", "/llms-full.txt",
]
# The beginning of the row in the table, what changes in which post, and the changed files. `None` means that the
# file is removed.
A, B = FILES["a.md"], FILES["b.md"]
MARBLE = "Marble, and [d](d.md). ![dot](dot.svg)" + " Long." * 600
CHANGES = [
    ("a post", "its text", "b", {"b.md": B.replace("Paper made of birch and granite.", MARBLE)}),
    ("a post", "its day of change", "b", {"b.md": B.replace("date:", "updated: 2025-06-01\ndate:")}),
    ("a post", "its description", "b", {"b.md": B.replace("date:", "description: Marble.\ndate:")}),
    ("its title", "its title", "b", {"b.md": B.replace("Birch", "Quartz")}),
    ("its date", "its date", "b", {"b.md": B.replace("2024-02", "2024-07")}),
    ("its date", "its tags", "b", {"b.md": B.replace("[ink]", "[stone, brush]")}),
    ("its date", "its other terms", "b",
     {"b.md": B.replace("one", "two").replace("Ann", "Bob").replace(": s\n", ": t\n")}),
    ("its date", "it is gone", "b", {"b.md": None}),
    ("its date", "it is a draft", "b", {"b.md": B.replace("date:", "draft: true\ndate:")}),
    ("its date", "it is new", "e", {"e.md": POST.format("Elm", 3, "ink, stone", "one", "Ann", "s", "Marble, [a](a.md).")}),
    ("its date", "it is a translation", "e",
     {"e.md": POST.format("Erle", 3, "ink", "one", "Ann", "s", "Holz.").replace("lang: en", "lang: de\ntranslationKey: b")}),
    ("its date", "its slug", "b", {"b.md": B.replace("date:", "slug: e\naliases: [b]\ndate:")}),
    ("its date", "its language", "b", {"b.md": B.replace("lang: en", "lang: de")}),
    ("its date", "its old slug", "b",
     {"a.md": A.replace("aliases: [old]\n", ""), "b.md": B.replace("date:", "aliases: [old]\ndate:")}),
    ("a file", "it is gone", "d", {"dot.svg": None}),
    ("a file", "its size", "d", {"dot.svg": FILES["dot.svg"].replace('width="9"', 'width="19"')}),
]


def all_of():
    """Every check of this file."""
    rows = table()
    with scratch_folder() as folder, serving(folder / "before", {}) as client:
        before = {target: client.get(target) for target in TARGETS}
        for row, title, slug, files in CHANGES:
            with serving(folder / f"{row}-{title}", files) as other:
                changed = {target: answer for target, answer in before.items()
                           if answer.status < 400 and identity(answer) != identity(other.get(target))}
            title = f"purge, {row}: {title}"
            [purged] = [names for what, names in rows if what.startswith(row)]
            held = {("post", slug), *terms(FILES.get(f"{slug}.md")), *terms(files.get(f"{slug}.md"))}
            purged = {name for name in purged if ":" not in name} | {
                f"{kind}:{one}" for kind, one in held if f"{kind}:SLUG" in purged}
            check(f"{title}: responses change", len(changed) > 5, list(changed))
            equal(f"{title}: every one of them is purged", kept(changed, purged), {})
            if row in ("a post", "its title"):
                plain = {target: answer for target, answer in changed.items() if "include=" not in target}
                equal(f"{title}: also without getPost, if nothing is included",
                      kept(plain, purged - {"getPost"}), {})


def table():
    """The rows of the table: what has changed, and the names to purge."""
    text = (ROOT / "docs/proxies.md").read_text("utf-8")
    [lines] = re.findall(r"\| what has changed \| purge \|\n\|---\|---\|\n((?:\|.*\n)+)", text)
    rows, above = [], set()
    for line in lines.splitlines():
        _, what, purge, _ = line.split("|")
        above = {*re.findall(r"`([^`]+)`", purge), *(above if purge.strip().startswith("also") else ())}
        rows.append((what.strip(), above))
    return rows


def terms(text):
    """The terms of a post, by kind and slug."""
    keys = {"tag": "tags", "category": "category", "author": "author", "series": "series"}
    return {(kind, slug) for kind, key in keys.items() for line in re.findall(rf"^{key}: (.*)$", text or "", re.M)
            for slug in line.lower().strip("[]").split(", ")}


def kept(answers, purged):
    """The responses without any of the purged names."""
    names = {target: set(answer.headers["Surrogate-Key"].split()) for target, answer in answers.items()}
    return {target: sorted(held) for target, held in names.items() if not held & purged}


def identity(answer):
    return answer.status, answer.headers["ETag"], answer.headers["Location"]


@contextlib.contextmanager
def serving(folder, changes):
    """A client of a server with the files, some of them changed."""
    folder.mkdir()
    for name, text in {**FILES, **changes}.items():
        if text is not None:
            (folder / name).write_text(text, "utf-8")
    with Server(folder, "--purge-headers", "surrogate-key", "--site-url", "https://blog.example") as server:
        yield Client(server.base)
