#!/usr/bin/env python3
"""Measures the resident memory of a server with its search index.

usage: benches/memory.py [--in-memory] FOLDER...

Requires Linux and a release build (`INKSTONE_BINARY` names another one). Starts a server for each folder, without the
access log, and prints in MiB: the peak until `/readyz` returns 200, which includes indexing; the memory ten seconds
later; and the memory and the peak after every list page, every post in four codings, and a hundred searches were
requested, which fills the caches. After the memory is how much of it is pages of files, which the system takes back if
it needs them: the executable, and what was read of the search index if that is in temporary files, which
`--in-memory` turns off. `TMPDIR` names another disk for them.
`INKSTONE_BENCH_FOLDER=FOLDER INKSTONE_BENCH_POSTS=1000 cargo bench --bench load` writes the posts of the benchmarks.
"""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import time
from urllib.parse import quote

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone"))
CODINGS = ["identity", "gzip", "zstd", "br"]
# After the search is ready, bodies are compressed and memory is returned.
SECONDS_TO_SETTLE = 10
WORDS = ["memory", "内存管理", "引用计数", "process pages", "索引 查询"]


def fetch(connection, target, coding="identity"):
    connection.request("GET", target, headers={"accept-encoding": coding})
    response = connection.getresponse()
    return response.status, response.read()


def mebibytes(process, field):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text("ascii")
    return int(re.search(rf"{field}:\s+(\d+) kB", status).group(1)) / 1024


def wait_for_search(connection, process):
    while fetch(connection, "/readyz")[0] != 200:
        if process.poll() is not None:
            sys.exit("the server has stopped")
        time.sleep(0.1)


def read_everything(connection):
    page = "/api/v1/posts?limit=100&fields=slug"
    posts = []
    while page:
        answer = json.loads(fetch(connection, page)[1])
        posts += [post["slug"] for post in answer["data"]]
        page = answer["links"]["next"]
    for number in range(1, len(posts) // 20 + 2):
        fetch(connection, f"/api/v1/posts?page={number}")
    for slug in posts:
        for coding in CODINGS:
            assert fetch(connection, f"/api/v1/posts/{quote(slug)}", coding)[0] == 200, slug
    for number in range(100):
        fetch(connection, f"/api/v1/search?q={quote(WORDS[number % len(WORDS)])}&page={number + 1}")
    return len(posts)


def resident(process):
    """Returns the memory, and the part that is pages of files."""
    return mebibytes(process, "VmRSS"), mebibytes(process, "RssFile")


def measure(folder, *options):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INKSTONE_")}
    server = subprocess.Popen(
        [BINARY, "serve", folder, "--listen", "127.0.0.1:0", "--access-log=false", "--log", "error", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env=environment, text=True)
    try:
        port = int(re.search(r":(\d+)$", server.stdout.readline().strip()).group(1))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        wait_for_search(connection, server)
        peak = mebibytes(server, "VmHWM")
        time.sleep(SECONDS_TO_SETTLE)
        ready = peak, *resident(server)
        posts = read_everything(connection)
        return posts, *ready, *resident(server), mebibytes(server, "VmHWM")
    finally:
        server.terminate()
        server.wait()


def main():
    folders = sys.argv[1:]
    options = ["--temporary-files=false"] if "--in-memory" in folders else []
    if options:
        folders.remove("--in-memory")
    if not folders:
        sys.exit(__doc__)
    print(" posts  peak until ready  10 s later  (files)  after use  (files)  peak")
    for folder in folders:
        posts, *figures = measure(pathlib.Path(folder).resolve(), *options)
        columns = zip(figures, (18, 12, 9, 11, 9, 6))
        print(f"{posts:>6}" + "".join(f"{figure:>{width}.0f}" for figure, width in columns), flush=True)


if __name__ == "__main__":
    main()
