"""Many reloads under load, and how soon a change is seen."""

import os
import pathlib
import statistics
import threading
import time

from answers import Reader
from layouts import post, title
from server import Server, scratch_folder
from tally import check, equal, note

RELOADS = int(os.environ.get("CONFORMANCE_RELOADS", 300))
POSTS = 1000


def resident(pid):
    fields = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in fields if line.startswith("VmRSS")).split()[1]) / 1024


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads_of(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def strain():
    """Reloads under load: no failed request, and nothing grows"""
    with scratch_folder() as scratch:
        content = scratch / "content"
        for number in range(POSTS):
            post(content / f"p{number}.md", f"Post {number} 内存管理\n\n" + "一些文字 and some words. " * 40)
        # Small caches, which are full soon, and an allocator that keeps nothing that is free: otherwise, what it keeps
        # varies by tens of megabytes.
        caches = ("--answer-cache", "4MiB", "--render-cache", "4MiB")
        with Server(content, *caches, env={"MIMALLOC_PURGE_DELAY": "0"}) as server:
            pid, stop, failed, answers = server.process.pid, threading.Event(), [], []

            def read():
                reader, count = Reader(server.base), 0
                while not stop.is_set():
                    for target in ("/api/v1/posts?limit=20", f"/api/v1/posts/p{count % POSTS}", "/api/v1/search?q=words"):
                        status, _, body = reader.get(target)
                        count += 1
                        if status != 200:
                            failed.append(f"{target}: {status} {body[:200]}")
                    time.sleep(0.002)
                reader.connection.close()
                answers.append(count)

            readers = [threading.Thread(target=read) for _ in range(4)]
            for thread in readers:
                thread.start()
            reader, delays, seen = Reader(server.base), [], []
            for number in range(RELOADS):
                if number % (RELOADS // 6) == 0:
                    seen.append((resident(pid), open_files(pid), threads_of(pid)))
                file = content / f"p{number * 7 % POSTS}.md"
                new = file.with_name(f".{file.name}")
                post(new, f"Edition {number} " + "一些文字 and some words. " * 40)
                new.rename(file)
                began = time.monotonic()
                while not str(title(reader, file.stem)).startswith(f"Edition {number} "):
                    if time.monotonic() > began + 20:
                        failed.append(f"edition {number} is never served")
                        break
                    time.sleep(0.002)
                delays.append(time.monotonic() - began)
            seen.append((resident(pid), open_files(pid), threads_of(pid)))
            stop.set()
            for thread in readers:
                thread.join()
            equal("strain: no request failed", failed[:3], [])
            # Caches fill in the first half.
            before, after = seen[3], seen[-1]
            check("strain: memory does not grow", after[0] < 1.1 * before[0] + 10, seen)
            check("strain: no file is left open", after[1] <= before[1] + 4, seen)
            check("strain: no thread is left", after[2] <= before[2] + 1, seen)
            quantiles = statistics.quantiles(delays, n=20)
            note(f"{RELOADS} reloads, {sum(answers)} answers; from the rename to the new content: median "
                 f"{statistics.median(delays) * 1000:.0f} ms, 95 % {quantiles[18] * 1000:.0f} ms; "
                 "memory " + ", ".join(f"{step[0]:.0f}" for step in seen) + " MiB")
            equal("strain: the exit code is 0", server.end(), 0)


SECTIONS = (strain,)
