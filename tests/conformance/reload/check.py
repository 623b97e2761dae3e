"""A server whose content changes gives the answers of a new process over the same files."""

import os
import random
import threading
import time

import clients
import layouts
import strain
from answers import TOKEN, Reader
from folder import Folder
from server import Server, scratch_folder
from tally import check, note, sections

SEED = 20261130
# How long random changes are made, by each of several threads with a folder of its own.
SECONDS = float(os.environ.get("CONFORMANCE_RELOAD_SECONDS", 150))
THREADS = 2
FLAGS = ("--preview-token", TOKEN, "--on-invalid", "remove")
# How long a change may take until it is seen. Far more than it takes, because machines are slow at times.
PATIENCE = 20


def differences(found, expected):
    targets = [target for target in expected if found.get(target) != expected[target]]
    targets += [target for target in found if target not in expected]
    return targets


def alike():
    """After random changes, every answer is that of a new process, byte for byte"""
    steps, faults = [], []

    def run(number):
        generator = random.Random(SEED + number)
        with scratch_folder() as scratch:
            folder = Folder(scratch / "content", generator)
            for _ in range(12):
                folder.write(folder.path(), folder.text())
            with Server(folder.root, *FLAGS) as server:
                stop = threading.Event()
                failed = []
                readers = [threading.Thread(target=read, args=(server.base, stop, failed)) for _ in range(2)]
                for thread in readers:
                    thread.start()
                live, end = Reader(server.base), time.monotonic() + SECONDS
                while time.monotonic() < end and not faults:
                    steps.append(step(folder, live, faults, f"{number}/{len(steps)}"))
                stop.set()
                for thread in readers:
                    thread.join()
                faults.extend(failed)
                if server.end() != 0:
                    faults.append("the exit code is not 0")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("reload: every answer is that of a new process after each change", not faults, "\n".join(map(str, faults[:5])))
    check("reload: at least 100 changes were compared", len(steps) >= min(100, SECONDS), len(steps))
    note(f"{len(steps)} changes compared")


def step(folder, live, faults, name):
    change = folder.step()
    with Server(folder.root, *FLAGS, "--no-watch") as fresh:
        expected = Reader(fresh.base).all()
        deadline = time.monotonic() + PATIENCE
        while True:
            found = live.all()
            wrong = differences(found, expected)
            if not wrong or time.monotonic() > deadline:
                break
            time.sleep(0.01)
    for target in wrong[:3]:
        faults.append(f"step {name}, {change}: {target}\n  found    {found.get(target)}\n  expected {expected.get(target)}")
    return change


def read(base, stop, failed):
    """Reads all the time; a hit of a search is a post of the same moment, and nothing fails."""
    reader = Reader(base)
    while not stop.is_set():
        for target in ("/api/v1/posts?limit=5", "/api/v1/search?q=memory", "/api/v1/suggest?q=m", "/readyz"):
            status, _, body = reader.get(target)
            if status != 200:
                failed.append(f"{target} while content changes: {status} {body[:300]}")
                return
        time.sleep(0.01)


sections(alike, *layouts.SECTIONS, *clients.SECTIONS, *strain.SECTIONS)
