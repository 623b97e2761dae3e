"""Processes of servers: starting, waiting, CPU time and memory."""

import contextlib
import http.client
import os
import pathlib
import random
import signal
import socket
import stat
import subprocess
import time

from place import SERVER_CORE, clean_environment

TICK = os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """A peer that cannot be measured here, with the reason."""


def free_port():
    """A port on which nothing listens. Systems give connections ports above these, so none takes it meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def fetch(port, target, headers=None, timeout=60):
    """Returns the status, the headers (lower case) and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", target, headers=headers or {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


class Process:
    """A server with all its children."""

    def __init__(self, command, port, *, pinned=True, folder=None, environment=None, output=subprocess.DEVNULL):
        pin = ["taskset", "-c", SERVER_CORE] if pinned else []
        self.port = port
        self.began = time.monotonic()
        self.child = subprocess.Popen(
            [*pin, *map(str, command)], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, cwd=folder,
            env=environment or clean_environment(), text=True, start_new_session=True)

    def wait_for(self, target, seconds=120):
        """Waits for a 200 and returns the seconds since the start."""
        while time.monotonic() - self.began < seconds:
            if self.child.poll() is not None:
                raise Missing(f"it has ended with code {self.child.returncode}")
            try:
                if fetch(self.port, target)[0] == 200:
                    return time.monotonic() - self.began
            except OSError:
                pass
            time.sleep(0.002)
        raise Missing(f"no answer after {seconds} s")

    def processes(self):
        """Returns the ids of the process and of its children, at any depth."""
        found, queue = [], [self.child.pid]
        while queue:
            found.append(queue.pop())
            for children in pathlib.Path(f"/proc/{found[-1]}/task").glob("*/children"):
                queue += children.read_text().split()
        return found

    def cpu_seconds(self):
        """Returns the CPU time that all processes have used."""
        total = 0
        for process in self.processes():
            fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def memory(self):
        """Returns the resident bytes of all processes: all of them, and those that are pages of files."""
        total = files = 0
        for process in self.processes():
            for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
                name, _, value = line.partition(":")
                if name in ("VmRSS", "RssFile"):
                    size = int(value.split()[0]) * 1024
                    total, files = (total + size, files) if name == "VmRSS" else (total, files + size)
        return total, files

    def unnamed_files(self):
        """Returns the bytes of the files without a name that all processes have open or mapped."""
        sizes = {}
        for process in self.processes():
            folder = pathlib.Path(f"/proc/{process}")
            for line in (folder / "maps").read_text().splitlines():
                place, _, _, device, inode, *path = line.split(maxsplit=5)
                if path and path[0].endswith(" (deleted)"):
                    begin, end = (int(address, 16) for address in place.split("-"))
                    sizes[device, inode] = sizes.get((device, inode), 0) + end - begin
            for file in (folder / "fd").iterdir():
                with contextlib.suppress(OSError):
                    found = file.stat()
                    if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                        sizes["open", found.st_ino] = found.st_size
        return sum(sizes.values())

    def end(self):
        """Ends the process and everything that it has started."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.child.pid, sign)
            except ProcessLookupError:
                pass
            try:
                self.child.wait(15)
                return
            except subprocess.TimeoutExpired:
                continue
