#!/usr/bin/env python3
"""Compares the service with nginx: wrk on one core, one of the servers on another, alternating.

usage: benches/http/run.py [--rounds 5] [--seconds 5] [--connections 64] [--bare] [--other BINARY] [nginx] [layers]

Requires Linux, wrk, nginx and a release build. nginx serves the same bytes as static files with the same
headers, from the page cache. Neither writes an access log. Both have one worker on one core; the client uses the
other. Every round measures each server once, in alternating order; medians are reported.
"""

import argparse
import http.client
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("INKSTONE_BINARY", TARGET / "release/inkstone"))
SERVER_CORE, CLIENT_CORE = "0", "1"

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 100000000;
    open_file_cache max=1000 inactive=1h;
    open_file_cache_valid 1h;
    etag on;
    default_type application/json;
    client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
        {headers}
    }}
}}
"""


# The headers that nginx copies from our responses; it sends Date, ETag, Last-Modified and Content-Length itself.
COPIED = ["cache-control", "vary", "x-content-type-options", "access-control-allow-origin",
          "access-control-expose-headers", "timing-allow-origin", "content-language"]


def added_headers(headers):
    """Returns the directives that make nginx send the same headers."""
    copied = [f'add_header {name} "{headers[name]}";' for name in COPIED if name in headers]
    own = ['add_header x-request-id $request_id;', 'add_header server-timing "app;dur=$request_time";']
    return "\n        ".join(copied + own)


def post(paragraphs):
    text = "".join(
        f"第 {number} 段：所有权让内存管理在编译时就有定论。Paragraph {number} tells how memory is owned.\n\n"
        for number in range(paragraphs))
    return f"---\ntitle: 所有权 {paragraphs}\ndate: 2025-01-15\ntags: [Rust, 内存管理]\n---\n\n{text}"


def fetch(port, target, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", target, headers=headers or {})
    response = connection.getresponse()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def cpu_seconds(process):
    """Returns the CPU time that a process has used."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Inkstone:
    """The service with its own content folder."""

    def __init__(self, content, *flags, binary=None):
        command = ["taskset", "-c", SERVER_CORE, binary or BINARY, content, "--listen", "127.0.0.1:0", "--workers", "1", *flags]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("INKSTONE_")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)


class Nginx:
    """nginx serving files with the given content."""

    def __init__(self, folder, port, headers=""):
        (folder / "tmp").mkdir()
        (folder / "www").mkdir()
        os.chmod(folder, 0o755)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, headers=headers))
        self.folder, self.port = folder, port
        self.process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, "nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                fetch(port, "/")
                break
            except OSError:
                time.sleep(0.05)

    def cpu_seconds(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(cpu_seconds(child) for child in children)

    def put(self, name, body):
        (self.folder / "www" / name).write_bytes(body)
        return f"/{name}"

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def wrk(port, target, headers, options):
    """Returns the requests per second, and the latencies at the 50th and 99th percentile."""
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, f"http://127.0.0.1:{port}{target}"], capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors.*", out)
    if bad:
        sys.exit(f"{target}: {bad.group(0)}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    quantile = {found.group(1): found.group(2) for found in re.finditer(r"(50|99)%\s+([\d.]+\w+)", out)}
    return rate, quantile


def cases(inkstone, nginx):
    """Yields the cases: the name, and for each server the target and the request headers."""
    for name, slug in [("2 KB", "small"), ("20 KB", "large")]:
        path = f"/api/v1/posts/{slug}"
        for coding in ["identity", "br"]:
            accept = {"Accept-Encoding": coding}
            status, headers, body = fetch(inkstone.port, path, accept)
            assert status == 200 and headers.get("content-encoding", "identity") == coding, headers
            file = nginx.put(f"{slug}.{coding}", body)
            plain = "" if coding == "identity" else ", br"
            yield f"post of {name}{plain} ({len(body)} bytes)", (path, accept), (file, {})
            if coding == "identity":
                theirs = fetch(nginx.port, file)[1]["etag"]
                yield (f"304 for the post of {name}", (path, {"If-None-Match": headers["etag"]}),
                       (file, {"If-None-Match": theirs}))


def compare_with_nginx(options, content, folder):
    inkstone = Inkstone(content, "--access-log=false")
    headers = "" if options.bare else added_headers(fetch(inkstone.port, "/api/v1/posts/small")[1])
    nginx = Nginx(folder, options.nginx_port, headers)
    try:
        print("| case | requests/s | nginx | ratio (lowest, highest) | CPU per request, µs | nginx | nginx's CPU ÷ ours |")
        print("|---|---|---|---|---|---|---|")
        for name, (our_target, our_headers), (their_target, their_headers) in cases(inkstone, nginx):
            rates, times = {inkstone: [], nginx: []}, {inkstone: [], nginx: []}
            turns = [(inkstone, our_target, our_headers), (nginx, their_target, their_headers)]
            for number in range(options.rounds):
                for server, target, headers in turns if number % 2 else reversed(turns):
                    before = server.cpu_seconds()
                    rate, _ = wrk(server.port, target, headers, options)
                    rates[server].append(rate)
                    times[server].append((server.cpu_seconds() - before) / (rate * options.seconds) * 1e6)
            ratios = sorted(ours / theirs for ours, theirs in zip(rates[inkstone], rates[nginx]))
            own, other = statistics.median(times[inkstone]), statistics.median(times[nginx])
            cells = [name, f"{statistics.median(rates[inkstone]):,.0f}", f"{statistics.median(rates[nginx]):,.0f}",
                     f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})", f"{own:.1f}", f"{other:.1f}",
                     f"{other / own:.2f}"]
            print("| " + " | ".join(cells) + " |", flush=True)
    finally:
        inkstone.end()
        nginx.end()


