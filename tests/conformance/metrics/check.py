"""/metrics conforms to its format and matches what happened."""

import collections
import json
import pathlib
import re
import socket
import subprocess
import threading
import time

from prometheus_client.parser import text_string_to_metric_families

from server import BINARY, LISTENING, Server, command, environment, scratch_folder
from tally import check, equal, note, sections
from wire import Client

POST = "---\ntitle: {0}\nlang: en\ndate: {1}\ntags: [ink]\n---\n\nText of {0}.\n"
FILES = {
    "a.md": POST.format("A", "2024-01-01"),
    "b.md": POST.format("B", "2024-02-01"),
    "later.md": POST.format("Later", "2999-01-01"),
    "draft.md": "---\ntitle: Draft\ndraft: true\n---\nx\n",
    "bad.md": "---\ntitle: Bad\ndate: 2024-03-39\n---\nx\n",
    "dead.md": "---\ntitle: Dead\ndate: 2024-01-01\n---\n\n[nowhere](nowhere.md)\n",
    "dot.png": "",
    "notes.txt": "Notes.\n",
}
# Each request with its operation and status. No response comes from the cache.
FIRST = [
    ("GET", "/api/v1/posts", "listPosts", 200),
    ("HEAD", "/api/v1/posts?limit=1", "listPosts", 200),
    ("GET", "/api/v1/posts?limit=none", "listPosts", 400),
    ("DELETE", "/api/v1/posts", "listPosts", 405),
    ("GET", "/api/v1/posts/a", "getPost", 200),
    ("GET", "/api/v1/posts/absent", "getPost", 404),
    ("GET", "/api/v1/posts/a/neighbors", "getPostNeighbors", 200),
    ("GET", "/api/v1/tags/ink", "getTag", 200),
    ("GET", "/api/v1/search?q=text", "search", 200),
    ("GET", "/api/v1/diagnostics", "listDiagnostics", 401),
    ("GET", "/assets/dot.png", "getAsset", 200),
    ("GET", "/docs/", "getDocsFile", 200),
    ("GET", "/docs/docs.css", "getDocsFile", 200),
    ("GET", "/problems/internal", "getProblem", 200),
    ("GET", "/", "getIndex", 200),
    ("GET", "/healthz", "getHealth", 200),
    ("GET", "/no/such/path", "none", 404),
    ("GET", "/a%0Ab\"c\\d", "none", 404),
]
# The same, with request headers and the source of the response.
LATER = [
    ("GET", "/api/v1/posts", "listPosts", 200, {}, "cache"),
    ("GET", "/api/v1/posts/", "listPosts", 200, {}, "cache"),
    ("HEAD", "/api/v1/posts", "listPosts", 200, {}, "cache"),
    ("GET", "/api/v1/posts", "listPosts", 304, {"If-None-Match": "*"}, "cache"),
    ("GET", "/api/v1/posts", "listPosts", 412, {"If-Match": '"another"'}, "cache"),
    ("GET", "/api/v1/categories", "listCategories", 304, {"If-None-Match": "*"}, "made"),
    ("GET", "/api/v1/posts/a", "getPost", 200, {"Accept": "text/markdown"}, "made"),
    ("GET", "/api/v1/site", "getSite", 406, {"Accept": "image/png"}, "made"),
    ("GET", "/assets/notes.txt", "getAsset", 206, {"Range": "bytes=0-2"}, "made"),
    ("GET", "/assets/notes.txt", "getAsset", 416, {"Range": "bytes=99-"}, "made"),
    ("OPTIONS", "/api/v1/posts", "listPosts", 204, {}, "made"),
    # Preflight requests belong to no operation.
    ("OPTIONS", "/api/v1/posts", "none", 204,
     {"Origin": "https://blog.example", "Access-Control-Request-Method": "GET"}, "made"),
    ("OPTIONS", "/no/such/path", "none", 404, {}, "made"),
    ("PROPFIND", "/api/v1/posts", "listPosts", 405, {}, "made"),
    ("get", "/api/v1/posts", "listPosts", 405, {}, "made"),
]
REQUESTS = [(*one, {}, "made") for one in FIRST] + LATER
# Others are counted as `other`.
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"}
DURATION = "inkstone_http_request_duration_seconds"
# More lines than the log buffers while nobody reads them.
FLOOD = 20_000


