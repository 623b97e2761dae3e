"""The contract's rules for posts, applied to the files and not to the server."""

import datetime
import html.parser
import pathlib
import re
import unicodedata

import yaml


class TextLoader(yaml.BaseLoader):
    """Every scalar as written: "text stays text"."""


ALIASES = {
    "description": ("description", "summary", "excerpt"),
    "date": ("date", "pubDate", "publishDate"),
    "updated": ("updated", "lastmod", "updated_at", "updatedDate", "modified"),
    "readTime": ("readTime", "reading_time", "readingTime", "readtime"),
    "categories": ("category", "categories"),
    "tags": ("tags", "tag", "keywords", "topics"),
    "authors": ("author", "authors"),
    "lang": ("lang", "language", "locale"),
    "cover": ("cover", "image", "thumbnail", "heroImage"),
    "aliases": ("aliases", "redirect_from"),
    "expires": ("expires", "expiryDate"),
}
OTHER = ("title", "slug", "translationKey", "series", "draft", "published")
KNOWN = {key for keys in ALIASES.values() for key in keys} | set(OTHER)


class DiskPost:
    """A post with YAML front matter, with the values required by the contract."""

    def __init__(self, root, path):
        text = path.read_text("utf-8-sig")
        fence = re.match(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", text.replace("\r\n", "\n"), re.S)
        if not fence:
            raise ValueError(f"{path}: this reader knows YAML between --- lines only")
        matter = yaml.load(fence.group(1), TextLoader) or {}
        self.path = path.relative_to(root).as_posix()
        self.matter = matter
        self.markdown = text.replace("\r\n", "\n")[fence.end():]
        self.title = matter["title"].strip()
        self.description = self._first("description") or None
        self.tags = self._terms("tags")
        self.categories = self._terms("categories")
        self.authors = self._terms("authors")
        self.series = matter.get("series") or None
        self.draft = matter.get("draft") == "true" or matter.get("published") == "false"
        self.date_text = self._first("date") or (re.match(r"\d{4}-\d{2}-\d{2}(?=-)", path.name) or [""])[0]
        found = re.match(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})", self.date_text)
        self.date = "{:0>4}-{:0>2}-{:0>2}".format(*found.groups()) if found else None
        self.published_at = instant(self.date_text)
        self.updated_at = instant(self._first("updated")) or self.published_at
        self.read_time = self._first("readTime") or None
        number = re.search(r"\d+", self.read_time or "")
        self.minutes = int(number[0]) if number else None
        self.slug = self._slug(path)
        self.lang = self._first("lang") or script(self.markdown)
        self.aliases = self._terms("aliases")
        self.cover = self._first("cover")
        self.extra = {key: value for key, value in matter.items() if key not in KNOWN}

    @property
    def category(self):
        return self.categories[0] if self.categories else None

    @property
    def key(self):
        return (self.slug, self.lang)

    def _first(self, name):
        for key in ALIASES[name]:
            if self.matter.get(key):
                value = self.matter[key]
                return value.strip() if isinstance(value, str) else value
        return None

    def _terms(self, name):
        value = self._first(name) or []
        items = value if isinstance(value, list) else re.split("[,，、]", value) if name == "tags" else [value]
        kept = {}
        for item in items:
            if item.strip():
                kept.setdefault(fold(item), item.strip())
        return list(kept.values())

    def _slug(self, path):
        if self.matter.get("slug"):
            name = self.matter["slug"]
        else:
            name = path.parent.name if path.stem in ("index", "README") else path.stem
            name = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", name)
        return unicodedata.normalize("NFC", "-".join(name.split()))

    def code_blocks(self):
        """(language, content) of the fenced blocks, in order."""
        return [(language, content) for kind, language, content in blocks(self.markdown) if kind == "code"]

    def headings(self):
        """(level, id, title) by GitHub's rules."""
        seen, found = {}, []
        for kind, level, content in blocks(self.markdown):
            if kind != "heading":
                continue
            own = re.search(r"\s*\{#([^\s}]+)\}$", content)
            title = plain(content[:own.start()] if own else content)
            base = "".join(c for c in title.lower() if c in " -_" or unicodedata.category(c)[0] in "LNM"
                           or unicodedata.category(c) == "Pc").replace(" ", "-")
            anchor, number = own.group(1) if own else base, 0
            while anchor in seen:
                number += 1
                anchor = f"{base}-{number}"
            seen[anchor] = True
            found.append((level, anchor, title))
        return found


