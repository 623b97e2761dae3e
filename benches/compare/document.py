"""Writes the measured parts of the documents, between the marks that each has for them."""

import re

import plots
import summary
import tables
from place import ROOT

DOCUMENTS = {
    ROOT / "docs/performance.md": tables.PLACES | {"goals": summary.goals},
    ROOT / "README.md": {"summary": summary.english},
    ROOT / "README.zh.md": {"summary": summary.chinese},
}
MARK = re.compile(r"(<!-- compare: (\S+) -->\n)(.*?)(<!-- compare: end -->)", re.DOTALL)


def filled(text, places, results):
    """Returns a text whose marked places have the text of the results."""
    def replace(found):
        begin, name, _, end = found.groups()
        text = places[name](results)
        return f"{begin}\n{text}\n\n{end}" if text else f"{begin}{end}"
    return MARK.sub(replace, text)


def write(results):
    """Writes all documents and plots, and returns the files that have changed."""
    changed = []
    texts = {file: filled(file.read_text("utf-8"), places, results) for file, places in DOCUMENTS.items()}
    texts |= {ROOT / "docs" / name: picture for name, picture in plots.all_of(results).items()}
    for file, text in texts.items():
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            changed.append(file)
    return changed
