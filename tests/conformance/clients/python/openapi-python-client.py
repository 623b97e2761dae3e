"""Requests through the client of openapi-python-client."""

import datetime
import os
from typing import TypeAlias, TypeVar

from inkstone.api.posts import get_post, get_post_neighbors
from inkstone.api.posts import list_posts as list_posts_
from inkstone.api.search import search as search_
from inkstone.client import Client
from inkstone.models import *
from inkstone.models import GetPostIncludeItem as Include
from inkstone.types import Unset

Flow: TypeAlias = (MdastBlockquote | MdastCode | MdastFootnoteDefinition | MdastHeading | MdastHtml | MdastList
                   | MdastMath | MdastParagraph | MdastTable | MdastThematicBreak)
Phrasing: TypeAlias = (MdastBreak | MdastDelete | MdastEmphasis | MdastFootnoteReference | MdastHtml | MdastImage
                       | MdastInlineCode | MdastInlineMath | MdastLink | MdastStrong | MdastText)
T = TypeVar("T")

api = Client(os.environ["BASE"])


def flow(children: list[Flow]) -> list[Flow]:
    return children


def phrasing(children: list[Phrasing]) -> list[Phrasing]:
    return children


def optional(value: T | Unset) -> T | None:
    return None if isinstance(value, Unset) else value


def day(post: PostSummary) -> datetime.date | None:
    return post.date


def place(error: ParameterError) -> str:
    return error.in_


def list_posts(cursor: str | None) -> PostPage:
    if cursor is None:
        page = list_posts_.sync(client=api, limit=2)
    else:
        page = list_posts_.sync(client=api, limit=2, cursor=cursor)
    assert isinstance(page, PostPage)
    return page


def post(slug: str) -> tuple[Post, str]:
    response = get_post.sync_detailed(slug, client=api, include=[Include.BLOCKS])
    assert isinstance(response.parsed, PostAnswer)
    return response.parsed.data, response.headers["etag"]


def neighbors(slug: str) -> tuple[PostSummary | None, PostSummary | None]:
    answer = get_post_neighbors.sync(slug, client=api)
    assert isinstance(answer, NeighborsAnswer)
    return answer.data.previous, answer.data.next_


def search(q: str) -> SearchPage:
    page = search_.sync(client=api, q=q)
    assert isinstance(page, SearchPage)
    return page


def absent(slug: str) -> tuple[int, Problem]:
    response = get_post.sync_detailed(slug, client=api)
    assert isinstance(response.parsed, Problem)
    return response.status_code, response.parsed


def conditional(slug: str, etag: str) -> tuple[int, str]:
    response = get_post.sync_detailed(slug, client=api, include=[Include.BLOCKS], if_none_match=etag)
    return response.status_code, response.headers["etag"]
