"""Requests by hand, with the models of datamodel-code-generator."""

import datetime
import os
from typing import TypeAlias, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from inkstone import *

Flow: TypeAlias = (MdastBlockquote | MdastCode | MdastFootnoteDefinition | MdastHeading | MdastHtml | MdastList
                   | MdastMath | MdastParagraph | MdastTable | MdastThematicBreak)
Phrasing: TypeAlias = (MdastBreak | MdastDelete | MdastEmphasis | MdastFootnoteReference | MdastHtml | MdastImage
                       | MdastInlineCode | MdastInlineMath | MdastLink | MdastStrong | MdastText)
T = TypeVar("T")


def flow(children: list[Flow]) -> list[Flow]:
    return children


def phrasing(children: list[Phrasing]) -> list[Phrasing]:
    return children


def optional(value: T) -> T:
    return value


def day(post: PostSummary) -> datetime.date | None:
    return post.date


def place(error: ParameterError) -> str:
    return error.in_


def get(path: str, query: dict[str, object], headers: dict[str, str] = {}) -> tuple[int, str, bytes]:
    request = Request(f"{os.environ['BASE']}/api/v1/{path}?{urlencode(query)}", headers=headers)
    try:
        with urlopen(request) as response:
            return response.status, response.headers["etag"], response.read()
    except HTTPError as error:
        return error.code, error.headers["etag"], error.read()


def list_posts(cursor: str | None) -> PostPage:
    query: dict[str, object] = {"limit": 2} if cursor is None else {"limit": 2, "cursor": cursor}
    return PostPage.model_validate_json(get("posts", query)[2])


def post(slug: str) -> tuple[Post, str]:
    _, etag, body = get(f"posts/{quote(slug)}", {"include": "blocks"})
    return PostAnswer.model_validate_json(body).data, etag


def neighbors(slug: str) -> tuple[PostSummary | None, PostSummary | None]:
    near = NeighborsAnswer.model_validate_json(get(f"posts/{quote(slug)}/neighbors", {})[2]).data
    return near.previous, near.next


def search(q: str) -> SearchPage:
    return SearchPage.model_validate_json(get("search", {"q": q})[2])


def absent(slug: str) -> tuple[int, Problem]:
    status, _, body = get(f"posts/{quote(slug)}", {})
    return status, Problem.model_validate_json(body)


def conditional(slug: str, etag: str) -> tuple[int, str]:
    return get(f"posts/{quote(slug)}", {"include": "blocks"}, {"If-None-Match": etag})[:2]
