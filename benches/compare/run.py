#!/usr/bin/env python3
"""Compares Inkstone with what people use instead, and writes the figures into docs/performance.md.

usage: benches/compare/run.py [PART…] [options]; README.md in this folder describes the parts.
"""

import argparse
import importlib
import pathlib
import shutil
import sys
import time
import traceback

# The folder of the sources stays as it is.
sys.dont_write_bytecode = True

import document
import facts
from context import Context
from peers.inkstone import DEFAULT_BINARY
from place import WORK
from results import Results

PARTS = ["requests", "lists", "peers", "latency", "start", "search", "build"]
# Not among the default ones: its table is not part of the document.
EXTRA = ["layers"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS + EXTRA)} (default: all but the last)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1, help="of load in a round")
    parser.add_argument("--posts", type=int, default=10_000, help="in the corpus of most parts")
    parser.add_argument("--sizes", type=numbers, default=[10_000, 100_000], help="of the corpora for lists")
    parser.add_argument("--start-sizes", type=numbers, default=[1_000, 10_000, 100_000])
    parser.add_argument("--corpus", type=pathlib.Path, help="a folder of posts instead of generated ones")
    parser.add_argument("--essays", type=pathlib.Path, help="a folder of real posts, for starting and searching")
    parser.add_argument("--binary", type=pathlib.Path, default=DEFAULT_BINARY)
    parser.add_argument("--only", default="", help="only cases under load whose name contains this")
    parser.add_argument("--other", type=pathlib.Path, help="another build of Inkstone, as an additional layer")
    parser.add_argument("--quick", action="store_true", help="1 round, and 10,000 posts at most")
    parser.add_argument("--results", type=pathlib.Path, default=WORK / "results.json", help="where results are stored")
    parser.add_argument("--from", dest="stored", type=pathlib.Path, help="write the document from results, without measuring")
    parser.add_argument("--no-document", action="store_true", help="don't write docs/")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS + EXTRA)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.quick:
        options.rounds = 1
        options.sizes, options.start_sizes = [10_000], [1_000, 10_000]
    if options.corpus:
        options.sizes = options.start_sizes = [options.posts]
    options.began = time.monotonic()
    options.binary = options.binary.resolve()
    return options


def numbers(text):
    return [int(one) for one in text.replace("_", "").split(",")]


def measure(options):
    """Measures the parts and returns the results together with those of other parts from earlier runs."""
    for tool in ("wrk", "taskset", "rustc"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing")
    WORK.mkdir(parents=True, exist_ok=True)
    results = Results(facts=facts.collect(options))
    context = Context(options, results)
    for part in options.parts or PARTS:
        try:
            importlib.import_module(f"parts.{part}").run(context)
        except Exception:
            # The other parts are measured nevertheless.
            traceback.print_exc()
            results.failed.append(part)
        # After every part, so that an interrupted run loses little.
        results.write(options.results.with_suffix(".part"))
    if options.parts and options.results.exists():
        stored = Results.read(options.results)
        stored.replace(results)
        results = stored
    results.write(options.results)
    context.say(f"results are in {options.results}")
    return results


def main():
    options = arguments()
    results = Results.read(options.stored) if options.stored else measure(options)
    if options.stored is None and results.failed:
        print(f"not measured completely: {', '.join(results.failed)}", file=sys.stderr)
    if not options.no_document:
        for file in document.write(results):
            print(f"written: {file}")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
