"""Validates feeds and sitemaps by their schemas. Each validator also has to refuse documents that are wrong."""

import json
import os
import pathlib

import jsonschema
from lxml import etree

from tally import check

HERE = pathlib.Path(__file__).parent / "schemas"
PACKAGES = pathlib.Path(os.environ["node_home"]) / "node_modules"
# The grammar of RFC 4287, Appendix B, with its Schematron rules, from the source distribution of lxml.
ATOM_GRAMMAR = pathlib.Path(os.environ["OUT"]) / "feeds" / "atom.rng"
SCHEMATRON = "{http://www.ascc.net/xml/schematron}"
NAMESPACES = {"atom": "http://www.w3.org/2005/Atom", "xhtml": "http://www.w3.org/1999/xhtml"}
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"

# No network, no entities, and no limit for long texts: feeds are bounded by `max_answer`.
PARSER = etree.XMLParser(no_network=True, resolve_entities=False, huge_tree=True)


def _all_of_a_sitemap():
    """The schema of sitemaps with those of the other namespaces, which it requires."""
    imports = [(SITEMAPS, PACKAGES / "sitemap/schema/sitemap.xsd"),
               ("http://www.google.com/schemas/sitemap-image/1.1", HERE / "image.xsd"),
               ("http://www.w3.org/1999/xhtml", HERE / "alternate.xsd")]
    lines = [f'<import namespace="{name}" schemaLocation="{path.as_uri()}"/>' for name, path in imports]
    schema = f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{"".join(lines)}</schema>'
    return etree.XMLSchema(etree.fromstring(schema, PARSER))


def _rules(grammar):
    """The Schematron rules in a grammar, as pairs of an expression and a message."""
    for rule in grammar.iter(f"{SCHEMATRON}rule"):
        for kind, wanted in (("assert", "not({})"), ("report", "({})")):
            for test in rule.iter(SCHEMATRON + kind):
                yield f"//{rule.get('context')}[{wanted.format(test.get('test'))}]", test.text


_grammar = etree.parse(ATOM_GRAMMAR, PARSER)
_atom, _atom_rules = etree.RelaxNG(_grammar), list(_rules(_grammar))
_rss = etree.RelaxNG(etree.parse(HERE / "rss.rng", PARSER))
_sitemap, _index = _all_of_a_sitemap(), etree.XMLSchema(etree.parse(HERE / "siteindex.xsd", PARSER))
_json = jsonschema.Draft7Validator(
    json.loads((PACKAGES / "jsonfeed-schema/schema-v1.1.json").read_text(encoding="utf-8")),
    format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def _by(schema, document):
    return [] if schema.validate(document) else [str(error)[:300] for error in list(schema.error_log)[:5]]


def _parsed(body):
    return etree.fromstring(body, PARSER).getroottree()


def faults_of_atom(body):
    document = _parsed(body)
    broken = [text for where, text in _atom_rules if document.xpath(where, namespaces=NAMESPACES)]
    return _by(_atom, document) + broken


def faults_of_rss(body):
    return _by(_rss, _parsed(body))


def faults_of_sitemap(body):
    """Those of a sitemap, or of an index of sitemaps."""
    document = _parsed(body)
    return _by(_index if document.getroot().tag.endswith("sitemapindex") else _sitemap, document)


def faults_of_json(body):
    return [f"{error.json_path}: {error.message[:300]}" for error in _json.iter_errors(json.loads(body))][:5]


FAULTS = {"/feed.json": faults_of_json, "/feed.xml": faults_of_rss, "/atom.xml": faults_of_atom,
          "/sitemap": faults_of_sitemap}


def valid(name, path, body):
    """Checks a response to a path by the schema of its format."""
    kind = next(kind for kind in FAULTS if path.startswith(kind))
    faults = FAULTS[kind](body)
    return check(f"{name}: valid by the schema of {kind}", not faults, "\n".join(faults))


RSS = b"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title><link>https://a.example/</link>
<description/><atom:link href="https://a.example/feed.xml" rel="self" type="application/rss+xml"/><item><title>t</title>
<guid>https://a.example/p</guid><pubDate>Sat, 01 Mar 2025 00:00:00 +0000</pubDate></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>urn:x</id><updated>2025-01-01T00:00:00Z</updated>
<author><name>a</name></author><link href="https://a.example/" rel="alternate"/><entry><title>t</title><id>urn:y</id>
<updated>2025-01-01T00:00:00Z</updated><link href="https://a.example/p"/></entry></feed>"""
SITEMAP = f"""<urlset xmlns="{SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://a.example/p</loc>
<lastmod>2025-01-01T00:00:00Z</lastmod><xhtml:link rel="alternate" hreflang="zh" href="https://a.example/zh"/>
<image:image><image:loc>https://a.example/i.png</image:loc></image:image></url></urlset>""".encode()
INDEX = f"""<sitemapindex xmlns="{SITEMAPS}"><sitemap><loc>https://a.example/sitemap-1.xml</loc></sitemap>
</sitemapindex>""".encode()
FEED = (b'{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "content_text": "x", '
        b'"url": "https://a.example/p", "date_published": "2025-01-01T00:00:00Z"}]}')
WRONG = [
    ("/feed.xml", RSS, b"<title>t</title><link>", b"<link>", "no title"),
    ("/feed.xml", RSS, b"01 Mar 2025", b"1 March 2025", "a wrong date"),
    ("/feed.xml", RSS, b"<guid>https://a.example/p", b"<guid>p", "an identity that is no URL"),
    ("/feed.xml", RSS, b"<guid>", b"<body/><guid>", "an unknown element"),
    ("/atom.xml", ATOM, b"<updated>2025-01-01T00:00:00Z</updated><link", b"<link", "no time"),
    ("/atom.xml", ATOM, b"2025-01-01", b"0000-01-01", "the year 0"),
    ("/atom.xml", ATOM, b"<author><name>a</name></author>", b"", "no author"),
    ("/atom.xml", ATOM, b'<link href="https://a.example/p"/>', b"", "neither a link nor content"),
    ("/sitemap", SITEMAP, b"2025-01-01T", b"-0044-01-01", "no date"),
    ("/sitemap", SITEMAP, b"<image:loc>https://a.example/i.png", b"<image:loc>i.png", "a relative image"),
    ("/sitemap", SITEMAP, b"a.example/p<", b"a.example/" + b"p" * 2048 + b"<", "a long URL"),
    ("/sitemap", SITEMAP, b'hreflang="zh"', b'hreflang="z!"', "a wrong language"),
    ("/sitemap", INDEX, b"<loc>https://a.example/sitemap-1.xml</loc>", b"", "no URL"),
    ("/feed.json", FEED, b'"title": "t", ', b"", "no title"),
    ("/feed.json", FEED, b"2025-01-01T00:00:00Z", b"2025-01-01", "a date without a time"),
    ("/feed.json", FEED, b"https://a.example/p", b"/p", "a relative URL"),
]


def validators():
    """The validators accept what is right and refuse what is wrong"""
    for kind, right in (("/feed.xml", RSS), ("/atom.xml", ATOM), ("/sitemap", SITEMAP), ("/sitemap", INDEX),
                        ("/feed.json", FEED)):
        valid("a small document", kind, right)
    for kind, right, old, new, what in WRONG:
        wrong = right.replace(old, new, 1)
        check(f"{kind}: {what} is refused", wrong != right and FAULTS[kind](wrong), wrong.decode()[:400])
