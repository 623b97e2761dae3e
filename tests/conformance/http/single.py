"""One post: every field compared with its file, the representations of the body, and the ways to request it."""

import datetime
import re

from posts_on_disk import CodeReader
from tally import check, equal
from wire import segment

POST = "/api/v1/posts/"


def parsed(moment):
    """RFC 3339 with offset → instant."""
    if moment is None:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", moment):
        raise ValueError(f"not RFC 3339 with offset: {moment}")
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))


def fetched(site, post, **query):
    answer = site.client.get(POST + segment(post.slug), {"lang": post.lang, **query})
    if answer.status != 200:
        raise AssertionError(repr(answer))
    return answer.json()["data"]


def fields(site):
    """Every field of every post"""
    for post in site.posts:
        found = fetched(site, post)
        expected = {
            "slug": post.slug, "title": post.title, "description": post.description, "date": post.date,
            "category": post.category, "categories": post.categories, "tags": post.tags, "authors": post.authors,
            "series": post.series, "lang": post.lang, "status": "published",
        }
        if post.read_time:
            expected["readTime"] = post.read_time
        if post.minutes:
            expected["readTimeMinutes"] = post.minutes
        equal(f"{site.name}: {post.path}: fields of the front matter", {k: found.get(k) for k in expected}, expected)
        equal(f"{site.name}: {post.path}: publishedAt", parsed(found["publishedAt"]), post.published_at)
        equal(f"{site.name}: {post.path}: updatedAt", parsed(found["updatedAt"]), post.updated_at)
        equal(f"{site.name}: {post.path}: other keys are in extra, in order", list(found["extra"]), list(post.extra))
        check(f"{site.name}: {post.path}: minutes and words are counted",
              found["readTimeMinutes"] >= 1 and found["wordCount"] >= 1, found)
        excerpt = found["excerpt"]
        check(f"{site.name}: {post.path}: the excerpt is short plain text",
              excerpt and len(excerpt) <= 210 and not re.search(r"</\w+>|\*\*|\]\(", excerpt), excerpt)
        if "<!-- more -->" not in post.markdown and post.description and len(post.description) <= 190:
            equal(f"{site.name}: {post.path}: the excerpt is the description", excerpt, post.description)


def bodies(site):
    """The representations of a body"""
    for post in site.posts:
        found = fetched(site, post, include="markdown,text")
        equal(f"{site.name}: {post.path}: markdown is the source without front matter",
              found["markdown"].lstrip("\n"), post.markdown.lstrip("\n"))
        reader = CodeReader(found["html"])
        equal(f"{site.name}: {post.path}: code in html is unchanged, with its language", reader.blocks, post.code_blocks())
        headings = post.headings()
        toc = flat(found["toc"])
        equal(f"{site.name}: {post.path}: toc has all headings with GitHub's ids",
              [(h["level"], h["id"], h["title"]) for h in toc], headings)
        check(f"{site.name}: {post.path}: toc is nested by level", nested(found["toc"], 0), found["toc"])
        check(f"{site.name}: {post.path}: every id of toc is in html", {h["id"] for h in toc} <= set(reader.ids), reader.ids)
        check(f"{site.name}: {post.path}: html has no script, handler or javascript: URL", harmless(reader), reader.tags)
        check(f"{site.name}: {post.path}: text has no markup and keeps code",
              not re.search(r"</(p|code|pre|h\d)>|^#{1,6} |^```", without_code(found["text"], post), re.M)
              and all(line.strip() in found["text"] for _, code in post.code_blocks() for line in code.splitlines()),
              found["text"])


def without_code(text, post):
    for _, code in post.code_blocks():
        text = text.replace(code.strip(), "")
        for line in code.splitlines():
            if line.strip():
                text = text.replace(line, "")
    return text


def flat(toc):
    for entry in toc:
        yield entry
        yield from flat(entry["children"])


def nested(toc, above):
    return all(entry["level"] > above and nested(entry["children"], entry["level"]) for entry in toc)


def harmless(reader):
    return not any(tag in ("script", "iframe", "object", "embed", "style") or any(
        name.startswith("on") or (name in ("href", "src") and re.match(r"\s*(javascript|vbscript):", value or "", re.I))
        for name, value in attributes.items()) for tag, attributes in reader.tags)


def superset(site):
    """A post has all keys of its summary"""
    summaries = site.client.get("/api/v1/posts", {"limit": 100}).json()["data"]
    for summary in summaries:
        post = site.client.get(POST + segment(summary["slug"]), {"lang": summary["lang"]}).json()["data"]
        equal(f"{site.name}: {summary['slug']} ({summary['lang']}): the same values as in the list",
              {k: post.get(k, "absent") for k in summary}, summary)
        check(f"{site.name}: {summary['slug']}: and more", set(summary) < set(post) and {"html", "toc"} <= set(post),
              sorted(post))


