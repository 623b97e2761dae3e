"""Feeds are read by feedparser and conform to their specifications, whatever is in the posts."""

import datetime
import gzip
import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import feedparser
import html5lib

import large
import posts
import samples
import schemas
from posts import FILES, PUBLIC, TITLE, TOO_LONG, UNDATED
from schemas import valid
from server import Server, scratch_folder
from tally import check, equal, sections
from wire import Client

SITE, API = "https://site.example", "https://api.example"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
URLS = ("href", "src", "poster", "cite", "data", "action")


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
    while target and len(texts) < 40:
        answer = client.get(target)
        if not check(f"{target[:60]}: 200", answer.status == 200, answer.text):
            break
        valid(target[:60], first, answer.body)
        texts.append(answer.text)
        target = (following(answer.text) or "").removeprefix(API)
    return texts


def feeds():
    """All formats have the same posts, well-formed and with absolute URLs"""
    with scratch_folder() as folder:
        content = folder / "content"
        content.mkdir()
        posts.write(content)
        flags = ["--site-url", SITE, "--public-url", API, "--max-answer", "2MiB", "--title", "A & <b>"]
        with Server(content, *flags) as server:
            client = Client(server.base)
            listed = client.get("/api/v1/posts?limit=100&fields=title").json()["data"]
            titles = {post["slug"]: post["title"] for post in listed}
            equal("every post is served", set(titles), PUBLIC)
            rss(client, titles)
            atom(client, titles)
            json_feed(client, titles)
            site_files(client)
            conditions(client)


def slug_of(url):
    """The slug in the URL of a page."""
    return urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2])


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


def rss(client, titles):
    slugs, bodies = [], []
    for number, xml in enumerate(pages(client, "/feed.xml?limit=3", next_link)):
        parsed, root = read(f"rss {number}", xml)
        equal(f"rss {number}: version", (root.tag, root.get("version")), ("rss", "2.0"))
        for key in ("title", "link", "description"):
            check(f"rss {number}: the channel has {key}", root.findtext(f"channel/{key}"), xml[:300])
        for item in root.iter("item"):
            slugs.append(slug_of(item.findtext("link")))
            equal(f"rss {slugs[-1][:20]}: the title", item.findtext("title"), titles[slugs[-1]])
            bodies.append(item.findtext(CONTENT) or "")
            date = item.findtext("pubDate")
            is_read = date is None or datetime.datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %z")
            check(f"rss {slugs[-1][:20]}: date", is_read)
            for enclosure in item.iter("enclosure"):
                length = len(FILES["dot.svg"])
                found = (enclosure.get("type"), enclosure.get("length"))
                equal("rss: enclosure", found, ("image/svg+xml", str(length)))
            if slugs[-1] == "rich":
                equal("rss: the title is text", item.findtext("title"), TITLE)
                check("rss: ]]> is text", "]]&gt;" in bodies[-1] or "]]>" in bodies[-1], bodies[-1])
            equal(f"rss {slugs[-1][:20]}: dated if the post is", date is None, slugs[-1] in UNDATED)
            if slugs[-1] == "tags":
                equal("rss: every tag", len(item.findall("category")), 9_900)
    equal("rss: every post once", (sorted(slugs), slugs[-1]), (sorted(PUBLIC), "undated"))
    absolute("rss", bodies)


def atom(client, titles):
    ids, bodies = [], []
    for number, xml in enumerate(pages(client, "/atom.xml?limit=3", next_link)):
        _, root = read(f"atom {number}", xml)
        equal(f"atom {number}: root", root.tag, f"{ATOM}feed")
        for element in [root, *root.iter(f"{ATOM}entry")]:
            for key in ("id", "title", "updated"):
                equal(f"atom {number}: one {key}", len(element.findall(ATOM + key)), 1)
            datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
        check(f"atom {number}: an author of the feed", root.find(f"{ATOM}author/{ATOM}name") is not None, xml[:500])
        for entry in root.iter(f"{ATOM}entry"):
            ids.append(entry.findtext(f"{ATOM}id"))
            slug = slug_of(entry.find(f"{ATOM}link[@rel='alternate']").get("href"))
            equal(f"atom {slug[:20]}: the title", entry.findtext(f"{ATOM}title"), titles[slug])
        bodies += [body.text or "" for body in root.iter(f"{ATOM}content")]
    equal("atom: every dated post once", (len(ids), len(set(ids))), (len(PUBLIC - UNDATED),) * 2)
    absolute("atom", bodies)


