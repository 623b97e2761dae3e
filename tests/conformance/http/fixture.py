"""A folder of posts in every notation of the contract, and the expected result of each."""

import base64
import datetime

from single import POST, flat, parsed
from tally import check, equal
from wire import segment

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

FILES = {
    "2023-07-09-dated.md": "---\ntitle: Dated by its name\ntags: [one]\n---\nBody.\n",
    "as-written.md": "---\ntitle: 2024\ntags: [3.10, no, 1e3, 0x1F, ~, '', ' padded ', PADDED]\ncategory: yes\n"
                     "description: 007\nauthor: 12:30:45\ndate: 2024-02-29\nversion: 3.10\nflag: on\n---\nBody.\n",
    "hexo.md": "---\ntitle: Hexo\ndate: 2024/3/5 08:30:00\nupdated: 2024-03-06 10:00:00 +0800\ncategories:\n- 前端\n- 工程\n"
               "tags: 甲, 乙，丙、丁\n---\n",
    "cjk-date.md": "---\ntitle: 日期\ndate: 2024年3月7日\n---\n内容。\n",
    "dotted-date.md": "---\ntitle: Dotted\ndate: 2024.3.8\n---\nText.\n",
    "offset.md": "---\ntitle: Offset\ndate: 2024-03-09T23:30:00-05:00\n---\nText.\n",
    "toml.md": "+++\ntitle = \"TOML\"\ndate = 2024-04-01T12:00:00Z\ntags = [\"a\", \"b\"]\ndraft = false\n[more]\nkey = 1\n+++\nFrom Hugo.\n",
    "json.md": ";;;\n\"title\": \"JSON\", \"date\": \"2024-04-02\", \"tags\": [\"a\"]\n;;;\nFrom Hexo.\n",
    "object.md": "{\n  \"title\": \"Object\",\n  \"date\": \"2024-04-03\"\n}\n\nFrom Hugo.\n",
    "crlf.md": "\ufeff---\r\ntitle: 带BOM与CRLF\r\ndate: 2024-04-04\r\n---\r\n\r\n正文。\r\n",
    "plain.md": "# A heading for a title\n\nNo front matter at all.\n",
    "untitled.md": "Nothing but a paragraph.\n",
    "folder/index.md": "---\ntitle: Folder\ndate: 2024-04-05\n---\nIn a folder.\n",
    "内存 管理.md": "---\ntitle: 中文名\ndate: 2024-04-06\n---\n正文。\n",
    "slugged.md": "---\ntitle: Slugged\nslug: my own Slug\naliases: [old-name, /2019/old/path/]\ndate: 2024-04-07\n---\nx\n",
    "keys.md": "---\ntitle: Keys\npubDate: 2024-04-08\nlastmod: 2024-04-09\nsummary: Says it\nkeywords: [k]\nauthors: [Ada, 王]\n"
               "series: One\nlanguage: en-GB\nheroImage: ./pixel.png\nreading_time: about 7 min\nzeta: 1\nalpha: {b: [1, two], a: null}\n---\nx\n",
    "moved.md": "---\ntitle: Moved\nredirect_from: older\ndate: 2024-04-07\n---\nx\n",
    "zh-post.md": "---\ntitle: 译文\nlang: zh\ntranslationKey: pair\ndate: 2024-04-10\n---\n译文。\n",
    "en-post.md": "---\ntitle: Translation\nlang: en\ntranslationKey: pair\ndate: 2024-04-10\n---\nText.\n",
    "same/zh.md": "---\ntitle: 同名\nslug: same\nlang: zh\ndate: 2024-04-11\n---\n文。\n",
    "same/en.md": "---\ntitle: Same\nslug: same\nlang: en\ndate: 2024-04-11\n---\nText.\n",
    "draft.md": "---\ntitle: Draft\ndraft: true\ndate: 2024-01-01\n---\nx\n",
    "unpublished.md": "---\ntitle: Unpublished\npublished: false\ndate: 2024-01-01\n---\nx\n",
    "future.md": "---\ntitle: Future\ndate: 2999-01-01\n---\nx\n",
    "expired.md": "---\ntitle: Expired\ndate: 2020-01-01\nexpires: 2021-01-01\n---\nx\n",
    "expires-later.md": "---\ntitle: Later\ndate: 2020-01-01\nexpiryDate: 2999-01-01\n---\nx\n",
    "more.md": "---\ntitle: More\ndescription: Not this\ndate: 2024-04-12\n---\nThis is **shown** first.\n\n<!-- more -->\n\nNot this.\n",
    "first-paragraph.md": "---\ntitle: Paragraph\ndate: 2024-04-13\n---\n# Heading\n\nThe first paragraph with a [link](https://example.org).\n\nThe second, with which there are eighty characters.\n\nNot this.\n",
    "title-markup.md": "---\ntitle: 'A < B & \"C\" <script>alert(1)</script>'\ndate: 2024-04-14\n---\nx\n",
    "raw-html.md": "---\ntitle: Raw\ndate: 2024-04-15\n---\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n"
                   "[a](javascript:alert(1)) [b](data:text/html,x) <a href=\"JaVaScRiPt:alert(1)\">c</a>\n\n<iframe src=\"//x\"></iframe>\n\n<b>kept</b>\n",
    "headings.md": "---\ntitle: Headings\ndate: 2024-04-16\n---\n## One\n\n## One\n\n## C++ & `code` 你好！\n\n#### Deep\n\n## Own {#own}\n",
    "two-tildes.md": "---\ntitle: Tildes\ndate: 2024-04-17\n---\n5~9 度与 10~20 度，~~删除~~。**粗体（x）**后 https://example.org/a。中文\n",
    "crowded.md": "---\ntitle: 'Facts: a colon'\ndate: 2024-04-18\ncategory:\ntags:\ndescription:\nreadTime:\ncover:\n---\n" + "字" * 801 + "\n",
    "words.md": "---\ntitle: Words\ndate: 2024-04-19\n---\n" + "word " * 481 + "\n",
    "_hidden.md": "---\ntitle: Hidden\n---\nx\n",
    ".dot.md": "---\ntitle: Dot\n---\nx\n",
    ".folder/in.md": "---\ntitle: In\n---\nx\n",
    "README.md": "# About this folder\n",
    "notes.txt": "no post",
    "markdown-suffix.markdown": "---\ntitle: Suffix\ndate: 2024-04-20\n---\nx\n",
}
NOT_SERVED = ["_hidden", "hidden", ".dot", "dot", "in", "README", "notes", "draft", "unpublished", "future", "expired"]


