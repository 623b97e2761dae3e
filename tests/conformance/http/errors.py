"""Invalid requests."""

from tally import check, equal
from wire import segment

POSTS = "/api/v1/posts"


def named(problem):
    return sorted({error["name"] for error in problem["errors"]})


def wrong_values(site):
    """Invalid values"""
    wrong = {
        "page": ("0", "-1", "1.5", "abc", "99999999999999999999999", "1e3", "+"),
        "limit": ("-1", "101", "1.0", "abc", "0x10", "99999999999999999999999"),
        "sort": ("nonsense", "-", "--date", "date;drop", "+"),
        "fields": ("nonsense", "title,nonsense"),
        "include": ("nonsense",),
        "facets": ("nonsense", "tag,nonsense"),
        "status": ("nonsense",),
        "dateFrom": ("2024-13", "2024-02-30", "24", "yesterday", "2024-1-1", "2024-01-01T00:00:00Z", "-2024"),
        "dateTo": ("2024-03-39",),
        "updatedSince": ("2024-01-01", "now", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00"),
        "readTimeMin": ("-1", "x", "1.5"),
        "readTimeMax": ("x", "99999999999999999999999"),
        "cursor": ("nonsense", "AAAA", "!", "x" * 5000),
        "slug": (",".join(f"s{n}" for n in range(101)),),
    }
    for name, values in wrong.items():
        for value in values:
            answer = site.client.get(POSTS, {name: value})
            shown = value if len(value) < 40 else value[:40] + "…"
            if not equal(f"{name}={shown} is 400", (answer.status, answer.type), (400, "application/problem+json")):
                continue
            problem = answer.json()
            equal(f"{name}={shown} is reported", (problem["code"], named(problem), problem["errors"][0]["in"]),
                  ("invalid_parameter", [name], "query"))
    sort = site.client.get(POSTS, {"sort": "titel"}).json()["errors"][0]
    check("an invalid sort key: allowed values and a suggestion", {"date", "title", "slug"} <= {
        str(a).lstrip("-") for a in sort.get("allowed") or []} and sort.get("suggestion") == "title", sort)
    field = site.client.get(POSTS, {"fields": "titel"}).json()["errors"][0]
    equal("an invalid field: a suggestion", field.get("suggestion"), "title")
    for name in ("page", "limit", "dateFrom", "cursor", "updatedSince", "readTimeMin"):
        value = "2024" if name == "dateFrom" else "2024-01-01T00:00:00Z" if name == "updatedSince" else "1"
        answer = site.client.get(POSTS, [(name, value), (name, value)])
        equal(f"{name} twice is 400", answer.status, 400)
    secret = site.client.get(POSTS, {"status": "draft"})
    check("drafts need the preview token", secret.status in (400, 401), secret)


def unknown_parameters(site):
    """Unknown parameters"""
    for name, near in {"tga": "tag", "pagee": "page", "limt": "limit", "Tag": "tag", "category_not": "categoryNot"}.items():
        answer = site.client.get(POSTS, {name: "1"})
        problem = answer.json()
        equal(f"the unknown parameter {name} is 400", (answer.status, problem.get("code"), named(problem)),
              (400, "invalid_parameter", [name]))
        equal(f"{name}: the nearest known name", problem["errors"][0].get("suggestion"), near)
    for path in ("/api/v1/tags", "/api/v1/archive", "/api/v1/site", f"{POSTS}/{segment(site.posts[0].slug)}",
                 f"/api/v1/tags/{segment(site.posts[0].tags[0])}"):
        equal(f"{path} rejects an unknown parameter", site.client.get(path, {"nonsense": "1"}).status, 400)
        equal(f"{path} rejects an unknown parameter without a value", site.client.send("GET", path + "?nonsense").status, 400)
    many = site.client.get(POSTS, [(f"p{n}", "1") for n in range(2000)])
    equal("two thousand unknown parameters are 400", many.status, 400)
    hostile = site.client.get(POSTS, {"<script>alert(1)</script>": "<b>"})
    equal("markup as a name is 400", hostile.status, 400)


def all_at_once(site):
    """All problems of a request at once"""
    answer = site.client.get(POSTS, {"page": "0", "limit": "-1", "sort": "nonsense", "dateFrom": "2024-13",
                                     "fields": "nonsense", "tga": "x"})
    problem = answer.json()
    equal("all problems of a request are reported at once", named(problem),
          ["dateFrom", "fields", "limit", "page", "sort", "tga"])
    two = site.client.get(POSTS, {"fields": "nonsense,title,rubbish"}).json()
    equal("both invalid items of a list are reported", sorted(str(e["value"]) for e in two["errors"]), ["nonsense", "rubbish"])


def not_there(site):
    """404"""
    for path in ("/nowhere", "/api", "/api/v1", "/api/v2/posts", "/api/v1/nowhere", "/api/v1/posts/a/b/c",
                 "/api//v1/posts", "/docs/nowhere.js", "/posts/nowhere", "/.git/config", "/API/V1/POSTS"):
        answer = site.client.send("GET", path)
        equal(f"{path} is 404 route_not_found", (answer.status, answer.json().get("code")), (404, "route_not_found"))
    post = site.posts[0]
    near = post.slug + "x"
    answer = site.client.send("GET", f"{POSTS}/{segment(near)}")
    problem = answer.json()
    equal("a missing post is 404 post_not_found", (answer.status, problem.get("code")), (404, "post_not_found"))
    check("with the nearest slug", any(post.slug in str(e.get("suggestion")) for e in problem["errors"]), problem)
    for name in ("..", "%2e%2e", "%2e%2e%2fCargo.toml", "..%5c", "a%00b", "%20", "%E2%80%AE", "a" * 5000, "con", "🦀"):
        target = f"{POSTS}/{name if name.isascii() else segment(name)}"
        answer = site.client.send("GET", target)
        check(f"{target[:60]} is 400 or 404", answer.status in (400, 404), answer)
    both = site.client.get(f"{POSTS}/no-such-post", {"include": "nonsense"})
    check("an invalid parameter for a missing post is reported", both.status in (400, 404), both)


def broken_requests(site):
    """Malformed targets"""
    for query in ("tag=%", "tag=%Z", "tag=%ZZ", "tag=%FF", "tag=%C3%28", "tag=%ED%A0%80", "%FF=1", "tag=a%0", "%=%"):
        answer = site.client.send("GET", f"{POSTS}?{query}")
        equal(f"?{query} is 400", (answer.status, answer.type), (400, "application/problem+json"))
    for path in (f"{POSTS}/%", f"{POSTS}/%ZZ", f"{POSTS}/%FF", f"{POSTS}/%C3%28", "/api/v1/tags/%FF", "/%FF", "/%ZZ",
                 "/problems/%FF", "/docs/%FF"):
        answer = site.client.send("GET", path)
        check(f"{path} is 400 or 404", answer.status in (400, 404) and answer.type == "application/problem+json", answer)
    for target in (f"{POSTS}?tag=" + "x" * 20_000, f"{POSTS}?tag=" + "x" * 100_000, "/" + "x" * 100_000, f"{POSTS}/" + "%E5%86%85" * 11_000):
        answer = site.client.send("GET", target)
        equal(f"a URL of {len(target)} bytes is 414", (answer.status, answer.type), (414, "application/problem+json"))
    for target, status in {f"{POSTS}?": 200, f"{POSTS}?&&": 200, f"{POSTS}?tag": 200, f"{POSTS}?=": 400,
                           f"{POSTS}?tag=a+b": 200, f"{POSTS}?tag=%00": 200}.items():
        answer = site.client.send("GET", target)
        check(f"{target} is {status}", answer.status in (status, 400) if "%00" in target else answer.status == status, answer)
    many = site.client.send("GET", f"{POSTS}?" + "&".join(f"tag=t{n}" for n in range(1000)))
    check("a thousand tags are accepted or rejected", many.status in (200, 400), many)
    plus = site.client.send("GET", f"{POSTS}?tag={'%2C' * 1000}")
    equal("a list of commas counts as absent", plus.status, 200)


SECTIONS = [wrong_values, unknown_parameters, all_at_once, not_there, broken_requests]
