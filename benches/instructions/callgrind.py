"""Runs the executable under callgrind, which counts the instructions of all its threads."""

import http.client
import os
import pathlib
import re
import select
import signal
import subprocess
import time

VALGRIND = ["valgrind", "--quiet", "--tool=callgrind"]
# Instructions run 20 to 50 times slower, on a machine that may have other work.
PATIENCE = 600
# A process is idle if no thread ran in this many samples, which are 20 ms apart.
SAMPLES = 10


def environment():
    """No settings, and nothing else by which two machines differ. Where the tools are does not matter."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


def total(file):
    """Returns the instructions that a file of callgrind counts."""
    found = re.findall(r"^totals: (\d+)$", pathlib.Path(file).read_text("utf-8", "replace"), re.MULTILINE)
    if len(found) != 1:
        raise RuntimeError(f"{file} has no total")
    return int(found[0])


def profile(folder, name):
    """Returns the file with the profile of a case, for callgrind_annotate."""
    return folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.out"


def command(binary, folder, name, *arguments):
    """Returns the instructions of `inkstone ARGUMENTS`, which must succeed."""
    out = profile(folder, name)
    done = subprocess.run([*VALGRIND, f"--callgrind-out-file={out}", binary, *map(str, arguments)], cwd=folder,
                          env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments} exited with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return total(out)


class Server:
    """A running `inkstone serve`, and one connection to it that stays open."""

    def __init__(self, binary, folder, content, *flags):
        self.folder = folder
        self.out = folder / "server.out"
        self.log = folder / "server.log"
        self.dumps = 0
        # Whether anything was requested since the last count.
        self.was_asked = False
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*VALGRIND, f"--callgrind-out-file={self.out}", binary, "serve", content, "--listen", "127.0.0.1:0", *flags],
                cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                raise RuntimeError("the server does not listen")
            first = self.process.stdout.readline()
            port = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", first)
            if not port:
                raise RuntimeError(f"no server: {first!r} {self.log.read_text()[-2000:]}")
            self.address = f"127.0.0.1:{port[1]}"
            self.connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        except BaseException:
            self.kill()
            raise

    def get(self, target, headers=None, status=200):
        """Requests a target, and returns the body and the headers of the response."""
        self.was_asked = True
        self.connection.request("GET", target, headers=headers or {})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != status:
            raise RuntimeError(f"{target}: {response.status} {body[:500]!r}")
        return body, response.headers

    def count(self, name):
        """Returns the instructions since the last call, or since the start, as soon as the process is idle."""
        self._wait_until_idle()
        self.dumps += 1
        self.was_asked = False
        done = subprocess.run(["vgdb", f"--pid={self.process.pid}", "dump"], env=environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        file = self.out.with_name(f"{self.out.name}.{self.dumps}")
        if done.returncode != 0 or not file.exists():
            raise RuntimeError(f"callgrind does not answer: {done.stdout}{done.stderr}")
        return total(file.rename(profile(self.folder, name)))

    def hang_up(self):
        """Has the server look for changes."""
        self.was_asked = True
        self.process.send_signal(signal.SIGHUP)

    def end(self):
        """Ends the server with SIGTERM."""
        self.connection.close()
        self.process.terminate()
        if self.process.wait(PATIENCE) != 0:
            raise RuntimeError(f"the server exited with {self.process.returncode}: {self.log.read_text()[-2000:]}")

    def kill(self):
        """Ends the server at once."""
        self.process.kill()
        self.process.wait()

    def _wait_until_idle(self):
        deadline, asleep = time.monotonic() + PATIENCE, 0
        while asleep < SAMPLES:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server has stopped: {self.log.read_text()[-2000:]}")
            if time.monotonic() > deadline:
                raise RuntimeError("the server does not become idle")
            asleep = asleep + 1 if self._is_asleep() else 0
            time.sleep(0.02)

    def _is_asleep(self):
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                state = (task / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except FileNotFoundError:
                continue
            if state not in "SI":
                return False
        return True


class Events:
    """A stream of events of the server, which says when a change is visible."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=PATIENCE)
        self.connection.request("GET", "/api/v1/events")
        self.response = self.connection.getresponse()
        self.next("id:")

    def next(self, field="data:"):
        """Waits for the next line with the field."""
        while True:
            line = self.response.readline()
            if not line:
                raise RuntimeError("the stream of events has ended")
            if line.startswith(field.encode()):
                return

    def close(self):
        self.connection.close()