def write(folder):
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    (folder / "pixel.png").write_bytes(PIXEL)


def post(client, slug, **query):
    answer = client.get(POST + segment(slug), query)
    if answer.status != 200:
        raise AssertionError(repr(answer))
    return answer.json()["data"]


def expect(client, slug, values, **query):
    found = post(client, slug, **query)
    for key, value in values.items():
        equal(f"fixture: {slug}: {key}", found.get(key, "absent"), value)
    return found


def at(*parts, offset=0):
    return datetime.datetime(*parts, tzinfo=datetime.timezone(datetime.timedelta(hours=offset)))


def text_stays_text(client):
    """Text stays text"""
    expect(client, "as-written", {"title": "2024", "tags": ["3.10", "no", "1e3", "0x1F", "padded"], "category": "yes",
                                  "description": "007", "authors": ["12:30:45"], "date": "2024-02-29"})
    expect(client, "title-markup", {"title": 'A < B & "C" <script>alert(1)</script>'})
    expect(client, "crowded", {"title": "Facts: a colon", "tags": [], "category": None, "categories": [],
                               "description": None, "cover": None, "readTime": "3 分钟", "readTimeMinutes": 3,
                               "wordCount": 801, "lang": "zh"})
    expect(client, "words", {"readTime": "3 min", "readTimeMinutes": 3, "wordCount": 481, "lang": "en"})
    expect(client, "hexo", {"tags": ["甲", "乙", "丙", "丁"], "categories": ["前端", "工程"], "category": "前端"})


def dates(client):
    """Dates"""
    for slug, day, moment in (
        ("dated", "2023-07-09", at(2023, 7, 9)), ("hexo", "2024-03-05", at(2024, 3, 5, 8, 30)),
        ("cjk-date", "2024-03-07", at(2024, 3, 7)), ("dotted-date", "2024-03-08", at(2024, 3, 8)),
        ("offset", "2024-03-09", at(2024, 3, 9, 23, 30, offset=-5)), ("toml", "2024-04-01", at(2024, 4, 1, 12)),
        ("json", "2024-04-02", at(2024, 4, 2)), ("plain", None, None),
    ):
        found = expect(client, slug, {"date": day})
        equal(f"fixture: {slug}: publishedAt", parsed(found["publishedAt"]), moment)
    equal("fixture: an authored offset is kept", post(client, "offset")["publishedAt"][-6:], "-05:00")
    equal("fixture: hexo: updatedAt", parsed(post(client, "hexo")["updatedAt"]), at(2024, 3, 6, 10, offset=8))
    listed = client.get("/api/v1/posts", {"limit": 100}).json()["data"]
    undated = [p["date"] is None for p in listed]
    check("fixture: undated posts are last", undated == sorted(undated) and any(undated), listed)


