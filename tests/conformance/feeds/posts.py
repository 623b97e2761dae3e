"""Posts that are hostile to feeds."""

TITLE = "<script>alert(1)</script> & ]]> \u202eשלום 😀"
LONG_URL = "https://pictures.example/" + "p" * 70_000

# Every control character and some noncharacters: as they are, as escapes of YAML, and as references of HTML.
CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), *range(127, 160), 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE]))
ESCAPED = "".join(f"\\x{code:02x}" for code in [*range(32), *range(127, 160)]) + "\\ufdd0\\ufffe\\uffff\\U0001fffe"
REFERENCES = "".join(f"&#{code};" for code in [*range(160), 0xD800, 0xFFFE, 0x110000])


def post(title, body, **more):
    lines = [f"title: {title}", *(f"{key}: {value}" for key, value in more.items())]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


FILES = {
    "rich.md": post(
        "'" + TITLE + "'", "# Part\n\n[a](#part) [b](other.md) [c](/c?x=1&y=2) [d](d/e) ![f](dot.svg) `]]>`[^1]\n\n"
        "<img src='dot.svg' srcset='dot.svg 1x'> <script>alert(1)</script>\n\n[^1]: Note.",
        lang="en", date="2025-03-01T08:00:00+08:00", updated="2025-04-01", tags="['a & <b>', 墨]", author="Ada",
        cover="dot.svg", description="'x < y & ]]>'"),
    "other.md": post("墨", "内\x0b容\ufffe。", lang="zh", date="2025-02-01"),
    "control.md": post('"a\\x01b\\ufffe"', "&#x1; &#xFFFE; \x08 x", lang="ar", date="2025-01-15"),
    "long.md": post("Long", ("word " * 20 + "& ") * 50_000, lang="en", date="2025-01-10"),
    "undated.md": post("Undated", "x", lang="en"),
    "empty.md": post("Empty", "", lang="en", date="0044-03-15"),
    "draft.md": post("Draft", "x", lang="en", draft="true"),
    "controls.md": post(
        f'"y{ESCAPED}z"', f"{CONTROLS} {REFERENCES}\n\n`{CONTROLS}`\n\n```\n{CONTROLS}\n```\n\n<b title='{CONTROLS}'>h</b>",
        date="2025-01-02", tags=f'["t{ESCAPED}u"]', author=f'"a{ESCAPED}b"', description=f'"d{ESCAPED}e"', lang="en"),
    "json.md": '{"title": "a\\ud800b \\ud83d\\ude00", "date": "2025-01-03", "lang": "en"}\n\nx\n',
    "right-to-left.md": post("\"\u202eevil\u202c \u2067שלום\u2069 \u200f(x) \u202eopen\"", "\u202e body", lang="he",
                             date="2025-01-04", tags='["\u202etag"]'),
    "sections.md": post("'x ]]> y <![CDATA[ z'", "]]> ]]]]>> <![CDATA[ q ]]> `]]>`\n\n```xml\n<![CDATA[ x ]]>\n```",
                        lang="en", date="2025-01-05", description="']]> d'"),
    "entities.md": post("'AT&amp;T &lt;b&gt; &copy; &nbsp; &bogus; &#0;'", "x", lang="en", date="2025-01-06"),
    "emoji.md": post("'👩‍👩‍👧‍👦 🏳️‍🌈 ﷽'", "😀", lang="en", date="2025-01-07", slug="'👩‍👩‍👧‍👦'"),
    "same-a.md": post("Same", "1", lang="en", date="2025-01-08"),
    "same-b.md": post("Same", "2", lang="en", date="2025-01-08"),
    "nothing.md": "---\n---\n",
    "text.md": "Only text.\n",
    "tags.md": post("Tags", "x", lang="en", date="2025-01-09", tags="[" + ", ".join(f"t{n}" for n in range(9_900)) + "]"),
    "title.md": post("'" + "long " * 20_000 + "'", "x", lang="en", date="2025-01-11"),
    "urls.md": post("URLs", f"![x]({LONG_URL}.png) [y](/{'r' * 70_000}) ![z](https://[::1) [c](//) <img src='https://a b/c'>",
                    lang="en", date="2025-01-12", cover=LONG_URL),
    "cover.md": post("Cover", "![x](data:image/png;base64,AAAA)", lang="en", date="2025-01-13", cover="'javascript:alert(1)'"),
    "host.md": post("Host", "![x](https://例子.中国/图.png)", lang="zh", date="2025-01-14", cover="'https://例子.中国/图 1.png'"),
    # Before the year 1 in UTC, and in the last year.
    "first.md": post("First", "x", lang="en", date="0001-01-01T00:00:00+14:00"),
    "last.md": post("Last", "x", lang="en", date="2024-01-01", updated="9999-12-31T23:59:59-14:00"),
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>',
}
FILES["name.md"] = post("Name", "x", lang="en", date="2025-01-16", slug="墨" * 300)

# Files that are set aside: the first have no text in UTF-8 or a half of a pair of code units, which YAML and TOML
# refuse, the last has more values than front matter may have, or a year that does not exist.
REFUSED = {
    "bytes.md": b"---\ntitle: \xed\xa0\x80\n---\nx\n",
    "yaml.md": b'---\ntitle: "a\\ud800b"\n---\nx\n',
    "toml.md": b'+++\ntitle = "a\\ud800b"\n+++\nx\n',
    "values.md": post("Values", "x", tags="[" + ", ".join(f"t{n}" for n in range(10_001)) + "]").encode(),
    "year.md": post("Year", "x", date="0000-03-01").encode(),
}
SLUGS = {"emoji": "👩‍👩‍👧‍👦", "name": "墨" * 300}
PUBLIC = {SLUGS.get(stem, stem) for stem in (name.removesuffix(".md") for name in FILES) if stem not in ("draft", "dot.svg")}
# Posts without a time that a feed can contain.
UNDATED = {"undated", "nothing", "text", "first"}
# Sitemaps have no URLs of more than 2,048 characters.
TOO_LONG = {SLUGS["name"]}


def write(folder):
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, content in REFUSED.items():
        (folder / name).write_bytes(content)