class Scrape:
    """The metrics at one point in time."""

    def __init__(self, base):
        self.answer = Client(base).send("GET", "/metrics")
        self.text = self.answer.text
        self.families = list(text_string_to_metric_families(self.text))
        self.samples = [sample for family in self.families for sample in family.samples]

    def number(self, name, **labels):
        """The value of a sample; 0 if there is none yet."""
        found = [s.value for s in self.samples if s.name == name and s.labels == labels]
        return found[0] if found else 0

    def by(self, name, *labels):
        """The values of all samples of a metric, by some of their labels."""
        return collections.Counter({tuple(s.labels[label] for label in labels): s.value
                                    for s in self.samples if s.name == name})


def write(folder):
    for path, text in FILES.items():
        (folder / path).write_text(text, "utf-8")


def the_format():
    """The format"""
    with scratch_folder() as folder:
        write(folder)
        with Server(folder) as server:
            for method, target, _, _, headers, _ in REQUESTS:
                Client(server.base).send(method, target, headers)
            scrape = Scrape(server.base)
    equal("the media type is that of the format",
          scrape.answer.headers.get("Content-Type"), "text/plain; version=0.0.4")
    check("responses are not cacheable", "no-store" in (scrape.answer.headers.get("Cache-Control") or ""), scrape.answer)
    lines = scrape.text.split("\n")
    equal("the last line is terminated", lines.pop(), "")
    equal("the parser finds a sample in every line that is not a comment",
          len(scrape.samples), sum(not line.startswith("#") for line in lines))
    seen = [(s.name, tuple(sorted(s.labels.items()))) for s in scrape.samples]
    equal("no sample occurs twice", [key for key, times in collections.Counter(seen).items() if times > 1], [])
    described = {kind: re.findall(rf"^# {kind} (\S+) \S", scrape.text, re.M) for kind in ("HELP", "TYPE")}
    equal("each family has one HELP and one TYPE", described["HELP"], described["TYPE"])
    equal("and has them only once", len(set(described["TYPE"])), len(described["TYPE"]))
    for family in scrape.families:
        names = {re.sub("_(bucket|sum|count)$", "", s.name) if family.type == "histogram" else s.name
                 for s in family.samples}
        check(f"{family.name}: samples have the name of their family", names <= set(described["TYPE"]), names)
        check(f"{family.name} has a type and a description", family.type != "unknown" and family.documentation, family)
        check(f"{family.name} has a known prefix", family.name.startswith(("inkstone_", "process_")), family)
        if family.type == "counter":
            check(f"{family.name}: the name of a counter ends with _total", all(n.endswith("_total") for n in names), names)
    chosen = [target for _, target, *_ in REQUESTS if len(target) > 9] + ["PROPFIND", '"get"']
    check("no label has values that clients choose", not any(text in scrape.text for text in chosen))


def what_happened_is_counted():
    """Counts"""
    with scratch_folder() as folder:
        write(folder)
        with Server(folder) as server:
            client, before, began = Client(server.base), Scrape(server.base), time.monotonic()
            expected, lengths = collections.Counter(), collections.Counter()
            sources = collections.Counter()
            for method, target, operation, status, headers, source in REQUESTS:
                answer = client.send(method, target, headers)
                equal(f"{method} {target} {headers or ''} has its status", answer.status, status)
                expected[operation, method if method in METHODS else "other", str(status)] += 1
                lengths[operation] += len(answer.body)
                sources[source] += 1
            after, seconds = Scrape(server.base), time.monotonic() - began
            expected["getMetrics", "GET", "200"] += 1
            sources["made"] += 1
            lengths["getMetrics"] += len(before.answer.body)
            counts = [s.by("inkstone_http_requests_total", "operation", "method", "status") for s in (before, after)]
            equal("each request is counted once for its operation, method and status",
                  {" ".join(key): n for key, n in (counts[1] - counts[0]).items()},
                  {" ".join(key): n for key, n in expected.items()})
            bytes_of = [s.by("inkstone_http_response_bytes_total", "operation") for s in (before, after)]
            equal("bytes are those of the bodies", {key[0]: n for key, n in (bytes_of[1] - bytes_of[0]).items()},
                  {key: n for key, n in lengths.items() if n})
            ways = [s.by("inkstone_answers_total", "source") for s in (before, after)]
            equal("each response is counted by its source", {key[0]: n for key, n in (ways[1] - ways[0]).items()},
                  dict(sources))
            equal("the request for the metrics is in flight", after.number("inkstone_http_requests_in_flight"), 1)
            histograms(before, after, expected, seconds)