QUIET = ["--access-log=false"]
TRACEPARENT = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
# The name of a variant, its flags, and its additional request headers.
LAYERS = [
    ("default settings", [], {}),
    ("without the access log", QUIET, {}),
    ("without metrics", [*QUIET, "--metrics=false"], {}),
    ("without Server-Timing", [*QUIET, "--server-timing=false"], {}),
    ("without CORS headers", [*QUIET, "--cors-origins", "none"], {}),
    ("without any of these", [*QUIET, "--metrics=false", "--server-timing=false", "--cors-origins", "none"], {}),
    ("without the response cache", [*QUIET, "--answer-cache", "0"], {}),
    ("with traceparent", QUIET, TRACEPARENT),
    ("with a rate limit", [*QUIET, "--rate-limit", "1000000/1s"], {}),
    ("with purge headers", [*QUIET, "--purge-headers", "both"], {}),
]


def layer_costs(options, content):
    """Prints the CPU time per request, with one feature disabled or enabled at a time.

    On a shared machine the same work sometimes takes longer but never less time, so the lowest of all rounds is used.
    """
    print("\n| variant | CPU per request, µs: lowest (median) | lowest ÷ lowest without the access log |")
    print("|---|---|---|")
    binaries = [(name, flags, sent, BINARY) for name, flags, sent in LAYERS]
    if options.other:
        binaries.append((options.other, QUIET, {}, options.other))
    times = {name: [] for name, *_ in binaries}
    for _ in range(options.rounds):
        for name, flags, sent, binary in binaries:
            server = Inkstone(content, *flags, binary=binary)
            try:
                headers = {"Accept-Encoding": "br", **sent}
                fetch(server.port, "/api/v1/posts/small", headers)
                before = server.cpu_seconds()
                rate, _ = wrk(server.port, "/api/v1/posts/small", headers, options)
                times[name].append((server.cpu_seconds() - before) / (rate * options.seconds) * 1e6)
            finally:
                server.end()
    base = min(times["without the access log"])
    for name, own in times.items():
        print(f"| {name} | {min(own):.1f} ({statistics.median(own):.1f}) | {min(own) / base:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--nginx-port", type=int, default=18081)
    parser.add_argument("--bare", action="store_true", help="don't copy our headers to nginx")
    parser.add_argument("--other", help="another build of the service, measured as an additional layer")
    parser.add_argument("parts", nargs="*", default=["nginx", "layers"], help="nginx, layers")
    options = parser.parse_args()
    for tool in ["wrk", "nginx", "taskset"]:
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        content = folder / "posts"
        content.mkdir()
        os.chmod(folder, 0o755)
        (content / "small.md").write_text(post(11), "utf-8")
        (content / "large.md").write_text(post(172), "utf-8")
        if "nginx" in options.parts:
            work = folder / "nginx"
            work.mkdir()
            compare_with_nginx(options, content, work)
        if "layers" in options.parts:
            layer_costs(options, content)


if __name__ == "__main__":
    main()
