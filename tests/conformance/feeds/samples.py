"""The feeds and the sitemap of the sample posts, with every filter, page by page."""

import itertools
import json
import os
import urllib.parse
import xml.etree.ElementTree as ElementTree

from schemas import FAULTS, valid
from tally import check, equal
from wire import Client

ATOM = "{http://www.w3.org/2005/Atom}"
MOST_PAGES = 50


def _next(path, body):
    if path.endswith(".json"):
        return json.loads(body).get("next_url")
    links = (element for element in ElementTree.fromstring(body).iter(f"{ATOM}link") if element.get("rel") == "next")
    return next((link.get("href") for link in links), None)


def _titles(path, body):
    """The titles of the entries."""
    if path.endswith(".json"):
        return [item["title"] for item in json.loads(body)["items"]]
    root = ElementTree.fromstring(body)
    if path == "/feed.xml":
        return [item.findtext("title") for item in root.iter("item")]
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def walk(client, target):
    """The titles of all pages from this one on. Every page must be valid."""
    path, base, titles = target.partition("?")[0], urllib.parse.urlsplit(client.base).path, []
    for number in range(MOST_PAGES):
        answer = client.get(target)
        if not check(f"{target[:80]}: 200", answer.status == 200, answer.text):
            return titles
        faults = FAULTS[path](answer.body)
        check(f"{target[:80]}: page {number} is valid", not faults, "\n".join(faults))
        titles += _titles(path, answer.body)
        following = _next(path, answer.body)
        if following is None:
            return titles
        parts = urllib.parse.urlsplit(following)
        target = f"{parts.path.removeprefix(base)}?{parts.query}"
    check(f"{path}: the pages end", False, target)
    return titles


def sample_posts():
    """The feeds of the sample posts have what lists have, by every filter"""
    client = Client(os.environ["BASE"])
    filters = [""]
    for resource, name in (("tags", "tag"), ("categories", "category"), ("authors", "author")):
        terms = client.get(f"/api/v1/{resource}?limit=100").json()["data"]
        filters += [f"{name}={urllib.parse.quote(term['name'])}" for term in terms[:4]]
    languages = client.get("/api/v1/site").json()["data"]["languages"]
    filters += [f"lang={lang}" for lang in languages]
    filters += ["&".join(pair) for pair in itertools.product(filters[1:3], filters[-2:])]
    filters.append("tag=%3Cscript%3E%20]]%3E")
    for query in filters:
        posts = client.get(f"/api/v1/posts?limit=100&fields=title,date&{query}").json()["data"]
        titles = [post["title"] for post in posts]
        dated = [post["title"] for post in posts if post["date"]]
        for path, expected in (("/feed.json", titles), ("/feed.xml", titles), ("/atom.xml", dated)):
            equal(f"{path}?{query}: the posts of the list", walk(client, f"{path}?limit=100&{query}"), expected)
    for path in ("/feed.json", "/feed.xml", "/atom.xml"):
        equal(f"{path}: pages of one have the same", walk(client, f"{path}?limit=1"), walk(client, f"{path}?limit=100"))


def discovery():
    """Feeds are found from the index and the documentation"""
    client = Client(os.environ["BASE"])
    links = client.get("/", headers={"Accept": "application/json"}).json()["links"]
    page = client.get("/docs/").text
    for name, path, kind in (("jsonFeed", "/feed.json", "application/feed+json"),
                             ("rssFeed", "/feed.xml", "application/rss+xml"),
                             ("atomFeed", "/atom.xml", "application/atom+xml")):
        answer = client.get(urllib.parse.urlsplit(links[name]).path)
        equal(f"{path}: what the index names", answer.type, kind)
        valid("what the index names", path, answer.body)
        check(f"{path}: the documentation refers to it", f'rel="alternate" type="{kind}"' in page, page[:800])
