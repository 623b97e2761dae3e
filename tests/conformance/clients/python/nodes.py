"""Lists the nodes of a body, with a branch for each kind and no cast."""

from collections.abc import Iterator
from enum import Enum
from typing import assert_never

from client import (
    Flow, MdastBlockquote, MdastBreak, MdastCode, MdastDelete, MdastEmphasis, MdastFootnoteDefinition,
    MdastFootnoteReference, MdastHeading, MdastHtml, MdastImage, MdastInlineCode, MdastInlineMath, MdastLink, MdastList,
    MdastMath, MdastParagraph, MdastRoot, MdastStrong, MdastTable, MdastText, MdastThematicBreak, Phrasing, flow,
    optional, phrasing,
)


def show(value: object) -> str:
    """Returns a value as the other programs print it."""
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def nodes(root: MdastRoot) -> Iterator[str]:
    """Returns a line for each node of a body, parents before children."""
    yield "root"
    yield from of_flow(flow(root.children))


def of_flow(blocks: list[Flow]) -> Iterator[str]:
    for node in blocks:
        match node:
            case MdastHeading():
                data = optional(node.data)
                yield f"heading {node.depth} {show(data and data.id)}"
                yield from of_phrasing(phrasing(node.children))
            case MdastParagraph():
                yield "paragraph"
                yield from of_phrasing(phrasing(node.children))
            case MdastBlockquote():
                alert = optional(node.data)
                yield f"blockquote {show(alert and f'{show(alert.alert)} {alert.title}')}"
                yield from of_flow(flow(node.children))
            case MdastFootnoteDefinition():
                yield f"footnoteDefinition {node.identifier}"
                yield from of_flow(flow(node.children))
            case MdastList():
                yield f"list {show(node.ordered)} {show(node.start)}"
                for item in node.children:
                    yield f"listItem {show(item.checked)}"
                    yield from of_flow(flow(item.children))
            case MdastTable():
                yield f"table {' '.join(map(show, node.align))}"
                for row in node.children:
                    yield "tableRow"
                    for cell in row.children:
                        yield "tableCell"
                        yield from of_phrasing(phrasing(cell.children))
            case MdastCode():
                yield f"code {show(node.lang)} {show(node.meta)} [{node.value}]"
            case MdastMath():
                yield f"math {show(node.meta)} [{node.value}]"
            case MdastHtml():
                yield f"html [{node.value}]"
            case MdastThematicBreak():
                yield "thematicBreak"
            case _:
                assert_never(node)


def of_phrasing(inline: list[Phrasing]) -> Iterator[str]:
    for node in inline:
        match node:
            case MdastText():
                yield f"text [{node.value}]"
            case MdastInlineCode():
                yield f"inlineCode [{node.value}]"
            case MdastInlineMath():
                yield f"inlineMath [{node.value}]"
            case MdastHtml():
                yield f"html [{node.value}]"
            case MdastEmphasis():
                yield "emphasis"
                yield from of_phrasing(phrasing(node.children))
            case MdastStrong():
                yield "strong"
                yield from of_phrasing(phrasing(node.children))
            case MdastDelete():
                yield "delete"
                yield from of_phrasing(phrasing(node.children))
            case MdastLink():
                yield f"link {node.url} {show(node.title)}"
                yield from of_phrasing(phrasing(node.children))
            case MdastImage():
                size = optional(node.data)
                yield f"image {show(size and f'{size.width}x{size.height}')} {node.alt}"
            case MdastFootnoteReference():
                yield f"footnoteReference {node.identifier}"
            case MdastBreak():
                yield "break"
            case _:
                assert_never(node)
