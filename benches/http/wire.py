#!/usr/bin/env python3
"""Prints the bytes of responses on the wire, head and body, by content coding, as tables for docs/performance.md.

usage: benches/http/wire.py [FOLDER]

Requires a release build (`INKSTONE_BINARY` names another one). FOLDER is `posts` by default.
`INKSTONE_BENCH_FOLDER=FOLDER INKSTONE_BENCH_POSTS=1000 cargo bench --bench load` writes the posts of the benchmarks.
"""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
from urllib.parse import quote

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone"))
CODINGS = ["identity", "gzip", "zstd", "br"]
FIRST_SCREEN = "/api/v1/posts?limit=10&fields=title,date,excerpt,readTime,cover,tags&facets=tag,category"


def exchange(port, target, headers):
    """Returns the head and the body of one response as they were sent."""
    lines = [f"GET {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode("ascii"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    # Other connections have no `Connection: close`.
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:"))
    return head + b"\r\n\r\n", body


def wait_for_search(port):
    while not exchange(port, "/readyz", [])[0].startswith(b"HTTP/1.1 200"):
        time.sleep(0.1)


def row(port, name, target):
    """A row of the table: the head, the body and the sum for each coding, and the sum for a 304."""
    cells = []
    for coding in CODINGS:
        head, body = exchange(port, target, [f"Accept-Encoding: {coding}"])
        assert head.startswith(b"HTTP/1.1 200"), head
        cells.append(f"{len(head) + len(body):,} ({len(head)} + {len(body):,})")
    tag = re.search(rb"\r\netag: (.*?)\r\n", head, re.IGNORECASE).group(1).decode("ascii")
    head, body = exchange(port, target, [f"Accept-Encoding: {CODINGS[-1]}", f"If-None-Match: {tag}"])
    assert head.startswith(b"HTTP/1.1 304") and not body, head
    return f"| {name} | " + " | ".join([*cells, str(len(head))]) + " |"


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "posts").resolve()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INKSTONE_")}
    server = subprocess.Popen([BINARY, "serve", folder, "--listen", "127.0.0.1:0", "--access-log=false", "--log", "error"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env=environment, text=True)
    try:
        port = int(re.search(r":(\d+)$", server.stdout.readline().strip()).group(1))
        wait_for_search(port)
        page = json.loads(exchange(port, "/api/v1/posts?limit=20", [])[1])["data"]
        slugs = [post["slug"] for post in page]
        # The post whose length is in the middle.
        sizes = sorted((len(exchange(port, f"/api/v1/posts/{quote(slug)}", [])[1]), slug) for slug in slugs)
        middle = sizes[len(sizes) // 2][1]
        print(f"| response | {' | '.join(CODINGS)} | 304 |")
        print("|---" * (len(CODINGS) + 2) + "|")
        print(row(port, f"a list of {len(page)} posts, `/api/v1/posts`", "/api/v1/posts"))
        print(row(port, f"a post, `/api/v1/posts/{middle}`", f"/api/v1/posts/{quote(middle)}"))
        print(row(port, "a first screen, as below", FIRST_SCREEN))
        print(row(port, "autocomplete, `/api/v1/suggest?q=neicun`", "/api/v1/suggest?q=neicun"))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
