"""Markdown designed to stall a parser: every representation in bounded memory and in time proportional to the size.

Each case creates a document of about 250 kB, which is less than the limit on the number of nodes rejects. If its response takes long enough to be measured, each representation is compared
with a document of a quarter of the size: four times the size may take at most eight times as long.
"""

import itertools
import threading
import time

from server import Server, scratch_folder
from tally import check, equal, note, sections
from wire import Client

SIZE = 250_000
# Larger than any file may be that consists of markup.
MARKS = 4 << 20
SECONDS = 10
STARTED = 60
MEASURABLE = 0.4
STEEPEST = 8
PARTS = {"whole": 1, "quarter": 4}
FORMS = ["html", "blocks", "text", "toc", "markdown"]


def repeat(unit, ending=""):
    return lambda size: unit * (size // len(unit.encode())) + ending


def numbered(line, before="", after=""):
    """Numbered lines."""
    def make(size):
        lines, length = [before], 0
        for number in itertools.count():
            lines.append(line.replace("#", str(number)))
            length += len(lines[-1].encode())
            if length >= size:
                return "".join(lines) + after
    return make


def around(opening, middle, closing):
    def make(size):
        times = size // len(opening + closing)
        return opening * times + middle + closing * times
    return make


def wide_table(size):
    columns = size // 12
    return "".join(f"|{cell * columns}|\n" for cell in ("a|", "-|", "b|")) * 2


def long_table(size):
    return "| a | b | c |\n|---|:-:|--:|\n" + "| 1 | `2` | *3* |\n" * (size // 18)


def table_of_missing_cells(size):
    """Rows that are padded to the width of the header: the worst case that GFM requires."""
    columns = 200
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|x\n" * min(size // 3, 1_000)


def backtick_runs(size):
    lines, length = [], 0
    for number in itertools.count(1):
        length += number + 1
        if length > size:
            return "".join(lines)
        lines.append("`" * number + "a")


def footnotes(size):
    times = size // 40
    return "".join(f"a[^n{n}] " for n in range(times)) + "\n\n" + "".join(f"[^n{n}]: note {n}\n\n" for n in range(times))


def one_footnote_often(size):
    return "a[^x] " * (size // 6) + "\n\n[^x]: note\n"


def references(size):
    times = size // 40
    return "".join(f"[l{n}][] " for n in range(times)) + "\n\n" + "".join(f"[l{n}]: /u{n} 't'\n" for n in range(times))


def one_long_definition(size):
    """References that would expand to a huge page: cmark limits the expansion."""
    return f"[a]: /{'u' * (size // 2)}\n\n" + "[a]" * (size // 6)


def nested_list(size):
    depth = 100
    block = "".join("  " * level + "- a\n" for level in range(depth)) + "\n"
    return block * (size // len(block))


def script_without_end(size):
    return "<script>\n" + "</ " * (size // 3) + ">\n"


CASES = {
    "a script without an end": script_without_end,
    "URLs with character references": repeat('<a href="zz&#122;"></a>'),
    "one missing picture often": repeat("![a](x.png)\n"),
    "open math": repeat("$$\na\n\n"),
    "open math in quotes": repeat("> $$\n"),
    "elements that nothing closes": repeat("x <details> <b>y\n\n"),
    "definitions before text": repeat("[a]: /u\n"),
    "open brackets": repeat("["),
    "nested brackets": around("[", "a", "]"),
    "brackets with text": repeat("[a"),
    "closing brackets": repeat("a]"),
    "open links": repeat("[a](b"),
    "open links in angle brackets": repeat("[a](<b"),
    "nested links": around("[", "a", "](u)"),
    "nested images": around("![", "a", "](u)"),
    "links with open titles": repeat('[a](b "c'),
    "nested parentheses of a URL": around("[a](" + "(", "u", ")"),
    "open emphasis": repeat("*a **a "),
    "open underscores": repeat("_a __a "),
    "closing emphasis": repeat("a** "),
    "mixed emphasis": repeat("*a_ **b__ "),
    "emphasis by threes": repeat("a***b"),
    "emphasis beside CJK": repeat("**。_中"),
    "nested emphasis": around("*a **a ", "b", "** a*"),
    "open strikethrough": repeat("~~a "),
    "single tildes": repeat("5~9 "),
    "deep quotes": repeat(">"),
    "many quotes": repeat("> " * 100 + "a\n"),
    "lists 100 deep": nested_list,
    "deep list markers": repeat("- "),
    "ordered markers": repeat("1. "),
    "many items": repeat("- a\n"),
    "many loose items": repeat("- a\n\n"),
    "many task items": repeat("- [ ] a\n"),
    "a wide table": wide_table,
    "a long table": long_table,
    "a table of missing cells": table_of_missing_cells,
    "pipes": repeat("|"),
    "open tables": repeat("|a|\n"),
    "lines of dashes": repeat("a\n-\n"),
    "backtick runs": backtick_runs,
    "open backticks": repeat("`a``b```c "),
    "footnotes": footnotes,
    "one footnote often": one_footnote_often,
    "footnotes without definition": numbered("a[^n#] "),
    "footnotes with headings": numbered("[^n#]: # a\n\n# b\n\n"),
    "footnotes in footnotes": numbered("[^n#]: a [^n#]\n\n", "[^n0]\n\n"),
    "definitions": numbered("[l#]: /u#\n"),
    "the same definition": repeat("[l]: /u\n"),
    "references": references,
    "references to one long definition": one_long_definition,
    "references without definition": numbered("[l#] [m#][] "),
    "labels of bare URLs": repeat("http://a.b/"),
    "bare hosts": repeat("www.a.b "),
    "addresses": repeat("a@b.c "),
    "an endless address": repeat("a@"),
    "an endless host": repeat("www.a"),
    "autolinks": repeat("<http://a.b>"),
    "open autolinks": repeat("<a:"),
    "open dollars": repeat("$a "),
    "double dollars": repeat("$$a "),
    "inline math": repeat("$a$ "),
    "open HTML blocks": repeat("<div>\n"),
    "open inline HTML": repeat("a <b>"),
    "HTML tags that end nowhere": repeat("<a b='"),
    "HTML attributes": repeat('<a b="c" '),
    "open comments": repeat("a <!-- "),
    "open declarations": repeat("a <!A "),
    "open instructions": repeat("a <?"),
    "open CDATA": repeat("a <![CDATA["),
    "open scripts": repeat("<script>\n"),
    "scripts in text": repeat("a <script> "),
    "closing tags": repeat("</b>"),
    "headings": numbered("# a\n"),
    "headings of one name and numbers": numbered("# a-#\n# a\n"),
    "deep headings": repeat("# a\n## b\n### c\n#### d\n##### e\n###### f\n"),
    "headings with attributes": numbered("# a {#b#}\n"),
    "a heading with open attributes": repeat("# a {#"),
    "alerts": repeat("> [!NOTE]\n> a\n\n"),
    "entities": repeat("&amp;&#65;&"),
    "escapes": repeat("\\*\\\\"),
    "hard breaks": repeat("a  \n"),
    "open fences": repeat("```\n~~~\n"),
    "one long line": repeat("word "),
    "one long CJK line": repeat("字。"),
    "combining marks": repeat("a\u0301"),
    "line ends": repeat("\r\n\r"),
    "tabs in quotes": repeat(">\t>\t"),
    "marks for more": repeat("<!-- more -->\n\n"),
}
CHARACTERS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\na0中。\u0301\u200d\U0001f468"
PAIRS = ["[]", "![", "](", "()", "<>", "</", "<!", "<?", "**", "*_", "_*", "~~", "``", "`\n", "$$", "$`", "[^", "^]", "]:", "||", "|\n",
         "- ", "-\n", "+\n", "1.", "1)", ">\n", "> ", "#\n", "# ", "=\n", "&;", "&#", "\\\n", "\\`", "::", "//", "@.", "a\n", "\n\t", "*a",
         "a*", "*中", "。*", "_a", "[a", "a]", "<a", "{#", "#}", "\u0301*", "\n>", "\n-", "~\n", "a|", "|-", ":-", "-:", "]["]
# Containers nested more than 256 deep are rejected with a diagnostic.
TOO_DEEP = {"deep quotes", "ordered markers", "tabs in quotes", "250 kB of '>'", "250 kB of '> '"}
CODE = {
    "rust": "fn f<'a>(x: &'a str) -> Option<u8> { x.bytes().map(|b| b + 1).next() } // note\n",
    "python": "def f(x: int = 3) -> str:\n    return f\"{x!r} {{}}\" + '''a''' # note\n",
    "javascript": "const f = async (x) => `a ${x + `b ${/c[/]d/g.test(x)}`}`; // note\n",
    "json": "{\"a\": [1, 2.5e3, null, true, {\"b\": \"\\u0041\"}]},\n",
    "cpp": "template <typename T> auto f(T&& x) { return R\"(a)\" + std::move(x); } /* note */\n",
    "html": "<div class=\"a\"><script>let x = 1 < 2;</script><style>a { b: c }</style>&amp;</div>\n",
}
CODE_CASES = {
    **{f"250 kB of {language}": repeat(line) for language, line in CODE.items()},
    "250 kB of open brackets in javascript": repeat("([{"),
    "250 kB of open strings in python": repeat("'''a\"\"\""),
    "250 kB of open comments in cpp": repeat("/* "),
    "1 MB on one line of rust": repeat("x(\"a\", 'b', 1) + "),
    "250 kB of regular expressions in javascript": repeat("a = /[/"),
}


def documents():
    """name → size → text; code last."""
    for name, make in CASES.items():
        yield name, make
    for unit in (*CHARACTERS, *PAIRS):
        yield f"250 kB of {unit!r}", repeat(unit)
    for name, make in CODE_CASES.items():
        language = name.split()[-1]
        yield name, lambda size, make=make, language=language: f"```{language}\n{make(size)}\n```\n"


def write(folder, documents, parts):
    for name, (number, make) in documents.items():
        for part in parts:
            text = f"---\ntitle: T\n---\n{make(SIZE // PARTS[part])}"
            (folder / f"{part}-{number}.md").write_text(text, newline="")
    (folder / "good.md").write_text("---\ntitle: Good\n---\nStill *here*.\n")


def on_pathological_markdown():
    """Pathological Markdown"""
    every = {name: (number, make) for number, (name, make) in enumerate(documents())}
    with scratch_folder() as folder:
        write(folder, every, ["whole"])
        with Server(folder, "--render-cache", "0", "--diagnostics", "--max-answer", "256MiB", timeout=120) as server:
            note(f"the server of {len(every)} documents was ready after {server.start_seconds:.1f} s with {server.peak_memory_mib():.0f} MiB")
            check(f"the server reads them within {STARTED} s", server.start_seconds < STARTED, f"{server.start_seconds:.1f} s")
            server.forget_peak_memory()
            before = server.peak_memory_mib()
            client = Client(server.base)
            forms = [form for form in FORMS if client.get("/api/v1/posts/good", {"fields": form}).status == 200]
            if "blocks" not in forms:
                note("skipped: the server has no blocks")
            refused = {name for name, (number, _) in every.items() if client.send("GET", f"/api/v1/posts/whole-{number}?fields=title").status == 404}
            equal("posts nested too deep are rejected, and no others", refused, TOO_DEEP)
            found = client.get("/api/v1/diagnostics", {"code": "nesting_too_deep"}).json()["data"]
            named = {d["path"] for d in found}
            equal("and reported", named, {f"whole-{every[name][0]}.md" for name in TOO_DEEP})
            slow = {}
            for name, (number, _) in every.items():
                if name in refused:
                    continue
                status, seconds = timed(client, f"whole-{number}", ",".join(forms))
                check(f"{name}: all representations are served within {SECONDS} s", status == 200 and seconds < SECONDS, f"{status}, {seconds:.1f} s")
                if seconds > MEASURABLE:
                    slow[name] = seconds
            for name in sorted(slow, key=slow.get, reverse=True)[:5]:
                note(f"{name} took {slow[name]:.2f} s")
            meanwhile(client, [every[name][0] for name in CODE_CASES])
            grown = server.peak_memory_mib() - before
            note(f"memory grew by at most {grown:.0f} MiB")
            check("memory stays bounded", grown < 768, f"{grown:.0f} MiB")
            equal("a good post is still served", client.get("/api/v1/posts/good").status, 200)
            equal("the server exits with 0", server.end(), 0)
    with scratch_folder() as folder:
        write(folder, {name: every[name] for name in slow}, PARTS)
        with Server(folder, "--render-cache", "0", "--max-answer", "256MiB", timeout=120) as server:
            for name in slow:
                for form in forms:
                    ratio = steepness(Client(server.base), every[name][0], form)
                    check(f"{name}: the time of {form} is proportional to its size", ratio < STEEPEST,
                          f"four times the size took {ratio:.1f} times as long")


def on_files_of_marks():
    """Files of 4 MiB of one mark: rejected, or parsed into few nodes"""
    units = [*"*_[]()<>&`~!#|:$-+.\\@\"'^=", "*a", "*_", "[^1]", "[a](b)", "_a ", "a\n", "- a\n", "|a|\n|-|\n"]
    cheap = set()
    for unit in units:
        with scratch_folder() as folder:
            (folder / "marks.md").write_text(f"---\ntitle: T\n---\n{unit * (MARKS // len(unit))}")
            (folder / "good.md").write_text("---\ntitle: Good\n---\nStill *here*.\n")
            with Server(folder, "--diagnostics", timeout=120) as server:
                client = Client(server.base)
                found = {d["code"] for d in client.get("/api/v1/diagnostics").json()["data"]}
                if not found & {"too_many_nodes", "nesting_too_deep"}:
                    cheap.add(unit)
                peak = server.peak_memory_mib()
                check(f"4 MiB of {unit!r} take less than 256 MiB", peak < 256, f"{peak:.0f} MiB")
                equal("a good post is still served", client.get("/api/v1/posts/good").status, 200)
    equal("only runs that are one token are accepted", cheap, set("*_()`~#+="))


def steepness(client, number, form):
    """How many times longer the whole takes than a quarter; 1 if it takes no time. Measured again if it seems too much."""
    for _ in range(3):
        whole = timed(client, f"whole-{number}", form)[1]
        if whole < MEASURABLE / 2:
            return 1
        ratio = whole / timed(client, f"quarter-{number}", form)[1]
        if ratio < STEEPEST:
            break
    return ratio


def timed(client, slug, fields):
    """The status, 0 if there was no response in time, and the seconds."""
    began = time.monotonic()
    try:
        status = client.send("GET", f"/api/v1/posts/{slug}?fields={fields}", timeout=3 * SECONDS).status
    except TimeoutError:
        status = 0
    return status, time.monotonic() - began


def meanwhile(client, numbers):
    """Other requests while large code is rendered"""
    ended = threading.Event()

    def draw():
        try:
            for number in numbers:
                timed(client, f"whole-{number}", "html")
        finally:
            ended.set()

    threads = [threading.Thread(target=draw) for _ in range(3)]
    for thread in threads:
        thread.start()
    waits = []
    while not ended.is_set():
        for target in ("/healthz", "/api/v1/posts/good?fields=title"):
            began = time.monotonic()
            status = client.send("GET", target).status
            waits.append(time.monotonic() - began if status == 200 else SECONDS)
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    note(f"the longest of {len(waits)} other requests took {max(waits):.3f} s while code was rendered")
    check("other requests are answered within a second while code is rendered", max(waits) < 1, f"{max(waits):.2f} s")


sections(on_pathological_markdown, on_files_of_marks)
