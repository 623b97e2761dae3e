"""Reads a server through a generated client and prints what expected.txt lists."""

import client
from client import optional
from nodes import nodes, show

posts: list[client.PostSummary] = []
pages = 0
cursor: str | None = None
while True:
    page = client.list_posts(cursor)
    pages += 1
    posts += page.data
    cursor = page.meta.pagination.next_cursor
    if cursor is None:
        break
print(f"walk {pages} pages, {page.meta.pagination.total} posts: {' '.join(post.slug for post in posts)}")
for summary in posts:
    published, cover = summary.published_at, summary.cover
    print(f"date {summary.slug}: {show(client.day(summary))} {show(published and int(published.timestamp()))}")
    print(f"cover {summary.slug}: {show(cover and f'{show(cover.width)}x{show(cover.height)} {show(cover.alt)}')}")

post, etag = client.post("every-kind")
print(f"post {post.title}: {', '.join(post.tags)}; {' '.join(entry.id for entry in post.toc)}; {post.extra['rating']}")
blocks = optional(post.blocks)
assert blocks is not None
for line in nodes(blocks):
    print(f"block {line}")

for slug in ("every-kind", "part-two", "undated", "中文搜索"):
    previous, following = client.neighbors(slug)
    print(f"neighbors {slug}: {show(previous and previous.slug)}, {show(following and following.slug)}")

hits = client.search("pelican").data
print(f"search {' '.join(hit.post.slug for hit in hits)}; {hits[0].highlights.text[0]}")

status, problem = client.absent("every-kin")
error = problem.errors[0]
print(f"problem {status} {problem.status} {problem.code}: {' '.join(problem.suggestions)};"
      f" {client.place(error)} {error.name} {show(error.suggestion)}")

status, unchanged = client.conditional("every-kind", etag)
print(f"unchanged {status} {'same ETag' if unchanged == etag else unchanged}")
