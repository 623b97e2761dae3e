"""Large pages, and raw HTML that reaches for the page around it."""

import html.parser
import pathlib
import re
import time

from hidden import write
from server import Server, scratch_folder
from tally import check, equal, note
from wire import Client

POSTS, BYTES = 60, 100_000
MAX_ANSWER = 8 << 20
# Rendered posts and whole responses are cached, 64 MiB each by default.
MOST_RISE_MIB = 256
FIRST = "/api/v1/posts?limit=100&include=html,toc,markdown,text,blocks&positions=true"


def resident_mib(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024


def large_pages_end_early():
    """One request for every form of many large posts"""
    line = "A *word* and a `second` one, [linked](https://example.com/) to **another**.\n\n"
    with scratch_folder() as folder:
        for number in range(POSTS):
            write(folder, {f"p{number}.md": f"---\ndate: 2024-01-01\n---\n{line * (BYTES // len(line))}"})
        with Server(folder) as server:
            client = Client(server.base)
            server.forget_peak_memory()
            before = resident_mib(server)
            began = time.monotonic()
            first = client.send("GET", FIRST, timeout=60)
            seconds, peak = time.monotonic() - began, server.peak_memory_mib()
            note(f"the first page has {len(first.body) / 2**20:.1f} MiB after {seconds:.1f} s; {before:.0f} MiB "
                 f"were resident before, {peak:.0f} MiB at most")
            check("a page is not larger than `max_answer`", len(first.body) <= MAX_ANSWER, f"{len(first.body)} bytes")
            check("and reports that it ended early",
                  first.json()["meta"]["pagination"].get("truncated") is True, first.json()["meta"])
            slugs, largest, target = [], 0, FIRST
            for _ in range(2 * POSTS):
                answer = first if target == FIRST else client.send("GET", target, timeout=60)
                largest = max(largest, len(answer.body))
                slugs += [post["slug"] for post in answer.json()["data"]]
                target = answer.json()["links"]["next"]
                if target is None:
                    break
            equal("the links to the next page lead to every post once", sorted(slugs), sorted(f"p{n}" for n in range(POSTS)))
            check("no page is larger", largest <= MAX_ANSWER, f"{largest} bytes")
            peak = server.peak_memory_mib()
            note(f"after all pages, {peak:.0f} MiB were resident at most")
            check(f"resident memory rises by less than {MOST_RISE_MIB} MiB", peak - before < MOST_RISE_MIB,
                  f"from {before:.0f} to {peak:.0f} MiB")


class Elements(html.parser.HTMLParser):
    """The elements of an HTML fragment with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


GLOBALS = ["__proto__", "body", "cookie", "location", "documentElement", "constructor"]


def raw_html_names_no_globals():
    """Ids and names in raw HTML"""
    lines = [f'<a id="{name}">x</a>\n\n<a name="{name}">x</a>\n\n<div id="{name}">x</div>\n' for name in GLOBALS]
    windows = ['<a href="https://example.com/" target="_blank">x</a>',
               '<a href="https://example.com/" target="_blank" rel="nofollow">x</a>']
    text = "\n\n".join(["## A heading", *lines, *windows])
    with scratch_folder() as folder:
        write(folder, {"raw.md": f"---\ntitle: Raw\n---\n{text}\n"})
        with Server(folder) as server:
            found = Elements(Client(server.base).get("/api/v1/posts/raw").json()["data"]["html"]).found
    values = {attributes[key] for _, attributes in found for key in ("id", "name") if key in attributes}
    equal("ids and names in raw HTML have a prefix, those of headings do not", sorted(values),
          sorted(["a-heading", *(f"user-content-{name}" for name in GLOBALS)]))
    opened = [(attributes.get("rel") or "").split() for _, attributes in found if attributes.get("target") == "_blank"]
    check("what opens in a new window has no access to the page",
          len(opened) == 2 and all("noopener" in rel for rel in opened), opened)



SECTIONS = [large_pages_end_early, raw_html_names_no_globals]
