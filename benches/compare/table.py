"""Tables in Markdown."""

from figures import Figure, ratio, ratios


def table(head, rows):
    """Returns a table, or a sentence if there are no rows."""
    if not rows:
        return "Not measured yet."
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def winner(ours, theirs, name):
    """Returns which server has the higher values, if all rounds agree."""
    figures = ratios(ours, theirs)
    if min(figures) > 1:
        return "Inkstone"
    return f"**{name}**" if max(figures) < 1 else "neither in all rounds"


def ratio_text(ours, theirs):
    return Figure.of(ratios(ours, theirs)).text(ratio) if ours and theirs else "–"
