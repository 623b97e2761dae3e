"""Requests through the client of openapi-generator."""

import datetime
import os
from typing import TypeAlias, TypeVar

from inkstone import *
from inkstone.exceptions import ApiException, NotFoundException

Flow: TypeAlias = (MdastBlockquote | MdastCode | MdastFootnoteDefinition | MdastHeading | MdastHtml | MdastList
                   | MdastMath | MdastParagraph | MdastTable | MdastThematicBreak)
Phrasing: TypeAlias = (MdastBreak | MdastDelete | MdastEmphasis | MdastFootnoteReference | MdastHtml | MdastImage
                       | MdastInlineCode | MdastInlineMath | MdastLink | MdastStrong | MdastText)
T = TypeVar("T")

api = ApiClient(Configuration(host=os.environ["BASE"]))
posts_api = PostsApi(api)


def flow(children: list[MdastFlowContent]) -> list[Flow]:
    return [node for child in children if (node := child.actual_instance) is not None]


def phrasing(children: list[MdastPhrasingContent]) -> list[Phrasing]:
    return [node for child in children if (node := child.actual_instance) is not None]


def optional(value: T) -> T:
    return value


def day(post: PostSummary) -> datetime.date | None:
    return post.var_date


def place(error: ParameterError) -> str:
    return error.var_in


def list_posts(cursor: str | None) -> PostPage:
    return posts_api.list_posts(limit=2, cursor=cursor)


def post(slug: str) -> tuple[Post, str]:
    response = posts_api.get_post_with_http_info(slug, include=["blocks"])
    assert response.headers is not None
    return response.data.data, response.headers["etag"]


def neighbors(slug: str) -> tuple[PostSummary | None, PostSummary | None]:
    near = posts_api.get_post_neighbors(slug).data
    return near.previous, near.next


def search(q: str) -> SearchPage:
    return SearchApi(api).search(q=q)


def absent(slug: str) -> tuple[int, Problem]:
    try:
        posts_api.get_post(slug)
    except NotFoundException as error:
        assert isinstance(error.data, Problem)
        return error.status, error.data
    raise AssertionError("the post is there")


def conditional(slug: str, etag: str) -> tuple[int, str]:
    try:
        posts_api.get_post(slug, include=["blocks"], if_none_match=etag)
    except ApiException as error:
        assert error.headers is not None
        return error.status, error.headers["etag"]
    raise AssertionError("the post has changed")
