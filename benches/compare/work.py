"""The difference in work between Inkstone and what it is compared with, which tables show beside each ratio."""

PEERS = {
    "Express": "a minimal app: HTML kept after its first request, lists filtered by a scan; an ETag from a hash of each "
               "body; no codings, sanitizing, highlighting or checked parameters",
    "FastAPI": "a minimal app: HTML kept after its first request, lists filtered by a scan; answers are validated and "
               "written by Pydantic; no ETag, codings, sanitizing or highlighting",
    "json-server": "has the HTML in its JSON file and renders nothing; finds posts by a scan; an ETag from a hash of each "
                   "body; no checked parameters",
    "Datasette": "has the HTML in its database and renders nothing; every answer is made by queries of SQL; no ETag or "
                 "codings",
}

OF_MEMORY = {
    "Inkstone, all in memory": "`temporary_files = false`",
    "Express": "keeps source and metadata; no search",
    "FastAPI": "keeps source and metadata; no search",
    "json-server": "keeps metadata and HTML; no search",
    "Datasette": "keeps the database on the disk, in the page cache of the kernel, which is not counted",
    "nginx": "keeps nothing: the files are in the page cache of the kernel, which is not counted",
}

OF_START = {
    "Express": "parses front matter; no search, sort orders or index",
    "FastAPI": "parses front matter; no search, sort orders or index",
    "json-server": "reads a JSON file that was made before; no search index",
    "Datasette": "opens a database that was built before (below)",
}

OF_SEARCH = {
    "Inkstone": "ranked, with passages and sections; a second pass is answered from the response cache",
    "unicode61": "SQLite's default: a run of Chinese between two marks is one word; order by row, no passages",
    "trigram": "any three characters in a row; shorter questions find nothing; order by row, no passages",
}

OF_BUILD = {
    ("build", "Inkstone"): "until the first answer; HTML is made when it is requested",
    ("build", "Hugo"): "HTML of every post and the first list, as JSON files; no filters, pages or search",
    ("build", "Datasette"): "two full-text indexes over rows that have the HTML ready",
    ("load", "Inkstone"): "metadata, facts about bodies and all orders; HTML is made when it is requested",
    ("load", "gray_matter + comrak"): "splits front matter without reading it, and makes HTML of every post",
}


def of_request(case):
    """Returns the difference for a response that was requested before."""
    if "304" in case:
        return "nginx compares an ETag made of a file's time and size"
    if "br" in case:
        return "nginx sends a file that is compressed already, whatever the client accepts"
    if "list" in case:
        return "nginx ignores parameters; its file is one page that nobody keeps up to date"
    return "nginx sends a file: no parameters, negotiation, `X-Request-Id` or `Server-Timing`"


def of_list(_):
    """Returns the difference for a list that was never requested."""
    return "nginx sends the same file each time; Inkstone selects, sorts, counts and writes each list"
