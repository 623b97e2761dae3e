"""The HTML fragments that result from attacks, parsed by a second HTML parser that shares no code with the first."""

import json
import re
import warnings

import html5lib

from server import OUT
from tally import check, note, sections

warnings.simplefilter("ignore", html5lib.constants.DataLossWarning)
HTML = "{http://www.w3.org/1999/xhtml}"
# What Markdown produces, and what an author may write.
ELEMENTS = set("""a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup
    data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd li main
    mark nav ol p picture pre q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup table tbody td
    tfoot th thead time tr track tt u ul var video wbr""".split())
SCHEMES = set("""bitcoin feed ftp ftps gemini geo git http https im ipfs irc ircs magnet mailto matrix mms mx news nntp obsidian
    openpgp4fpr sftp sip sms smsto ssh tel tg url webcal xmpp zotero""".split())
FORBIDDEN = re.compile(r"on|style$|srcdoc$|form|action$|ping$|http-equiv$|background$|data$|.*[^a-z0-9-]")


def faults(tree):
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.removeprefix(HTML)
        if name != "DOCUMENT_FRAGMENT" and name not in ELEMENTS:
            yield f"<{name}>"
        for attribute, value in element.attrib.items():
            if FORBIDDEN.match(attribute):
                yield f"{attribute}={value!r}"
            elif attribute in ("href", "src", "poster", "cite"):
                plain = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))
                scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", plain)
                picture = name == "img" and re.match(r"data:image/(png|jpeg|gif|webp|avif)[;,]", plain, re.I)
                if scheme and scheme[1].lower() not in SCHEMES and not picture:
                    yield f"{attribute}={value!r}"


def on_all_pieces():
    """All fragments"""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    control = "<svg onload=alert(1)><b onclick=x><a href='java\nscript:x'>"
    check("the checks of the second parser detect attacks", len(list(faults(parser.parseFragment(control)))) >= 3)
    pieces = json.loads((OUT / "xss" / "pieces.json").read_text())
    found = []
    for piece in pieces:
        wrong = list(faults(parser.parseFragment(piece["html"])))
        if wrong:
            found.append(f"{'; '.join(wrong)} in {piece}")
    note(f"{len(pieces)} fragments of HTML were parsed")
    check("a second parser finds no attack that works", not found, "\n".join(found[:20]))


sections(on_all_pieces)
