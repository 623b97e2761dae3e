"""A minimal API over a folder of posts with FastAPI, as a site would write it. `POSTS` names the folder."""

import os
import pathlib

import yaml
from fastapi import FastAPI, HTTPException
from markdown_it import MarkdownIt
from pydantic import BaseModel


class Summary(BaseModel):
    slug: str
    title: str
    description: str | None = None
    date: str | None = None
    readTime: str | None = None
    category: str | None = None
    tags: list[str] = []
    author: str | None = None


class Post(Summary):
    html: str


class Page(BaseModel):
    data: list[Summary]
    total: int


class Single(BaseModel):
    data: Post


def read(file):
    text = file.read_text("utf-8")
    _, matter, content = text.split("---\n", 2)
    keys = yaml.load(matter, yaml.CSafeLoader)
    return Summary(slug=file.stem, **keys | {"date": str(keys["date"])}), content


markdown = MarkdownIt("commonmark").enable("table")
posts = sorted(map(read, pathlib.Path(os.environ["POSTS"]).glob("*.md")), key=lambda post: post[0].date, reverse=True)
summaries = [summary for summary, _ in posts]
by_slug = {summary.slug: (summary, content) for summary, content in posts}
rendered = {}
app = FastAPI(openapi_url=None)


@app.get("/posts")
async def list_posts(tag: str | None = None, category: str | None = None, page: int = 1, limit: int = 20) -> Page:
    found = [post for post in summaries
             if (tag is None or tag in post.tags) and (category is None or post.category == category)]
    return Page(data=found[(page - 1) * limit:page * limit], total=len(found))


@app.get("/posts/{slug}")
async def get_post(slug: str) -> Single:
    if slug not in by_slug:
        raise HTTPException(404)
    if slug not in rendered:
        # Rendered when it is first requested.
        summary, content = by_slug[slug]
        rendered[slug] = Single(data=Post(**summary.model_dump(), html=markdown.render(content)))
    return rendered[slug]
