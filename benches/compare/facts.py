"""The machine, the date and the versions of everything."""

import datetime
import os
import pathlib
import platform
import re
import shutil
import sqlite3
import subprocess

from peers import hugo, inkstone, nginx
from place import HERE
from process import Missing


def first_line(command):
    """Returns the first line that a program prints, or none."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else None


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (Missing, OSError, subprocess.CalledProcessError):
        return None


def machine():
    processor = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "processor": processor[1] if processor else platform.machine(),
        "memory": f"{int(memory[1]) / (1 << 20):.0f} GiB",
        "kernel": platform.release(),
    }


def packages():
    """Returns the versions of the packages that the lock files name first."""
    lines = (HERE / "peers/python/requirements.txt").read_text().split("# what these")[0]
    python = dict(re.findall(r"^([\w-]+)==(\S+)$", lines, re.MULTILINE))
    node = dict(re.findall(r'"([\w-]+)": "([\d.]+)"', (HERE / "peers/node/package.json").read_text()))
    return node | python


def versions(binary):
    found = {
        "Inkstone": attempt(inkstone.version, binary),
        "nginx": attempt(nginx.version),
        "wrk": " ".join((first_line(["wrk", "-v"]) or "").split()[:2]) or None,
        "Hugo": attempt(hugo.version),
        "Node": first_line(["node", "--version"]),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **packages(),
    }
    return {name: version.removeprefix("inkstone ").removeprefix("wrk ").removeprefix("nginx ")
            for name, version in found.items() if version}


def collect(options):
    return machine() | {"versions": versions(options.binary), "rounds": options.rounds, "seconds": options.seconds,
                        "posts": options.posts}
