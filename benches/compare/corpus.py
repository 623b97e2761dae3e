"""Folders of posts, and which of their posts are requested."""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
from urllib.parse import quote

from place import ROOT, WORK
from process import fetch

SIZES = {"small": 2 << 10, "large": 14 << 10}


@dataclasses.dataclass
class Corpus:
    """A folder of posts, with facts that every peer needs to be asked the same."""

    name: str
    folder: pathlib.Path
    posts: int
    bytes: int
    # Slugs by the name of their size, and terms by how often they occur.
    slugs: dict = dataclasses.field(default_factory=dict)
    tags: list = dataclasses.field(default_factory=list)
    categories: list = dataclasses.field(default_factory=list)


def files(folder):
    return sorted(folder.rglob("*.md"))


def open_folder(folder, name=None):
    """Returns the corpus of a folder."""
    sizes = [file.stat().st_size for file in files(folder)]
    return Corpus(name or folder.name, folder, len(sizes), sum(sizes))


def generated(posts):
    """Returns the generated corpus with a number of posts; the generator is that of the benchmarks."""
    folder = WORK / "corpus" / str(posts)
    mark = folder.with_suffix(".complete")
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True)
        settings = {"INKSTONE_BENCH_FOLDER": str(folder), "INKSTONE_BENCH_POSTS": str(posts)}
        subprocess.run(["cargo", "bench", "--locked", "--quiet", "--bench", "load"], cwd=ROOT, check=True,
                       env=os.environ | settings)
        for name, size in SIZES.items():
            (folder / f"{name}.md").write_text(sized_post(name, size, files(folder)[1].read_text("utf-8")), "utf-8")
        mark.touch()
    return open_folder(folder, f"{posts:,} posts")


def sized_post(name, size, other):
    """Returns a post whose response has about `size` bytes, from the text of another post."""
    body = other.split("\n---\n", 1)[1].split("\n\n", 2)[2]
    text, used = "", 0
    for block in body.split("\n\n"):
        # The response has metadata and HTML, which is longer than its Markdown.
        if used + len(block.encode()) > (size - 900) * 0.8:
            break
        text, used = text + block + "\n\n", used + len(block.encode())
    return f"---\ntitle: \"文章 {name}\"\ndate: 2026-01-15\ncategory: 分类1\ntags: ['标签1', '标签2']\n---\n\n{text}"


def choose(corpus, port):
    """Chooses the posts and terms that are requested, by asking a server."""
    rows = json.loads(fetch(port, "/api/v1/posts?limit=100&fields=slug")[2])["data"]
    lengths = {row["slug"]: len(fetch(port, post_target(row["slug"]))[2]) for row in rows}
    for name, size in SIZES.items():
        corpus.slugs[name] = min(lengths, key=lambda slug: abs(lengths[slug] - size))
    corpus.tags, corpus.categories = (terms(port, kind) for kind in ("tags", "categories"))


def terms(port, kind):
    """Returns the names of at most 200 terms, the most frequent first."""
    names = []
    for page in (1, 2):
        answer = json.loads(fetch(port, f"/api/v1/{kind}?limit=100&sort=-count&page={page}")[2])
        names += [row["name"] for row in answer["data"]]
    return names


def post_target(slug):
    return f"/api/v1/posts/{quote(slug)}"


def path_in(corpus_folder, file):
    """Returns the path of a post as Inkstone's `sourcePath` has it."""
    return file.relative_to(corpus_folder).as_posix()


def prose(file):
    """Returns the text of a post without front matter and code."""
    text = file.read_text("utf-8")
    text = text.split("\n---", 1)[1] if text.startswith("---") else text
    return re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
