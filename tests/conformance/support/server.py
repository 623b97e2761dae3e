"""Starts and stops servers of the built binary."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(os.environ["ROOT"])
OUT = pathlib.Path(os.environ["OUT"])
BINARY = os.environ["CONFORMANCE_BINARY"]
LISTENING = re.compile(r"^listening on (http://127\.0\.0\.1:\d+)$")


def environment(**extra):
    """The environment without Inkstone's settings."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("INKSTONE_")}
    return {**plain, **extra}


@contextlib.contextmanager
def scratch_folder():
    """A new folder outside the work tree, removed at the end."""
    folder = tempfile.mkdtemp(prefix="inkstone-conformance-")
    try:
        yield pathlib.Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def command(*arguments, timeout=60, cwd=None, **options):
    """Runs `inkstone …` until it exits."""
    return subprocess.run([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=timeout, cwd=cwd or OUT, env=environment(), **options)


class Server:
    """A running `inkstone serve`."""

    def __init__(self, content, *flags, cwd=None, timeout=60, listen="127.0.0.1:0", env=()):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, "serve", str(content), "--listen", listen, *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=cwd or OUT, env=environment(**dict(env)), text=True, errors="replace")
        self.stderr = []
        self._drain(self.process.stderr, self.stderr)
        first = []
        reader = threading.Thread(target=lambda: first.append(self.process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(timeout)
        found = LISTENING.match(first[0].rstrip("\n")) if first else None
        if not found:
            self.kill()
            time.sleep(0.2)
            raise RuntimeError(f"no server: {first!r}, exit code {self.process.poll()}, {''.join(self.stderr[-20:])}")
        self.start_seconds = time.monotonic() - began
        self.base = found.group(1)
        self.stdout = []
        self._drain(self.process.stdout, self.stdout)
        self._wait_for_search(began + timeout)

    def _wait_for_search(self, deadline):
        """Everything except search works as soon as the first line is printed."""
        while time.monotonic() < deadline and self.process.poll() is None:
            if command("health", f"{self.base}/readyz").returncode == 0:
                return
            time.sleep(0.05)

    def operations(self, timeout=10):
        """The address of the second listener, from the second line."""
        deadline = time.monotonic() + timeout
        while not self.stdout and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.stdout[0].removeprefix("operations on ").strip()

    @staticmethod
    def _drain(stream, lines):
        threading.Thread(target=lambda: lines.extend(stream), daemon=True).start()

    def peak_memory_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024

    def forget_peak_memory(self):
        """Resets the measured peak."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def end(self, number=signal.SIGTERM, timeout=60):
        """Sends a signal and returns the exit code."""
        self.process.send_signal(number)
        return self.wait(timeout)

    def wait(self, timeout=60):
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return "still running"

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
