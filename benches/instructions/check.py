#!/usr/bin/env python3
"""Counts the instructions of the hot paths, and compares them with the record.

usage: benches/instructions/run [--update | --runs N] [--keep FOLDER]

Fails if a count exceeds the recorded one by more than 10 %. `--update` writes the record instead. `--runs N` only measures
N times, and prints by how much the counts vary. `--keep` leaves the profile of each case in a folder.

The real executable is counted, with all its threads, as built for release: `check` for what is compiled, and `serve`, which is
asked over HTTP, for all else. So nothing is compiled for it, and a renamed function breaks nothing. Gungraun counts functions of
a benchmark, for which Cargo compiles the library and its largest dependencies again, with the features that packages of the
tests ask for, and then Gungraun's runner: minutes more on two cores.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import callgrind
import cases
import corpus

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORD = pathlib.Path(__file__).with_name("record.json")
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone")).resolve()
# The share by which a count may exceed the record, and by which it may fall before the record is too loose.
TOLERANCE = 0.10
UPDATE = "benches/instructions/run --update"


def measure(folder):
    """Returns the instructions of all cases by name."""
    # One core, so that every machine starts as many threads.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    content = folder / "posts"
    corpus.write(folder / "chinese", 100, chinese=True)
    corpus.write(folder / "english", 100, chinese=False)
    corpus.write(folder / "short", 2000, sections=0)
    corpus.write(content, cases.POSTS, sections=1, long=cases.LONG)
    counts = {}
    for name, posts, count in (("compile: Chinese post", "chinese", 100), ("compile: English post", "english", 100),
                               ("snapshot of 2,000 short posts", "short", 1)):
        counts[name] = callgrind.command(BINARY, folder, name, "check", folder / posts) // count
    loaded = callgrind.command(BINARY, folder, "check of all posts", "check", content)
    flags = ("--watch=off", "--scan-interval=0", "--access-log=false", "--workers=1", "--keep-alive=3600", "--shutdown-delay=0",
             "--log=warn", "--site-url=https://blog.example")
    server = callgrind.Server(BINARY, folder, content, *flags)
    try:
        started = server.count("start")
        server.get("/readyz")
        # Both compile all posts and build a snapshot.
        counts["index of 1,000 posts"] = started - loaded
        counts.update(cases.measure(server, content))
        server.end()
    finally:
        server.kill()
    return counts


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def conditions():
    """Returns what counts depend on in addition to the code."""
    features = pathlib.Path("/proc/cpuinfo").read_text("utf-8").split()
    return {"rustc": output("rustc", "--version"), "valgrind": output("valgrind", "--version"),
            "arch": os.uname().machine, "avx2": "avx2" in features}


def measured(keep):
    """Measures in a new folder, which is removed unless it is asked for."""
    if keep:
        keep.mkdir(parents=True)
        return measure(keep.resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="inkstone-instructions-"))
    try:
        return measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compare(recorded, counts):
    """Prints both, and returns the names of those that grew too much, and of those that fell as much."""
    grown, fallen = [], []
    print(f"{'instructions':34} {'recorded':>14} {'now':>14} {'change':>8}")
    for name, now in counts.items():
        before = recorded.get(name)
        if before is None:
            print(f"{name:34} {'-':>14} {now:>14,} {'new':>8}")
            grown.append(name)
            continue
        change = now / before - 1
        mark = ""
        if change > TOLERANCE:
            grown.append(name)
            mark = "  <- too many"
        elif change < -TOLERANCE:
            fallen.append(name)
            mark = "  <- fewer"
        print(f"{name:34} {before:>14,} {now:>14,} {change:>+8.1%}{mark}")
    return grown, fallen


def check(counts):
    """Compares the counts with the record, and returns the exit code."""
    record = json.loads(RECORD.read_text("utf-8"))
    grown, fallen = compare(record["counts"], counts)
    missing = [name for name in record["counts"] if name not in counts]
    now = conditions()
    other = [f"{name} {value}, now {now[name]}" for name, value in record["conditions"].items() if now.get(name) != value]
    if other:
        print(f"The record was made under other conditions: {'; '.join(other)}.")
    if fallen:
        print(f"Fewer instructions by more than {TOLERANCE:.0%}: {', '.join(fallen)}. To keep it so, run `{UPDATE}` and commit "
              f"{RECORD.relative_to(ROOT)}.")
    if missing:
        print(f"In the record, but not measured: {', '.join(missing)}.")
    if grown:
        print(f"More instructions than recorded by more than {TOLERANCE:.0%}, or not recorded: {', '.join(grown)}.")
    if grown or missing:
        print(f"If this is intended, or the other conditions explain it, run `{UPDATE}` and commit {RECORD.relative_to(ROOT)} with "
              "the change, with the reason in its message. CONTRIBUTING.md says how to find what grew.")
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    began = time.monotonic()
    if options.runs:
        results = [measured(None) for _ in range(options.runs)]
        for name in results[0]:
            values = [result[name] for result in results]
            print(f"{name:34} {min(values):>14,} {max(values):>14,} {max(values) / min(values) - 1:>8.2%}")
        return 0
    counts = measured(options.keep)
    print(f"{len(counts)} cases in {time.monotonic() - began:.0f} s")
    if options.update:
        RECORD.write_text(json.dumps({"conditions": conditions(), "counts": counts}, indent=2) + "\n", "utf-8")
        print(f"{RECORD.relative_to(ROOT)} is written")
        return 0
    return check(counts)


if __name__ == "__main__":
    sys.exit(main())
