"""The hot paths: what a server is asked, and how often."""

import itertools
import json
import time
from urllib.parse import quote

import corpus
from callgrind import Events

API = "/api/v1"
# The posts of the server, and how many of them are long.
POSTS, LONG = 1000, 24
# How often an answer from the cache is requested.
CACHED = 300
CHANGES = 4


def slug(number):
    return f"post-{number:04}"


def runs(draw, count):
    """Rows of two to four characters, as typed into a search box."""
    return ["".join(draw.one_of(corpus.HAN) for _ in range(2 + number % 3)) for number in range(count)]


def targets():
    """Yields a name and the targets that are requested for it, each for the first time."""
    draw = corpus.Draw(18)
    long = [slug(number) for number in range(LONG)]
    # Every other post has code, and the others tables.
    yield "post: html with code, first time", [f"{API}/posts/{it}" for it in long[::2]]
    yield "post: html with tables, first time", [f"{API}/posts/{it}" for it in long[1::2]]
    yield "post: blocks, first time", [f"{API}/posts/{it}?fields=blocks" for it in long]
    yield "post: text, first time", [f"{API}/posts/{it}?fields=text" for it in long]
    yield "post: Markdown, first time", [f"{API}/posts/{it}.md" for it in long]
    yield "post: related, first time", [f"{API}/posts/{it}/related" for it in long]
    yield "post: neighbors", [f"{API}/posts/{slug(number)}/neighbors" for number in range(120)]
    yield "list: pages", [f"{API}/posts?page={page}" for page in range(2, 42)]
    yield "list: pages of 100", [
        f"{API}/posts?page={page}&limit=100{sort}" for sort in ("", "&sort=title") for page in range(1, 11)]
    yield "list: chosen keys", [f"{API}/posts?page={page}&fields=title,date,tags" for page in range(1, 41)]
    yield "list: tag and category", [
        f"{API}/posts?tag={quote(f'标签{tag}')}&category={quote(f'分类{category}')}" for tag in range(10) for category in range(4)]
    yield "list: range of reading times", [
        f"{API}/posts?readTimeMin={low}&readTimeMax={low + width}" for low in range(1, 11) for width in range(4, 8)]
    yield "list: range of dates", [f"{API}/posts?dateFrom={2010 + number // 4}-{1 + number % 4 * 3:02}" for number in range(40)]
    yield "list: updated since", [
        f"{API}/posts?updatedSince={2010 + number // 4}-{1 + number % 4 * 3:02}-01T00:00:00Z" for number in range(40)]
    yield "list: two sort keys", [f"{API}/posts?sort=-readTime,title&page={page}" for page in range(1, 41)]
    yield "list: facets of a category", [
        f"{API}/posts?category={quote(f'分类{category}')}&facets=tag,category,year&limit={limit}"
        for category in range(8) for limit in range(1, 6)]
    yield "search: Chinese", [f"{API}/search?q={quote(run)}" for run in dict.fromkeys(runs(draw, 40))]
    yield "search: Latin", [f"{API}/search?q={word}" for word in dict.fromkeys(corpus.LATIN)]
    yield "search: two words", [
        f"{API}/search?q={quote(f'{run} {word}')}" for run, word in zip(runs(draw, 24), itertools.cycle(corpus.LATIN))]
    yield "list: containing a text", [f"{API}/posts?q={quote(run)}&limit=5" for run in dict.fromkeys(runs(draw, 24))]
    yield "suggest: Chinese", [f"{API}/suggest?q={quote(character)}" for character in dict.fromkeys(corpus.HAN[40:80])]
    yield "suggest: pinyin and Latin", [
        f"{API}/suggest?q={text}" for text in ("biaoqian fenlei zuozhe shi de zhe mem own th pro bq fl zz ren guo ca ite mme").split()]
    yield "terms and archive", [
        f"{API}/{it}" for it in ("tags", "tags?sort=name", "tags?sort=-latestDate", "categories", "authors", "authors?sort=name", "archive",
                                 "archive?lang=zh")] + [f"{API}/tags?category={quote(f'分类{number}')}" for number in range(8)]
    yield "feeds", ["/feed.json", "/feed.xml", "/atom.xml", "/sitemap.xml"]
    yield "manifest", [f"{API}/manifest", f"{API}/manifest?tree=true"]
    yield "invalid parameters", [f"{API}/posts?pgae={number}" for number in range(40)]


def measure(server, content):
    """Yields the names of all cases with their instructions for one request."""
    def repeated(name, target, headers=None, status=200):
        server.get(target, headers, status)
        return over(server, name, CACHED, lambda: [server.get(target, headers, status) for _ in range(CACHED)])

    for name, wanted in targets():
        status = 400 if name == "invalid parameters" else 200
        yield over(server, name, len(wanted), lambda: [server.get(target, status=status) for target in wanted])
    br = {"Accept-Encoding": "br"}
    long = [f"{API}/posts/{slug(number)}" for number in range(LONG)]
    yield over(server, "post: br, first time", LONG, lambda: [server.get(target, br) for target in long])
    post, first = long[0], f"{API}/posts"
    yield repeated("cached: post", post)
    yield repeated("cached: post, br", post, br)
    yield repeated("cached: first list", first)
    yield repeated("cached: filtered list", f"{API}/posts?tag={quote('标签3')}&category={quote('分类1')}")
    yield repeated("cached: search", f"{API}/search?q=memory")
    for name, target in (("304: post", post), ("304: first list", first)):
        yield repeated(name, target, {"If-None-Match": server.get(target)[1]["ETag"]}, 304)
    token = json.loads(server.get(f"{API}/manifest")[0])["meta"]["syncToken"]
    yield changes(server, content)
    since = [f"{API}/changes?since={token}&_={number}" for number in range(10)]
    yield over(server, "changes since a token", len(since), lambda: [server.get(target) for target in since])


def over(server, name, number, work):
    """Returns a name and the instructions of some work, divided by a number."""
    if server.was_asked:
        server.count("between")
    work()
    return name, server.count(name) // number


def changes(server, content):
    """Measures a change of one file, until it is visible and can be found."""
    events = Events(server.address)

    def change(number):
        path = content / f"{slug(500 + number)}.md"
        path.write_text(path.read_text("utf-8") + "\n又有一段。 One more paragraph.\n", "utf-8")
        server.hang_up()
        events.next()
        # A file that was written a moment ago is read again after a tenth of a second.
        time.sleep(0.3)

    try:
        # The first change prepares what later ones derive from.
        change(0)
        return over(server, "change of one post", CHANGES, lambda: [change(1 + number) for number in range(CHANGES)])
    finally:
        events.close()
