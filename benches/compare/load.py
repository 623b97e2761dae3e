"""Load: wrk for requests per second, `open_loop` for latencies at a fixed rate, and one request after the other."""

import http.client
import json
import re
import subprocess
import time

from place import CLIENT_CORE, HERE, WORK

CONNECTIONS = 64


def wrk(server, targets, headers, seconds):
    """Sends each target in turn, and returns what `read_wrk` does."""
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if len(targets) > 1:
        list_file = WORK / "targets.txt"
        list_file.write_text("\n".join(targets) + "\n", "ascii")
        command += ["-s", HERE / "targets.lua"]
    before = server.process.cpu_seconds()
    command += [f"http://127.0.0.1:{server.process.port}{targets[0]}"]
    if len(targets) > 1:
        command += ["--", list_file]
    out = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
    used = server.process.cpu_seconds() - before
    bad = re.search(r"Socket errors: .*", out)
    if bad:
        raise RuntimeError(f"{targets[0]}: {bad.group(0)}")
    return read_wrk(out, used)


def read_wrk(out, used):
    """Returns from wrk's output: good responses/s, CPU µs per response, bytes per response, the share that was refused."""
    total, amount, unit = re.search(r"(\d+) requests in [\d.]+\w+, ([\d.]+)(\w+) read", out).groups()
    size = float(amount) * {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[unit]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    if total == "0":
        raise RuntimeError("no response before the end of the round")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    share = int(refused[1]) / int(total) if refused else 0.0
    return rate * (1 - share), used / int(total) * 1e6, size / int(total), share


def open_loop(server, target, headers, rate, seconds):
    """Returns what `open_loop` prints: latencies in µs, counted from when each request was due."""
    program = WORK / "open_loop"
    source = HERE / "open_loop.rs"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["rustc", "--edition", "2021", "-O", "-o", program, source], check=True)
    address = f"127.0.0.1:{server.process.port}"
    command = ["taskset", "-c", CLIENT_CORE, program, address, target, int(rate), seconds, CONNECTIONS]
    command += [f"{name}: {value}" for name, value in headers.items()]
    return json.loads(subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout)


class OneByOne:
    """A connection that sends the next request after the response to the last one."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, target, headers=None):
        """Returns the milliseconds until the body was read, and the body."""
        began = time.perf_counter()
        self.connection.request("GET", target, headers=headers or {})
        response = self.connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1e3
        if response.status != 200:
            raise RuntimeError(f"{target}: {response.status}")
        return took, body