def blocks(markdown):
    """The fenced code blocks, also in lists, and the ATX headings of a document."""
    fence = language = None
    indent, content = 0, []
    for line in markdown.split("\n"):
        opened = re.match(r"( *)(```+|~~~+)\s*([^\s`]*)", line)
        if fence is None and opened:
            indent, fence, language, content = len(opened.group(1)), opened.group(2), opened.group(3), []
        elif fence is not None and re.fullmatch(" *" + re.escape(fence[0]) + "{%d,}\\s*" % len(fence), line):
            yield "code", language, "".join(part + "\n" for part in content)
            fence = None
        elif fence is not None:
            content.append(line[min(indent, len(line) - len(line.lstrip(" "))):])
        elif heading := re.match(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*$", line):
            yield "heading", len(heading.group(1)), heading.group(2)


def plain(inline):
    """The text of simple inline Markdown."""
    parts = re.split(r"(`[^`]+`)", inline)
    for number, part in enumerate(parts):
        if number % 2:
            parts[number] = part.strip("`").strip() or part
        else:
            part = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", part)
            part = re.sub(r"\*\*(.+?)\*\*|\*(.+?)\*", lambda m: m[1] or m[2], part)
            parts[number] = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", part)
    return "".join(parts).strip()


def read_posts(root):
    """The posts of a folder."""
    root = pathlib.Path(root)
    found = []
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if not path.is_file() or path.suffix not in (".md", ".markdown"):
            continue
        if any(part.startswith(".") for part in parts) or path.name.startswith("_"):
            continue
        if path.name == "README.md" and not path.read_text("utf-8-sig").startswith("---"):
            continue
        found.append(DiskPost(root, path))
    return found


def public(posts):
    """The posts that are published now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return [p for p in posts if not p.draft and (p.published_at is None or p.published_at <= now)]


def default_order(posts):
    """Sort key: newest first, undated last, then by slug and language."""
    return sorted(posts, key=lambda p: (p.published_at is None,
                                        -(p.published_at.timestamp() if p.published_at else 0), p.slug, p.lang))


def instant(value):
    """An instant, in UTC if there is no offset."""
    if not value:
        return None
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
                             r"\s*(Z|[+-]\d{2}:?\d{2})?", value.strip()):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        zone = found.group(7)
        offset = datetime.timedelta()
        if zone and zone != "Z":
            digits = zone[1:].replace(":", "")
            offset = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
        return datetime.datetime(year, month, day, hour, minute, second,
                                 tzinfo=datetime.timezone(offset)).astimezone(datetime.timezone.utc)
    raise ValueError(f"no date: {value!r}")


def script(markdown):
    """The language by the predominant script of the prose."""
    prose = "".join(line for line in re.sub(r"^(```|~~~).*?^\1", "", markdown, flags=re.S | re.M).splitlines(True))
    hangul = len(re.findall(r"[\uac00-\ud7af]", prose))
    kana = len(re.findall(r"[\u3040-\u30ff]", prose))
    han = len(re.findall(r"[\u3400-\u4dbf\u4e00-\u9fff]", prose))
    latin = len(re.findall(r"[A-Za-z]+", prose))
    if hangul > max(han + kana, latin):
        return "ko"
    if han + kana > latin:
        return "ja" if 5 * kana > han else "zh"
    return "en"


def fold(term):
    return unicodedata.normalize("NFKC", term).strip().casefold()


class CodeReader(html.parser.HTMLParser):
    """Collects code blocks and ids of HTML."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.blocks, self.ids, self.tags = [], [], []
        self._pre = self._code = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "pre":
            self._pre = attributes
        elif tag == "code" and self._pre is not None:
            self._code = [attributes.get("class") or "", ""]

    def handle_data(self, data):
        if self._code is not None:
            self._code[1] += data

    def handle_endtag(self, tag):
        if tag == "code" and self._code is not None:
            language = re.search(r"language-(\S+)", self._code[0])
            self.blocks.append((language.group(1) if language else "", self._code[1]))
            self._code = None
        elif tag == "pre":
            self._pre = None
