"""The posts as data, for peers that don't read Markdown: one JSON file, made from Inkstone's own answers."""

import json

from corpus import files, path_in, prose
from place import WORK
from process import fetch

KEYS = "slug,title,description,date,readTime,category,tags,authors,sourcePath,html"


# The files that this run has written, by the folder of the posts.
written = {}


def json_file(corpus, inkstone):
    """Writes the posts, and their summaries for lists, as json-server wants them, and returns the file."""
    if corpus.folder in written:
        return written[corpus.folder]
    folder = WORK / "data" / corpus.folder.name
    folder.mkdir(parents=True, exist_ok=True)
    file = written[corpus.folder] = folder / "db.json"
    posts, page = [], f"/api/v1/posts?limit=100&fields={KEYS}"
    while page:
        answer = json.loads(fetch(inkstone.process.port, page)[2])
        posts += [{"id": row["slug"], **row} for row in answer["data"]]
        page = answer["links"]["next"]
    summaries = [{key: value for key, value in post.items() if key != "html"} for post in posts]
    file.write_text(json.dumps({"posts": posts, "summaries": summaries}, ensure_ascii=False), "utf-8")
    return file


def rows(folder, file):
    """Returns the posts with their text, for a database."""
    texts = {path_in(folder, one): prose(one) for one in files(folder)}
    for row in json.loads(file.read_text("utf-8"))["posts"]:
        yield row | {"body": texts.get(row["sourcePath"], "")}
