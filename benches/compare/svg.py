"""Bar charts as SVG, readable on a light and on a dark page."""

import math
from html import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 860, 260, 130, 24, 64
STYLE = """
text { font: 13px system-ui, "Noto Sans CJK SC", sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 } .note { fill: #59636e; font-size: 12px }
.axis { stroke: #c4cad1 } .one { stroke: #59636e; stroke-dasharray: 4 3 } .spread { stroke: #1f2328; stroke-width: 1.5 }
.a { fill: #2f6feb } .b { fill: #d97706 } .c { fill: #7c8794 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .note { fill: #9198a1 } .axis { stroke: #3d444d } .one { stroke: #9198a1 } .spread { stroke: #f0f6fc }
.a { fill: #539bf5 } .b { fill: #f0a04b } .c { fill: #768390 }
}
"""


def ticks(largest):
    """Returns round numbers from 0 up to at least `largest`, about five of them."""
    raw = largest / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    return [step * number for number in range(math.ceil(largest / step - 1e-9) + 1)]


def decades(smallest, largest):
    """Returns the powers of ten around some values."""
    low, high = math.floor(math.log10(smallest)), math.ceil(math.log10(largest))
    return [10.0 ** power for power in range(low, max(high, low + 1) + 1)]


def bars(title, note, rows, write, *, one=False, logarithmic=False):
    """Returns a chart: rows are (name, class, figure), or a name alone as a heading; `one` draws a line at 1."""
    figures = [row[2] for row in rows if len(row) > 1]
    high = max(figure.high for figure in figures)
    marks = decades(min(figure.low for figure in figures), high) if logarithmic else ticks(max(high, 1 if one else 0))
    room = WIDTH - LEFT - RIGHT

    def across(value):
        if logarithmic:
            return LEFT + room * math.log(max(value, marks[0]) / marks[0]) / math.log(marks[-1] / marks[0])
        return LEFT + room * value / marks[-1]

    bottom = TOP + ROW * len(rows)
    parts = [f'<text class="title" x="16" y="26">{escape(title)}</text>',
             f'<text class="note" x="16" y="46">{escape(note)}</text>']
    for mark in marks:
        x = across(mark)
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}"/>')
        parts.append(f'<text class="note" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{mark:,g}</text>')
    for number, row in enumerate(rows):
        y = TOP + ROW * number
        if len(row) == 1:
            parts.append(f'<text x="16" y="{y + 17}" style="font-weight: 600">{escape(row[0])}</text>')
            continue
        name, kind, figure = row
        end, low, top = across(figure.median), across(figure.low), across(figure.high)
        parts.append(f'<text x="{LEFT - 10}" y="{y + 17}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="{kind}" x="{LEFT}" y="{y + 5}" width="{max(end - LEFT, 1):.1f}" height="{ROW - 9}"/>')
        parts.append(f'<line class="spread" x1="{low:.1f}" x2="{top:.1f}" y1="{y + 12.5}" y2="{y + 12.5}"/>')
        parts.append(f'<text x="{top + 8:.1f}" y="{y + 17}">{write(figure.median)}</text>')
    if one:
        parts.append(f'<line class="one" x1="{across(1):.1f}" x2="{across(1):.1f}" y1="{TOP - 6}" y2="{bottom}"/>')
    return document(title, bottom + 30, parts)


def empty():
    """Returns a picture that says that nothing was measured."""
    return document("Not measured yet", 60, ['<text x="16" y="34">Not measured yet</text>'])


def document(title, height, parts):
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" role="img" aria-label="{escape(title)}">')
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>", ""])