def histograms(before, after, expected, seconds):
    buckets = collections.defaultdict(list)
    for sample in after.samples:
        if sample.name == f"{DURATION}_bucket":
            buckets[sample.labels["operation"]].append((float(sample.labels["le"]), sample.value))
    bounds = {tuple(bound for bound, _ in rows) for rows in buckets.values()}
    equal("all operations have the same bounds", len(bounds), 1)
    found = bounds.pop()
    equal("from 50 µs to 10 s and +Inf", (found[0], found[-2], found[-1]), (0.00005, 10, float("inf")))
    rising = all(rows == sorted(rows) and [n for _, n in rows] == sorted(n for _, n in rows) for rows in buckets.values())
    check("buckets are cumulative", rising, dict(buckets))
    counts = after.by(f"{DURATION}_count", "operation")
    equal("the last bucket is the count", {key: rows[-1][1] for key, rows in buckets.items()},
          {key[0]: n for key, n in counts.items()})
    grown = collections.Counter()
    for (operation, _, _), number in expected.items():
        grown[operation] += number
    equal("durations are counted as often as requests", {key[0]: n for key, n in
          (counts - before.by(f"{DURATION}_count", "operation")).items()}, dict(grown))
    sums = [sum(s.by(f"{DURATION}_sum", "operation").values()) for s in (before, after)]
    check("durations add up to at most the elapsed time", 0 < sums[1] - sums[0] < seconds, (sums, seconds))


def what_is_there_is_told():
    """Content and process"""
    with scratch_folder() as folder:
        write(folder)
        report = json.loads(command("check", folder, "--format", "json", "--severity", "note").stdout)
        began = time.time()
        with Server(folder) as server:
            scrape = Scrape(server.base)
            pid = server.process.pid
            open_files = len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
        equal("posts by status", dict(scrape.by("inkstone_posts", "status")),
              {("published",): 3, ("scheduled",): 1, ("draft",): 1})
        equal("files next to the posts", scrape.number("inkstone_assets"), 2)
        found = collections.Counter((d["code"], d["severity"]) for d in report["diagnostics"])
        equal("diagnostics are those of `inkstone check`",
              {key: n for key, n in scrape.by("inkstone_diagnostics", "code", "severity").items() if n}, dict(found))
        check("and some were expected", len(found) >= 2, found)
        equal("search is ready", scrape.number("inkstone_search_ready"), 1)
        version = command("--version").stdout.decode().split()[1]
        equal("the version is that of the binary", scrape.number("inkstone_build_info", version=version), 1)
        loaded = scrape.number("inkstone_snapshot_loaded_timestamp_seconds")
        check("content was loaded after the start and before now", began <= loaded <= time.time(), (began, loaded))
        # The system counts hundredths of a second since boot.
        started = scrape.number("process_start_time_seconds")
        check("the process was started in that time", began - 2 <= started <= loaded + 1, (began, started, loaded))
        resident = int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024
        told = scrape.number("process_resident_memory_bytes")
        check("memory is that of the system", resident / 2 < told < resident * 2, (resident, told))
        files = scrape.number("process_open_fds")
        check("open files are those of the process", abs(files - open_files) <= 2, (files, open_files))
        check("and fewer than the limit", files < scrape.number("process_max_fds"), files)


def off_is_off():
    """Switched off"""
    with scratch_folder() as folder:
        write(folder)
        with Server(folder, "--metrics=false") as server:
            answer = Client(server.base).send("GET", "/metrics")
            equal("the path does not exist if switched off", (answer.status, answer.json()["code"]), (404, "route_not_found"))


def a_log_that_nobody_reads_holds_nothing_up():
    """A log that nobody reads"""
    with scratch_folder() as folder:
        write(folder)
        process = subprocess.Popen([BINARY, "serve", str(folder), "--listen", "127.0.0.1:0"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment(), text=True)
        try:
            base = LISTENING.match(process.stdout.readline().rstrip("\n"))[1]
            equal("every request gets a response", flood(base), FLOOD)
            lost = Scrape(base).number("inkstone_log_lines_lost_total")
            check("dropped lines are counted", 0 < lost < FLOOD, lost)
            note(f"{lost:.0f} of {FLOOD} lines lost")
            process.terminate()
            equal("and the server exits", process.wait(60), 0)
        finally:
            process.kill()
            process.communicate()


def flood(base):
    """Sends requests without waiting for responses; returns the number of responses."""
    host, port = base.removeprefix("http://").split(":")
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        def send():
            connection.sendall((request + b"\r\n") * (FLOOD - 1) + request + b"Connection: close\r\n\r\n")
        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        answers = bytearray()
        while part := connection.recv(1 << 16):
            answers += part
        sender.join()
    return answers.count(b"HTTP/1.1 200 OK\r\n")


sections(the_format, what_happened_is_counted, what_is_there_is_told, off_is_off,
         a_log_that_nobody_reads_holds_nothing_up)
