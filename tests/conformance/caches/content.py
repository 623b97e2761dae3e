"""The content behind the caches, and two servers for it."""

import shutil

from server import ROOT, Server

TOKEN = "a-token-for-the-conformance-run"
LARGE = bytes(at * 7 % 251 for at in range(1 << 16)) * 160  # 10 MiB
NOTES = b"Notes beside the posts. " * 400
# Too many names for a header: each character takes nine bytes.
MANY = [f"很长很长的标签名字{number:03}" for number in range(120)]


def write(folder):
    """The sample posts, a post with very many tags, a draft, and two assets."""
    shutil.copytree(ROOT / "posts", folder)
    (folder / "many-tags.md").write_text(f"---\ntitle: Many tags\ntags: [{', '.join(MANY)}]\n---\nText.\n", "utf-8")
    (folder / "hidden.md").write_text("---\ntitle: Hidden\ndraft: true\n---\nText.\n", "utf-8")
    (folder / "large.bin").write_bytes(LARGE)
    (folder / "notes.txt").write_bytes(NOTES)


def steady(folder):
    """A server whose responses stay fresh."""
    kinds = ("lists", "posts", "search", "assets", "docs")
    return Server(folder, "--purge-headers", "surrogate-key", "--preview-token", TOKEN,
                  *(f"--cache-{kind}=max-age=3600" for kind in kinds))


def brief(folder):
    """A server whose responses are soon stale. While they are refreshed, stale lists and assets may be used for
    long, documents for a second, posts only if refreshing fails, and searches never."""
    return Server(
        folder, "--purge-headers", "surrogate-key",
        "--cache-lists", "max-age=1, stale-while-revalidate=600, stale-if-error=600",
        "--cache-assets", "max-age=1, stale-while-revalidate=600, stale-if-error=1",
        "--cache-docs", "max-age=1, stale-while-revalidate=1, stale-if-error=600",
        "--cache-posts", "max-age=1, stale-if-error=600",
        "--cache-search", "max-age=1")
