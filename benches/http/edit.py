#!/usr/bin/env python3
"""Measures how soon an edited file is served, and found by the search, while the server runs.

usage: benches/http/edit.py FOLDER [EDITS]

Requires a release build (`INKSTONE_BINARY` names another one). Files of FOLDER are changed: their titles, and a word at
the end. `INKSTONE_BENCH_FOLDER=FOLDER INKSTONE_BENCH_POSTS=10000 cargo bench --bench load` writes the posts of the
benchmarks. Prints milliseconds from the replacement of the file, the time in which it is noticed included, and the resident
memory in MiB before the edits and at most.
"""

import http.client
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone"))
# Words of these letters are like no other words.
LETTERS = "bcdfghjklmnpqrstvwxz"
PATIENCE = 30


def memory(pid):
    """The resident memory and its peak."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def wait(condition):
    """Waits until a condition holds, and returns the time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit("a change is never served")
        time.sleep(0.001)
    return time.monotonic()


def main(folder, edits=40):
    arguments = [BINARY, "serve", folder, "--listen", "127.0.0.1:0", "--access-log=false"]
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    connection = http.client.HTTPConnection(server.stdout.readline().split("//")[1].strip())

    def get(target):
        connection.request("GET", target)
        return json.loads(connection.getresponse().read())

    draw = random.Random()
    files = sorted(pathlib.Path(folder).glob("post-*.md"))
    served, found = [], []
    try:
        while get("/readyz").get("status") != "ok":
            time.sleep(0.2)
        before = memory(server.pid)[0]
        for number in range(edits):
            file = files[number * 7919 % len(files)]
            word = "".join(draw.choices(LETTERS, k=14))
            text = re.sub(r'title: "[^"]*"', f'title: "{word}"', file.read_text()) + f"\n{word} 新增\n"
            new = file.with_name(".new")
            new.write_text(text)
            new.rename(file)
            began = time.monotonic()
            post = f"/api/v1/posts/{file.stem}?fields=title"
            served.append(wait(lambda: get(post)["data"]["title"] == word) - began)
            search = f"/api/v1/search?q={word}&limit=1"
            found.append(wait(lambda: get(search)["meta"]["pagination"]["total"] > 0) - began)
            time.sleep(0.2)
        peak = memory(server.pid)[1]
    finally:
        server.terminate()
        server.wait()
    for name, times in (("served", served), ("found by the search", found)):
        low, high = statistics.median(times) * 1000, statistics.quantiles(times, n=20)[18] * 1000
        print(f"{name}: median {low:.0f} ms, 95 % {high:.0f} ms")
    print(f"memory: {before:.0f} MiB before, at most {peak:.0f} MiB")


main(sys.argv[1], *map(int, sys.argv[2:]))
