"""Two clients that keep a copy, one by changes and one by the tree of the manifest, end with what is served."""

import base64
import hashlib
import json
import random
import time
import urllib.parse

from answers import Reader
from folder import Folder
from server import Server, scratch_folder
from tally import check, equal

FLAGS = ("--on-invalid", "remove")
ROUNDS = 60


class Copy:
    """The posts that a client has, by slug and language."""

    def __init__(self, reader):
        self.reader, self.posts, self.token = reader, {}, None

    def fetch(self, row):
        target = f"/api/v1/posts/{urllib.parse.quote(row['slug'], safe='')}?lang={row['lang']}"
        status, _, body = self.reader.get(target)
        if status != 200:
            # It is gone already; the next changes say so.
            return
        post = json.loads(body)["data"]
        self.posts[row["slug"], row["lang"]] = post

    def forget(self, row):
        self.posts.pop((row["slug"], row["lang"]), None)

    def outdated(self, row):
        own = self.posts.get((row["slug"], row["lang"]))
        return own is None or own["revision"] != row["etag"]

    def manifest(self, query=""):
        return json.loads(self.reader.get(f"/api/v1/manifest{query}")[2])


class ByChanges(Copy):
    def sync(self):
        if self.token is None:
            return self.start()
        cursor = ""
        while True:
            since = urllib.parse.quote(self.token)
            status, _, body = self.reader.get(f"/api/v1/changes?since={since}&limit=7{cursor}")
            answer = json.loads(body)
            if status == 410:
                return self.start()
            for change in answer["data"]:
                if change["op"] == "delete":
                    self.forget(change)
                elif self.outdated(change):
                    self.fetch(change)
            following = answer["meta"]["pagination"].get("nextCursor")
            if not following:
                self.token = answer["meta"]["syncToken"]
                return None
            cursor = f"&cursor={urllib.parse.quote(following)}"

    def start(self):
        answer = self.manifest()
        rows = {(row["slug"], row["lang"]): row for row in answer["data"]}
        for key in [*self.posts]:
            if key not in rows:
                del self.posts[key]
        for row in rows.values():
            if self.outdated(row):
                self.fetch(row)
        self.token = answer["meta"]["syncToken"]


class ByTree(Copy):
    """Computes the hashes of its own copy, and asks for the buckets that differ."""

    def sync(self):
        answer = self.manifest("?tree=true")
        own = [[] for _ in answer["data"]]
        for slug, lang in self.posts:
            own[bucket(slug, lang)].append((slug, lang))
        revision = {key: post["revision"] for key, post in self.posts.items()}
        different = [number for number, value in enumerate(answer["data"]) if tree_hash(own[number], revision) != value]
        for start in range(0, len(different), 100):
            part = different[start:start + 100]
            rows = self.manifest(f"?bucket={','.join(format(number, 'x') for number in part)}")["data"]
            listed = {(row["slug"], row["lang"]) for row in rows}
            for key in [key for number in part for key in own[number]]:
                if key not in listed:
                    del self.posts[key]
            for row in rows:
                if self.outdated(row):
                    self.fetch(row)
        self.token = answer["meta"]["syncToken"]


def bucket(slug, lang):
    """The 32-bit FNV-1a hash modulo 1,024."""
    value = 0x811C9DC5
    for byte in f"{slug}\t{lang}".encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value % 1024


def tree_hash(keys, revision):
    """The first 6 bytes of the SHA-256 hash of the rows, in base64url."""
    rows = sorted(keys, key=lambda key: (key[0].encode(), key[1].encode()))
    text = "".join(f"{slug}\t{lang}\t{revision[slug, lang]}\n" for slug, lang in rows)
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:6]).decode()


def two_clients():
    """Two clients end with exactly what is served, after changes and restarts"""
    with scratch_folder() as scratch:
        folder = Folder(scratch / "content", random.Random(7))
        for _ in range(15):
            folder.write(folder.path(), folder.text())
        flags = (*FLAGS, "--state-dir", str(scratch / "state"))
        server = Server(folder.root, *flags)
        copies = [ByChanges(Reader(server.base)), ByTree(Reader(server.base))]
        for number in range(ROUNDS):
            folder.step()
            if number % 20 == 19:
                equal("clients: the server ends", server.end(), 0)
                folder.step()
                server = Server(folder.root, *flags)
                for copy in copies:
                    copy.reader = Reader(server.base)
            for copy in copies:
                copy.sync()
        with Server(folder.root, *FLAGS, "--no-watch") as fresh:
            served = Copy(Reader(fresh.base))
            answer = served.manifest()
            for row in answer["data"]:
                served.fetch(row)
            token = answer["meta"]["syncToken"]
            deadline = time.monotonic() + 20
            while copies[0].manifest()["meta"]["syncToken"] != token and time.monotonic() < deadline:
                time.sleep(0.02)
            for copy in copies:
                name = type(copy).__name__
                copy.sync()
                equal(f"clients: {name} has the token of the content", copy.token, token)
                equal(f"clients: {name} has what is served", copy.posts, served.posts)
        server.end()


def tokens():
    """Tokens that are wrong are refused, and unknown ones lead to the manifest"""
    with scratch_folder() as scratch:
        (scratch / "content").mkdir()
        (scratch / "content" / "a.md").write_text("# A\n")
        with Server(scratch / "content") as server:
            reader = Reader(server.base)
            token = json.loads(reader.get("/api/v1/manifest")[2])["meta"]["syncToken"]
            check("tokens: a token is v1. and base64url", token.startswith("v1.") and len(token) > 20, token)
            status, _, body = reader.get(f"/api/v1/changes?since={token}")
            equal("tokens: nothing has changed since now", (status, json.loads(body)["data"]), (200, []))
            for wrong in ("x", "../../etc/passwd", "{}", "0", "v1.", "v1." + "=" * 22):
                status, _, body = reader.get(f"/api/v1/changes?since={urllib.parse.quote(wrong)}")
                equal(f"tokens: {wrong!r} is refused", (status, json.loads(body)["code"]), (400, "invalid_parameter"))
            # Damaged ones, and those of another version: the client begins anew.
            for wrong in ("v2." + token[3:], token[:-3], token + "AAAA"):
                status, _, body = reader.get(f"/api/v1/changes?since={urllib.parse.quote(wrong)}")
                equal(f"tokens: {wrong!r} has expired", (status, json.loads(body)["code"]), (410, "sync_token_expired"))
            status, _, body = reader.get("/api/v1/changes?since=v1." + "A" * len(token[3:]))
            problem = json.loads(body)
            equal("tokens: an unknown one has expired", (status, problem["code"]), (410, "sync_token_expired"))
            manifest = (problem.get("links") or {}).get("manifest", "")
            check("tokens: the problem links to the manifest", manifest.endswith("/api/v1/manifest"), problem)
            for name in ("tag", "q", "lang"):
                status, _, _ = reader.get(f"/api/v1/changes?since={token}&{name}=x")
                equal(f"tokens: {name} is no parameter of changes", status, 400)


SECTIONS = (two_clients, tokens)
