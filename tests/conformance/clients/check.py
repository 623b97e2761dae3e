"""Clients that ten code generators make of the document: generated, compiled and run against a server.

Each generator has a program that reads the folder `posts/` next to this file and prints what it read. All programs
must print `expected.txt`.
"""

import concurrent.futures
import os
import pathlib
import subprocess

from generators import GENERATORS
from server import OUT, Server, command
from tally import check, equal, sections
from wire import Client

HERE = pathlib.Path(__file__).resolve().parent
WORK = OUT / "clients"
STEP_SECONDS = 900
# What each line that begins with this word shows.
CLAIMS = {
    "walk": "walks a list to its end by cursor",
    "date": "reads dates, times and null",
    "cover": "reads covers, unknown sizes and null",
    "post": "reads a post with front matter of its own",
    "block": "reads every kind of node of `blocks`",
    "neighbors": "reads the previous and next post, and null",
    "search": "reads hits and their highlights",
    "problem": "reads a 404 with code, parameter and suggestions",
    "unchanged": "gets 304 for `If-None-Match`",
}


def environment(base):
    """The environment of generators and programs, in which the installed tools come first."""
    venv, node = WORK / "venv/bin", WORK / "node/node_modules/.bin"
    [jar] = WORK.glob("venv/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar")
    return {
        **os.environ, "BASE": base, "PATH": f"{venv}:{node}:{os.environ['PATH']}", "no_proxy": "127.0.0.1",
        "CARGO_TARGET_DIR": str(WORK / "cargo-target"), "GOCACHE": str(WORK / "go-cache"), "GOFLAGS": "-mod=mod",
        "GOPROXY": "off", "GOTOOLCHAIN": "local", "LC_ALL": "C.UTF-8", "PYTHONPATH": "",
        # The generator has Jackson in it.
        "CLASSPATH": f"classes:{jar}:/usr/share/java/geronimo-annotation-1.3-spec.jar",
    }


def run(generator, base):
    """Generates, compiles and runs one client; returns the failed step with its output, or none and what was read."""
    folder = generator.prepare(WORK)
    for title, arguments in generator.steps:
        try:
            step = subprocess.run(arguments, cwd=folder, env=environment(base), stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=STEP_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return title, str(error)
        output = step.stdout.decode(errors="replace")
        if step.returncode != 0:
            return title, output + step.stderr.decode(errors="replace")
    return None, output


def report(generator, failed, output):
    """Records a check for each step and each kind of line."""
    for title, _ in generator.steps:
        if not check(f"{generator.name}: {title}", title != failed, output):
            return
    found, expected = grouped(output), grouped((HERE / "expected.txt").read_text())
    for word, claim in CLAIMS.items():
        equal(f"{generator.name}: {claim}", found.pop(word, None), expected[word])
    equal(f"{generator.name}: prints nothing else", found, {})


def grouped(output):
    """The lines by their first word."""
    groups = {}
    for line in output.splitlines():
        groups.setdefault(line.partition(" ")[0], []).append(line)
    return groups


def documents(base):
    """Writes the document as served, and its OpenAPI 3.0 form as printed."""
    (WORK / "openapi.json").write_bytes(Client(base).get("/openapi.json").body)
    printed = command("openapi", "--openapi", "3.0")
    check("`inkstone openapi --openapi 3.0` prints a document", printed.returncode == 0, printed.stderr.decode())
    (WORK / "openapi-3.0.json").write_bytes(printed.stdout)


def clients():
    """All generators, two at a time."""
    WORK.mkdir(exist_ok=True)
    with Server(HERE / "posts") as server, concurrent.futures.ThreadPoolExecutor(2) as pool:
        documents(server.base)
        running = [(generator, pool.submit(run, generator, server.base)) for generator in GENERATORS]
        for generator, outcome in running:
            report(generator, *outcome.result())


sections(clients)
