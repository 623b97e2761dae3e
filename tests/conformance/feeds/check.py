"""Feeds are read by feedparser and conform to their specifications, whatever is in the posts."""

import datetime
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import feedparser
import html5lib

from server import Server, scratch_folder
from tally import check, equal, sections
from wire import Client

SITE, API = "https://site.example", "https://api.example"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
TITLE = "<script>alert(1)</script> & ]]> \u202eשלום 😀"
URLS = ("href", "src", "poster", "cite", "data", "action")

POST = "---\ntitle: {title}\nlang: {lang}\n{more}---\n\n{body}\n"
FILES = {
    "rich.md": POST.format(
        title="'" + TITLE + "'", lang="en", more="date: 2025-03-01T08:00:00+08:00\nupdated: 2025-04-01\ntags: ['a & <b>', 墨]\n"
        "author: Ada\ncover: dot.svg\ndescription: 'x < y & ]]>'\n",
        body="# Part\n\n[a](#part) [b](other.md) [c](/c?x=1&y=2) [d](d/e) ![f](dot.svg) `]]>`[^1]\n\n<img src='dot.svg' "
        "srcset='dot.svg 1x'> <script>alert(1)</script>\n\n[^1]: Note."),
    "other.md": POST.format(title="墨", lang="zh", more="date: 2025-02-01\n", body="内\x0b容\ufffe。"),
    "control.md": POST.format(title="\"a\\x01b\\ufffe\"", lang="ar", more="date: 2025-01-15\n", body="&#x1; &#xFFFE; \x08 x"),
    "long.md": POST.format(title="Long", lang="en", more="date: 2025-01-10\n", body=("word " * 20 + "& ") * 50_000),
    "undated.md": POST.format(title="Undated", lang="en", more="", body="x"),
    "empty.md": POST.format(title="Empty", lang="en", more="date: 0044-03-15\n", body=""),
    "draft.md": POST.format(title="Draft", lang="en", more="draft: true\n", body="x"),
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>',
}
PUBLIC = {"rich", "other", "control", "long", "undated", "empty"}


def is_char(code):
    """Whether XML 1.0 allows a character (production 2)."""
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code