def notations(client):
    """Front matter in YAML, TOML, JSON and none"""
    expect(client, "toml", {"title": "TOML", "tags": ["a", "b"], "extra": {"more": {"key": 1}}})
    expect(client, "json", {"title": "JSON", "tags": ["a"]})
    expect(client, "object", {"title": "Object", "date": "2024-04-03"})
    expect(client, "crlf", {"title": "带BOM与CRLF", "date": "2024-04-04"})
    expect(client, "plain", {"title": "A heading for a title"})
    expect(client, "untitled", {"title": "untitled"})
    expect(client, "markdown-suffix", {"title": "Suffix"})
    found = expect(client, "keys", {
        "description": "Says it", "tags": ["k"], "authors": ["Ada", "王"], "series": "One", "lang": "en-GB",
        "date": "2024-04-08", "readTime": "about 7 min", "readTimeMinutes": 7,
    })
    equal("fixture: keys: updatedAt", parsed(found["updatedAt"]), at(2024, 4, 9))
    equal("fixture: keys: other keys are kept in order", list(found["extra"]), ["zeta", "alpha"])
    equal("fixture: keys: and whole", list(found["extra"]["alpha"]), ["b", "a"])
    check("fixture: keys: cover", found["cover"] and set(found["cover"]) == {"src", "alt", "width", "height"}, found["cover"])


def slugs(client):
    """Slugs, aliases and files that are not posts"""
    expect(client, "folder", {"title": "Folder"})
    expect(client, "内存-管理", {"title": "中文名"})
    expect(client, "my-own-Slug", {"title": "Slugged"})
    for old, new in {"old-name": "my-own-Slug", "older": "moved"}.items():
        answer = client.get(POST + old)
        equal(f"fixture: the alias {old} redirects to the post", (answer.status, answer.headers.get("Location")), (301, POST + new))
    answer = client.get(POST + segment("2019/old/path"))
    check("fixture: an alias with folders, encoded, redirects to the post or is 404", answer.status in (301, 404), answer)
    for slug in NOT_SERVED:
        equal(f"fixture: {slug} is not served", client.get(POST + slug).status, 404)
    listed = client.get("/api/v1/posts", {"limit": 100, "fields": "slug"}).json()
    equal("fixture: and in no list", sorted(set(NOT_SERVED) & {p["slug"] for p in listed["data"]}), [])
    hidden = ("_hidden.md", ".dot.md", ".folder/in.md", "README.md", "notes.txt", "draft.md", "unpublished.md",
              "future.md", "expired.md")
    equal("fixture: all others are", listed["meta"]["pagination"]["total"], len(FILES) - len(hidden))
    expect(client, "expires-later", {"title": "Later"})


def languages(client):
    """Translations and languages"""
    found = post(client, "zh-post", include="translations")["translations"]
    equal("fixture: translationKey joins two posts", found, [{"lang": "en", "slug": "en-post", "title": "Translation"}])
    found = post(client, "same", lang="zh", include="translations")["translations"]
    equal("fixture: the same slug joins two languages", found, [{"lang": "en", "slug": "same", "title": "Same"}])
    for wish, lang in {"zh": "zh", "en": "en", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "fr": "en", "en;q=0.1,zh;q=0.9": "zh"}.items():
        answer = client.get(POST + "same", headers={"Accept-Language": wish})
        equal(f"fixture: Accept-Language {wish}", answer.json()["data"]["lang"], lang)
        check(f"fixture: Accept-Language {wish}: it is in Vary", "accept-language" in (answer.headers.get("Vary") or "").lower(),
              answer.headers)
    equal("fixture: lang decides", post(client, "same", lang="zh")["lang"], "zh")
    equal("fixture: the site's language is the default", post(client, "same")["lang"], "en")


def bodies(client):
    """Bodies"""
    expect(client, "more", {"excerpt": "This is shown first."})
    expect(client, "first-paragraph", {"excerpt": "The first paragraph with a link. The second, with which there are eighty characters."})
    html = post(client, "raw-html")["html"]
    lowered = html.lower()
    check("fixture: raw HTML is sanitized", not any(bad in lowered for bad in (
        "<script", "onerror", "javascript:", "data:text/html", "<iframe")), html)
    check("fixture: harmless HTML is kept", "<b>kept</b>" in html, html)
    toc = [(h["level"], h["id"], h["title"]) for h in flat(post(client, "headings")["toc"])]
    equal("fixture: heading ids", toc, [(2, "one", "One"), (2, "one-1", "One"), (2, "c--code-你好", "C++ & code 你好！"),
                                        (4, "deep", "Deep"), (2, "own", "Own")])
    html = post(client, "two-tildes")["html"]
    check("fixture: one tilde stays text, two strike through", "5~9 度与 10~20 度" in html and "<del>删除</del>" in html, html)
    check("fixture: emphasis closes next to CJK punctuation", "<strong>粗体（x）</strong>后" in html, html)
    check("fixture: a bare URL ends where Chinese begins", 'href="https://example.org/a"' in html, html)


SECTIONS = [text_stays_text, dates, notations, slugs, languages, bodies]