def json_feed(client, titles):
    texts = pages(client, "/feed.json?limit=5", lambda text: json.loads(text).get("next_url"))
    items = [item for text in texts for item in json.loads(text)["items"]]
    equal("json: version", json.loads(texts[0])["version"], "https://jsonfeed.org/version/1.1")
    equal("json: every post once, with its title", sorted((slug_of(item["url"]), item["title"]) for item in items),
          sorted(titles.items()))
    equal("json: every identity once", len({item["id"] for item in items}), len(items))
    for item in items:
        is_undated = slug_of(item["url"]) in UNDATED
        equal(f"json {item['title'][:20]}: dated if the post is", "date_published" not in item, is_undated)
        has_content = "content_html" in item or "content_text" in item
        check("json: an item has an id and content", item["id"] and has_content, item)
        for key in ("date_published", "date_modified"):
            check(f"json: {key}", key not in item or datetime.datetime.fromisoformat(item[key]))
    absolute("json", [item.get("content_html", "") for item in items])


def site_files(client):
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    answer = client.get("/sitemap.xml")
    valid("hostile posts", "/sitemap", answer.body)
    root = ElementTree.fromstring(answer.body)
    equal("sitemap: root", root.tag, f"{namespace}urlset")
    urls = [url.findtext(f"{namespace}loc") for url in root]
    equal("sitemap: every page once", sorted(urls), 
          sorted(f"{SITE}/posts/{urllib.parse.quote(name)}" for name in PUBLIC - TOO_LONG))
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


def conditions(client):
    """Conditional, partial and compressed requests for feeds"""
    for path in ("/feed.json", "/feed.xml", "/atom.xml", "/sitemap.xml"):
        whole = client.get(path)
        same = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
        equal(f"{path}: 304 without a body", (same.status, same.body), (304, b""))
        head = client.send("HEAD", path)
        equal(f"{path}: HEAD", (head.status, head.body, head.headers["ETag"]), (200, b"", whole.headers["ETag"]))
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        equal(f"{path}: gzip", (packed.headers["Content-Encoding"], gzip.decompress(packed.body)), ("gzip", whole.body))
        part = client.get(path, headers={"Range": "bytes=0-99"})
        check(f"{path}: a range or the whole", part.body == (whole.body[:100] if part.status == 206 else whole.body))


def sites():
    """Every kind of site gets URLs that feeds can contain"""
    with scratch_folder() as folder:
        content = folder / "content"
        content.mkdir()
        first = posts.post("A", "[b](b.md) ![c](c.png)", lang="zh", date="2025-01-01")
        second = posts.post("B", "x", lang="en", date="2025-01-02", slug="'墨&水'")
        (content / "a.md").write_text(first, encoding="utf-8")
        (content / "b.md").write_text(second, encoding="utf-8")
        (content / "empty").mkdir()
        for name, flags, page in (
                ("no site", [], None),
                ("a path", ["--site-url", "https://site.example/blog/"], "https://site.example/blog/posts/a"),
                ("a name in Han", ["--site-url", "https://例子.中国/博客"],
                 "https://xn--fsqu00a.xn--fiqs8s/%E5%8D%9A%E5%AE%A2/posts/a"),
                ("a query", ["--site-url", SITE, "--post-path", "/?l={lang}&p={slug}"], f"{SITE}/?l=zh&p=a"),
                ("a path in Han", ["--site-url", SITE, "--post-path", "/文章/{slug}"],
                 f"{SITE}/%E6%96%87%E7%AB%A0/a"),
                ("a fragment", ["--site-url", SITE, "--post-path", "/#/{slug}"], f"{SITE}/#/a")):
            with Server(content, *flags) as server:
                client = Client(server.base)
                for path in ("/feed.json", "/feed.xml", "/atom.xml") + (("/sitemap.xml",) if flags else ()):
                    valid(name, path, client.get(path).body)
                items = client.get("/feed.json").json()["items"]
                equal(f"{name}: identities", len({item["id"] for item in items}), 2)
                if page:
                    equal(f"{name}: the page", items[1]["url"], page)
        with Server(content / "empty", "--site-url", SITE) as server:
            client = Client(server.base)
            for path in ("/feed.json", "/feed.xml", "/atom.xml", "/sitemap.xml"):
                valid("no posts", path, client.get(path).body)


sections(schemas.validators, feeds, sites, samples.sample_posts, samples.discovery, large.sitemap_index,
         large.long_posts)
