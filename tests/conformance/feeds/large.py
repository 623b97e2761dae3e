"""Sitemaps of more than 50,000 pages, and feeds of posts of 10 MB."""

import concurrent.futures
import gzip
import time
import xml.etree.ElementTree as ElementTree

from schemas import FAULTS, valid
from server import Server, scratch_folder
from tally import check, equal, note
from wire import Client

SITE, API = "https://site.example", "https://api.example"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = 50_010
# What a feed may take of the memory, beside the content itself: the source, the rendered body and both as a response.
MOST_MEMORY = 700
TEN_MEGABYTES = 10_000_000
PATIENCE = 120


def sitemap_index():
    """More than 50,000 pages are in several sitemaps"""
    with scratch_folder() as folder:
        content = folder / "content"
        for number in range(PAGES):
            if number % 1000 == 0:
                (content / str(number)).mkdir(parents=True)
            post = content / str(number // 1000 * 1000) / f"p{number}.md"
            post.write_text(f"---\ntitle: {number}\ndate: 2025-01-01\n---\n\nx\n", encoding="utf-8")
        with Server(content, "--site-url", SITE, "--public-url", API, "--no-watch", timeout=180) as server:
            client = Client(server.base)
            began = time.monotonic()
            index = client.get("/sitemap.xml")
            note(f"an index of {PAGES} pages: {time.monotonic() - began:.1f} s")
            valid("the index", "/sitemap", index.body)
            parts = [element.text for element in ElementTree.fromstring(index.body).iter(f"{NAMESPACE}loc")]
            equal("the index: its sitemaps", parts, [f"{API}/sitemap-1.xml", f"{API}/sitemap-2.xml"])
            found = []
            for part in parts:
                answer = client.get(part.removeprefix(API), headers={"Accept-Encoding": "gzip"})
                body = gzip.decompress(answer.body)
                valid(part, "/sitemap", body)
                urls = [element.text for element in ElementTree.fromstring(body).iter(f"{NAMESPACE}loc")]
                check(f"{part}: at most 50,000 pages and 50 MiB", len(urls) <= 50_000 and len(body) <= 50 << 20)
                found += urls
            expected = sorted(f"{SITE}/posts/p{number}" for number in range(PAGES))
            check("every page is in one sitemap", sorted(found) == expected, (len(found), found[:3]))
            equal("there is no third one", client.get("/sitemap-3.xml").status, 404)


def long_posts():
    """Posts of 10 MB in feeds: answers and memory are bounded, and the other posts are there"""
    with scratch_folder() as folder:
        content = folder / "content"
        content.mkdir()
        # Few marks: the pieces of text and markup of a post are limited too.
        line = "ink and stone 墨水与砚台 " * 30 + "&\n"
        body = (line * 20 + "\n") * (TEN_MEGABYTES // (20 * len(line.encode())))
        for number in range(3):
            post = f"---\ntitle: Long {number}\nlang: en\ndate: 2025-02-0{number + 1}\n---\n\n{body}"
            (content / f"long-{number}.md").write_text(post, encoding="utf-8")
        for number in range(3):
            post = f"---\ntitle: Short {number}\nlang: en\ndate: 2025-01-0{number + 1}\n---\n\nx\n"
            (content / f"short-{number}.md").write_text(post, encoding="utf-8")
        flags = ["--max-file-size", "16MiB", "--site-url", SITE, "--public-url", API]
        with Server(content, *flags, timeout=180) as server:
            client = Client(server.base)
            for path in ("/feed.json", "/feed.xml", "/atom.xml"):
                answer = client.send("GET", path, timeout=PATIENCE)
                valid("long posts", path, answer.body)
                for title in ("Long 0", "Long 1", "Long 2", "Short 0", "Short 1", "Short 2"):
                    check(f"long posts: {path} has {title}", title in answer.text, answer.text[:500])
                check(f"long posts: {path} is at most 8 MiB", len(answer.body) <= 8 << 20, len(answer.body))
                check(f"long posts: {path} has no rest", "cursor=" not in answer.text[:5000], answer.text[:500])
            server.forget_peak_memory()
            feeds = [path for path in FAULTS if path != "/sitemap"]
            targets = [f"{path}?limit={limit}" for limit in range(6, 16) for path in feeds]
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                statuses = set(pool.map(lambda target: Client(server.base).send("GET", target, timeout=PATIENCE).status, targets))
            check("long posts: 30 different feeds at once get responses", statuses <= {200, 503}, statuses)
            peak = server.peak_memory_mib()
            check(f"long posts: at most {MOST_MEMORY} MiB of memory", peak <= MOST_MEMORY, peak)
            note(f"30 feeds of 3 posts of 10 MB: {peak:.0f} MiB")
        flags += ["--max-answer", "64MiB", "--max-in-flight-bytes", "256MiB"]
        with Server(content, *flags, timeout=180) as server:
            client = Client(server.base)
            for path in ("/feed.json", "/feed.xml", "/atom.xml"):
                answer = client.send("GET", path, timeout=PATIENCE)
                valid("long posts as a whole", path, answer.body)
                is_whole = 3 * TEN_MEGABYTES < len(answer.body) <= 64 << 20
                check(f"long posts as a whole: {path}", is_whole, len(answer.body))
