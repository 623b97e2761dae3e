#!/usr/bin/env python3
"""Divides the instructions of some cases among the parts of the service.

usage: benches/instructions/profile.py FOLDER

FOLDER is the one of `benches/instructions/run --keep`, of an executable with symbols (CONTRIBUTING.md). Prints the table of
docs/performance.md: each instruction counts for the function that has it, not for those that call it.
"""

import collections
import pathlib
import re
import sys

import callgrind

CASES = {
    "post, cached": "cached: post",
    "304": "304: post",
    "list, cached": "cached: first list",
    "tag × category, never requested": "list: tag and category",
    "range of dates, never requested": "list: range of dates",
    "search, Chinese": "search: Chinese",
}
# Of the patterns that occur in the name of a function, the first one counts.
PARTS = {
    "copying, clearing, comparing": r"mem(cpy|move|set|cmp|rchr|chr)|bcmp|strlen",
    "allocator": r"^_?mi_|malloc|calloc|^_*free|realloc|__rust_alloc|__rust_dealloc|__rdl_",
    "reading the clock": r"clock_gettime|vdso|std::time|Timespec|jiff::now",
    "hashing": r"blake3|siphash|SipHasher|xxh|Hasher|hash_one|make_hash",
    "Markdown, passages": r"comrak|unicode_segmentation|inkstone::compile|inkstone::text::|inkstone::query::highlight|ZSTD|HUF_|zstd|FSE_",
    "view, JSON": r"serde_json|inkstone::api::(view|body|handler|links)|itoa|dtoa|ryu|fmt::num",
    "parameters": r"inkstone::api::params|percent_encoding|form_urlencoded",
    "query, catalog, index": r"roaring|tantivy|inkstone::(query|catalog|post)",
    "pipeline and connection": r"inkstone::(server|ops|protocol|api|live)|httparse|quick_cache",
    "framework and runtime": r"actix|tokio|mio::|http::|futures|bytes::|arc_swap|epoll|send|recv|read|write|poll",
}


def self_costs(file):
    """Returns the instructions of each function of a file of callgrind, without those of the functions that it calls."""
    names, costs = {}, collections.Counter()
    function, is_call = None, False
    for line in file.read_text("utf-8", "replace").splitlines():
        if found := re.match(r"fn=\((\d+)\)(?: (.*))?$", line):
            number, name = found.groups()
            function = names.setdefault(number, name)
        elif found := re.match(r"c?fn=\((\d+)\) (.*)$", line):
            names.setdefault(*found.groups())
        elif line.startswith("calls="):
            is_call = True
        elif function and (found := re.match(r"[+\-*0-9]\S* (\d+)$", line)):
            # The line after a call has the cost of what is called.
            if not is_call:
                costs[function] += int(found[1])
            is_call = False
    return costs


def parts(costs):
    """Returns the share of each part, in the order of PARTS, and the rest."""
    shares = dict.fromkeys([*PARTS, "other"], 0)
    for function, cost in costs.items():
        part = next((part for part, pattern in PARTS.items() if re.search(pattern, function)), "other")
        shares[part] += cost
    total = sum(costs.values())
    return {part: share / total for part, share in shares.items()}


def written(share):
    if share < 0.0005:
        return "–"
    return f"{share:.0%}" if share >= 0.0095 else f"{share:.1%}"


def main():
    folder = pathlib.Path(sys.argv[1])
    columns = {title: parts(self_costs(callgrind.profile(folder, case))) for title, case in CASES.items()}
    print(f"| part | {' | '.join(columns)} |")
    print("|---" * (1 + len(columns)) + "|")
    for part in [*PARTS, "other"]:
        print(f"| {part} | {' | '.join(written(column[part]).replace('%', ' %') for column in columns.values())} |")


if __name__ == "__main__":
    main()
