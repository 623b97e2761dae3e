"""A hidden post takes no name from a public one."""

from hidden import HIDDEN, write
from server import Server, scratch_folder
from tally import equal
from wire import Client


def post(*lines):
    return "\n".join(["---", "title: Hidden" if "H" in lines else "title: Public",
                      *(line for line in lines if line != "H"), "---", "Text.", ""])


def files(hidden):
    """Pairs of posts that compete for a name. The hidden ones come first."""
    return {
        "a-slug.md": post("H", "slug: same", hidden), "z-slug.md": post("slug: same"),
        "a-by-slug.md": post("H", "slug: old", hidden), "z-by-slug.md": post("slug: new", "aliases: [old]"),
        "a-by-alias.md": post("H", "slug: other", "aliases: [old-2]", hidden),
        "z-by-alias.md": post("slug: new-2", "aliases: [old-2]"),
        "a-copy.md": post("H", "slug: new-3", "aliases: [old-3]", hidden),
        "z-copy.md": post("slug: new-3", "aliases: [old-3]"),
        "a-tag.md": post("H", "lang: en", "tags: [web-dev]", hidden), "z-tag.md": post("lang: en", "tags: [web dev]"),
        "en.md": post("lang: en", "translationKey: k"),
        "zh-1.md": post("H", "lang: zh", "translationKey: k", hidden), "zh-2.md": post("lang: zh", "translationKey: k"),
    }


def hidden_posts_take_no_names():
    """Names of hidden and public posts"""
    for kind, line in HIDDEN.items():
        with scratch_folder() as folder:
            write(folder, files(line))
            with Server(folder) as server:
                client = Client(server.base)

                def data(target):
                    answer = client.send("GET", target)
                    return answer.json()["data"] if answer.status == 200 else answer.status

                def moved(slug):
                    answer = client.get(f"/api/v1/posts/{slug}")
                    return answer.status, answer.headers.get("Location")

                found = data("/api/v1/posts/same")
                equal(f"{kind}: no slug of a public post", found["title"] if found != 404 else 404, "Public")
                equal(f"{kind}: no alias, by its slug", moved("old"), (301, "/api/v1/posts/new"))
                equal(f"{kind}: no alias, by its aliases", moved("old-2"), (301, "/api/v1/posts/new-2"))
                equal(f"{kind}: no alias, as a copy", moved("old-3"), (301, "/api/v1/posts/new-3"))
                tags = [(tag["name"], tag["slug"]) for tag in data("/api/v1/tags")]
                equal(f"{kind}: no slug of a tag", tags, [("web dev", "web-dev")])
                translations = data("/api/v1/posts/en?include=translations")["translations"]
                equal(f"{kind}: no place of a translation", [t["slug"] for t in translations], ["zh-2"])
                listed = data("/api/v1/posts?limit=100")
                equal(f"{kind}: the list has the public posts only", {p["title"] for p in listed}, {"Public"})
                equal(f"{kind}: and all of them", len(listed), 7)


SECTIONS = [hidden_posts_take_no_names]
