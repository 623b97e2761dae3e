"""Datasette over a SQLite database of the posts, with full-text search, opened as immutable."""

import functools
import json
import subprocess
import time
from urllib.parse import quote, urlencode

import install
from data import rows
from process import Process, free_port

# The default tokenizer, and the one that can find parts of Chinese runs (of three characters at least).
TABLES = {"posts": "unicode61", "posts_trigram": "trigram"}
BUILD = """
import json, sys, sqlite_utils
database = sqlite_utils.Database(sys.argv[1], recreate=True)
for table, tokenizer in json.loads(sys.argv[2]).items():
    rows = map(json.loads, open(sys.argv[3], encoding="utf-8"))
    database[table].insert_all(rows, pk="slug", columns={"body": str}, ignore=True)
    database[table].enable_fts(["title", "body"], tokenize=tokenizer)
    database[table].create_index(["date"])
    database[table].create_index(["category"])
database.vacuum()
"""


@functools.cache
def build(folder, file):
    """Makes the database of a folder once in a run, and returns it with the seconds that this took."""
    programs, began = install.python(), time.monotonic()
    lines, database = file.with_name("rows.jsonl"), file.with_name("posts.db")
    with lines.open("w", encoding="utf-8") as out:
        for row in rows(folder, file):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    subprocess.run([programs / "python", "-c", BUILD, database, json.dumps(TABLES), lines], check=True)
    return database, time.monotonic() - began


class Datasette:
    name = "Datasette"

    def __init__(self, database, pinned=True):
        programs, port = install.python(), free_port()
        command = [programs / "datasette", "serve", "-i", database, "--host", "127.0.0.1", "--port", port,
                   "--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "60000",
                   "--setting", "num_sql_threads", "1"]
        self.process = Process(command, port, pinned=pinned)
        self.seconds_to_answer = self.process.wait_for("/posts/posts.json?_size=1")

    def post(self, slug):
        return f"/posts/posts/{tilde(slug)}.json?_shape=object"

    def first(self):
        columns = "&".join(f"_col={name}" for name in ("title", "description", "date", "readTime", "category", "tags", "authors"))
        return f"/posts/posts.json?_size=20&_sort_desc=date&_shape=objects&{columns}"

    def filtered(self, tag, category, limit=20):
        words = {"tags__arraycontains": tag, "category": category}
        return self.first().replace("_size=20", f"_size={limit}") + "&" + urlencode(words)

    def search(self, words, table="posts", limit=20):
        quoted = quote('"' + words.replace('"', '""') + '"')
        return f"/posts/{table}.json?_search={quoted}&_searchmode=raw&_size={limit}&_shape=objects&_col=sourcePath"


def tilde(slug):
    """Returns a key as Datasette wants it in a path."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_") else
                   "".join(f"~{byte:02X}" for byte in char.encode()) for char in slug)