def as_markdown(site):
    """A post as Markdown"""
    for post in site.posts[:4]:
        query = {"lang": post.lang}
        whole = fetched(site, post, include="markdown")["markdown"].encode()
        path = POST + segment(post.slug)
        suffixed = site.client.get(path + ".md", query)
        accepted = site.client.get(path, query, {"Accept": "text/markdown"})
        preferred = site.client.get(path, query, {"Accept": "application/json;q=0.5, text/markdown"})
        for name, answer in {".md": suffixed, "Accept": accepted, "Accept with q": preferred}.items():
            equal(f"{site.name}: {post.slug} as Markdown by {name}", (answer.status, answer.type, answer.body),
                  (200, "text/markdown", whole))
        check(f"{site.name}: {post.slug}: Markdown is declared as UTF-8",
              "charset=utf-8" in suffixed.headers["Content-Type"].lower(), suffixed)
        for name, answer in {"Markdown": accepted, "JSON": site.client.get(path, query)}.items():
            check(f"{site.name}: {post.slug} as {name}: Vary contains Accept",
                  "accept" in [v.strip().lower() for v in (answer.headers.get("Vary") or "").split(",")], answer.headers)
        for wish in ("*/*", "application/*", "text/html,application/xhtml+xml,*/*;q=0.8"):
            equal(f"{site.name}: {post.slug}: Accept {wish} returns JSON", site.client.get(path, query, {"Accept": wish}).type,
                  "application/json")


def translations(site):
    """Languages and translations"""
    by_slug = {}
    for post in site.posts:
        by_slug.setdefault(post.matter.get("translationKey") or post.slug, []).append(post)
    for together in by_slug.values():
        for post in together:
            found = fetched(site, post, include="translations")["translations"]
            expected = sorted((o.lang, o.slug, o.title) for o in together if o is not post)
            equal(f"{site.name}: {post.path}: translations", [(t["lang"], t["slug"], t["title"]) for t in found], expected)
        same_slug = [p for p in together if p.slug == together[0].slug]
        if len(same_slug) < 2:
            continue
        for post in same_slug:
            path = POST + segment(post.slug)
            wished = site.client.get(path, headers={"Accept-Language": f"fr;q=0.9, {post.lang};q=0.8"})
            equal(f"{site.name}: {post.slug}: Accept-Language {post.lang}", wished.json()["data"]["lang"], post.lang)
        absent = site.client.get(path, {"lang": "fr"})
        equal(f"{site.name}: {path}: a missing language is 404", absent.status, 404)


def python_memory_management(site):
    """The post on Python's memory management, every field"""
    post = next(p for p in site.posts if p.path == "python-memory-management.md")
    answer = site.client.get(POST + "python-memory-management", {"include": "markdown,text"})
    found = answer.json()["data"]
    expected = {
        "slug": "python-memory-management",
        "title": "深入理解Python内存管理机制",
        "description": "探索Python的内存分配、垃圾回收和引用计数机制，以及如何优化内存使用",
        "excerpt": "探索Python的内存分配、垃圾回收和引用计数机制，以及如何优化内存使用",
        "date": "2025-01-15",
        "readTime": "12 分钟",
        "readTimeMinutes": 12,
        "category": "Python",
        "categories": ["Python"],
        "tags": ["Python", "内存管理", "性能优化"],
        "authors": [],
        "series": None,
        "lang": "zh",
        "status": "published",
        "cover": None,
        "expiresAt": None,
        "extra": {},
    }
    for key, value in expected.items():
        equal(f"python-memory-management: {key}", found.get(key, "absent"), value)
    midnight = datetime.datetime(2025, 1, 15, tzinfo=datetime.timezone.utc)
    equal("python-memory-management: publishedAt", parsed(found["publishedAt"]), midnight)
    equal("python-memory-management: updatedAt", parsed(found["updatedAt"]), midnight)
    toc = [(h["level"], h["id"], h["title"]) for h in flat(found["toc"])]
    equal("python-memory-management: toc", toc, [
        (1, "深入理解python内存管理机制", "深入理解Python内存管理机制"),
        (2, "引言", "引言"),
        (2, "引用计数", "引用计数"),
        (3, "引用计数的问题", "引用计数的问题"),
        (2, "垃圾回收", "垃圾回收"),
        (3, "三代回收策略", "三代回收策略"),
        (2, "内存池机制", "内存池机制"),
        (3, "小整数缓存", "小整数缓存"),
        (3, "字符串驻留", "字符串驻留"),
        (2, "内存优化技巧", "内存优化技巧"),
        (3, "1-使用生成器", "1. 使用生成器"),
        (3, "2-使用__slots__", "2. 使用__slots__"),
        (3, "3-使用数组而非列表", "3. 使用数组而非列表"),
        (2, "总结", "总结"),
        (2, "参考资料", "参考资料"),
    ])
    reader = CodeReader(found["html"])
    equal("python-memory-management: eight blocks of Python", [language for language, _ in reader.blocks], ["python"] * 8)
    equal("python-memory-management: their content is unchanged", [code for _, code in reader.blocks],
          [code for _, code in post.code_blocks()])
    check("python-memory-management: bold text next to Chinese is bold", "<strong>引用计数</strong>" in found["html"], found["html"])
    equal("python-memory-management: links are kept",
          [a.get("href") for tag, a in reader.tags if tag == "a" and (a.get("href") or "").startswith("http")],
          ["https://docs.python.org/3/library/gc.html", "https://realpython.com/python-memory-management/"])
    source = (post.path, found["markdown"].lstrip("\n"))
    equal("python-memory-management: markdown is the source", source, (post.path, post.markdown.lstrip("\n")))
    han = len(re.findall(r"[\u3400-\u4dbf\u4e00-\u9fff]", without_code(found["text"], post)))
    check("python-memory-management: wordCount is close to the number of Han characters and words",
          han <= found["wordCount"] <= han + 150, (han, found["wordCount"]))


SECTIONS = [fields, bodies, superset, as_markdown, translations]