def urls_in(html):
    """Returns all URLs in attributes of some HTML."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            yield from (element.get(name) for name in URLS if element.get(name) is not None)


def pages(client, first, following):
    """Returns the texts of all pages of a feed."""
    texts, target = [], first
    while target and len(texts) < 20:
        answer = client.get(target)
        if not check(f"{target[:60]}: 200", answer.status == 200, answer.text):
            break
        texts.append(answer.text)
        target = (following(answer.text) or "").removeprefix(API)
    return texts


def feeds():
    """All formats have the same posts, well-formed and with absolute URLs"""
    with scratch_folder() as folder:
        content = folder / "content"
        content.mkdir()
        for name, text in FILES.items():
            (content / name).write_text(text, encoding="utf-8")
        flags = ["--site-url", SITE, "--public-url", API, "--max-answer", "2MiB", "--title", "A & <b>"]
        with Server(content, *flags) as server:
            client = Client(server.base)
            rss(client)
            atom(client)
            json_feed(client)
            site_files(client)


def next_link(xml):
    found = re.search(r'<(?:atom:)?link href="([^"]+)" rel="next"', xml)
    return found and found[1].replace("&amp;", "&")


def read(name, xml):
    """Checks what both formats in XML have in common."""
    check(f"{name}: at most 2 MiB", len(xml.encode()) <= 2 << 20, len(xml))
    check(f"{name}: no forbidden character", all(is_char(ord(c)) for c in xml), "")
    parsed = feedparser.parse(xml.encode())
    check(f"{name}: feedparser reads it", not parsed.bozo, getattr(parsed, "bozo_exception", ""))
    equal(f"{name}: the title", ElementTree.fromstring(xml).findtext(".//{*}title"), "A & <b>")
    return parsed, ElementTree.fromstring(xml)


def rss(client):
    slugs, bodies = [], []
    for number, xml in enumerate(pages(client, "/feed.xml?limit=3", next_link)):
        parsed, root = read(f"rss {number}", xml)
        equal(f"rss {number}: version", (root.tag, root.get("version")), ("rss", "2.0"))
        for key in ("title", "link", "description"):
            check(f"rss {number}: the channel has {key}", root.findtext(f"channel/{key}"), xml[:300])
        for item in root.iter("item"):
            slugs.append(urllib.parse.urlsplit(item.findtext("link")).path.rpartition("/")[2])
            bodies.append(item.findtext(CONTENT) or "")
            date = item.findtext("pubDate")
            check(f"rss {slugs[-1]}: date", date is None or datetime.datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %z"))
            for enclosure in item.iter("enclosure"):
                length = len(FILES["dot.svg"])
                equal("rss: enclosure", (enclosure.get("type"), enclosure.get("length")), ("image/svg+xml", str(length)))
            if slugs[-1] == "rich":
                equal("rss: the title is text", item.findtext("title"), TITLE)
                check("rss: ]]> is text", "]]&gt;" in bodies[-1] or "]]>" in bodies[-1], bodies[-1])
            if slugs[-1] == "undated":
                check("rss: no invented date", date is None, date)
    equal("rss: every post once", (sorted(slugs), slugs[-1]), (sorted(PUBLIC), "undated"))
    absolute("rss", bodies)


def atom(client):
    ids, bodies = [], []
    for number, xml in enumerate(pages(client, "/atom.xml?limit=3", next_link)):
        _, root = read(f"atom {number}", xml)
        equal(f"atom {number}: root", root.tag, f"{ATOM}feed")
        for element in [root, *root.iter(f"{ATOM}entry")]:
            for key in ("id", "title", "updated"):
                equal(f"atom {number}: one {key}", len(element.findall(ATOM + key)), 1)
            datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
        check(f"atom {number}: an author of the feed", root.find(f"{ATOM}author/{ATOM}name") is not None, xml[:500])
        ids += [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        bodies += [body.text or "" for body in root.iter(f"{ATOM}content")]
    equal("atom: every dated post once", len(set(ids)), len(PUBLIC) - 1)
    absolute("atom", bodies)


def json_feed(client):
    feed = client.get("/feed.json").json()
    equal("json: version", feed["version"], "https://jsonfeed.org/version/1.1")
    for item in feed["items"]:
        check("json: an item has an id and content", item["id"] and ("content_html" in item or "content_text" in item), item)
        for key in ("date_published", "date_modified"):
            check(f"json: {key}", key not in item or datetime.datetime.fromisoformat(item[key]))
    absolute("json", [item.get("content_html", "") for item in feed["items"]])


def site_files(client):
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    answer = client.get("/sitemap.xml")
    root = ElementTree.fromstring(answer.body)
    equal("sitemap: root", root.tag, f"{namespace}urlset")
    urls = [url.findtext(f"{namespace}loc") for url in root]
    equal("sitemap: every page once", sorted(urls), sorted(f"{SITE}/posts/{name}" for name in PUBLIC))
    # The elements of an entry in the order of the schema, then those of other namespaces.
    order = [f"{namespace}loc", f"{namespace}lastmod"]
    for url in root:
        own = [child.tag for child in url if child.tag.startswith(namespace)]
        equal("sitemap: the elements of an entry", own, order[:len(own)])
        changed = url.findtext(f"{namespace}lastmod")
        check("sitemap: lastmod", changed is None or datetime.datetime.fromisoformat(changed))
    check("robots: the sitemap", f"Sitemap: {API}/sitemap.xml" in client.get("/robots.txt").text.splitlines())
    for path in ("/llms.txt", "/llms-full.txt"):
        text = client.get(path).text
        check(f"{path}: begins with the title", text.startswith("# A & <b>\n"), text[:80])
        check(f"{path}: bounded", len(text.encode()) <= 1 << 20, len(text))
        check(f"{path}: no draft", "Draft" not in text)


def absolute(name, bodies):
    found = [url for body in bodies for url in urls_in(body)]
    relative = [url for url in found if not urllib.parse.urlsplit(url).scheme]
    check(f"{name}: all of {len(found)} URLs are absolute", found and not relative, relative)
    check(f"{name}: no script", not any("<script" in body for body in bodies))


sections(feeds)
