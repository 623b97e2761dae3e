"""Lists: envelope, pages, cursors, filters, sorts, facets, fields."""

import collections
import urllib.parse

from posts_on_disk import default_order, fold
from tally import check, equal
from wire import segment

POSTS = "/api/v1/posts"
SUMMARY_KEYS = {"slug", "title", "description", "excerpt", "date", "publishedAt", "updatedAt", "readTime",
                "readTimeMinutes", "wordCount", "category", "categories", "tags", "authors", "series", "lang",
                "cover", "status", "expiresAt", "sourcePath", "revision", "extra"}
TAXONOMIES = {"tag": "tags", "category": "categories", "author": "authors", "series": "series"}


def keys(data):
    return [(post["slug"], post["lang"]) for post in data]


def listed(site, query=None, path=POSTS):
    """The whole response of a list; raises an exception that shows any error."""
    answer = site.client.get(path, query)
    if answer.status != 200:
        raise AssertionError(f"{query}: {answer!r}")
    return answer.json()


def terms(post, name):
    """The terms that a post on disk has in a taxonomy."""
    if name == "series":
        return [post.series] if post.series else []
    return {"tag": post.tags, "category": post.categories, "author": post.authors}[name]


def has(post, name, *values):
    return bool({fold(t) for t in terms(post, name)} & {fold(v) for v in values})


def every(site, name):
    """Terms of the posts on disk with their counts, after folding."""
    counted = collections.Counter(fold(t) for post in site.posts for t in terms(post, name))
    spelt = {fold(t): t for post in site.posts for t in terms(post, name)}
    return {spelt[folded]: count for folded, count in counted.items()}


def envelope(site):
    """Envelope and first page"""
    answer = site.client.get(POSTS)
    body, total = answer.json(), len(site.posts)
    equal(f"{site.name}: a list is 200", answer.status, 200)
    equal(f"{site.name}: a list is application/json", answer.type, "application/json")
    equal(f"{site.name}: the envelope is data, meta, links", set(body), {"data", "meta", "links"})
    pagination = body["meta"]["pagination"]
    equal(f"{site.name}: the keys of pagination", set(pagination), {"page", "limit", "total", "pages", "nextCursor", "truncated"})
    equal(f"{site.name}: total is the number of posts on disk", pagination["total"], total)
    equal(f"{site.name}: page 1 of the default limit 20", (pagination["page"], pagination["limit"]), (1, 20))
    equal(f"{site.name}: pages", pagination["pages"], -(-total // 20))
    equal(f"{site.name}: X-Total-Count", answer.headers.get("X-Total-Count"), str(total))
    equal(f"{site.name}: the default order is -date, slug, lang", keys(body["data"]),
          [p.key for p in default_order(site.posts)][:20])
    equal(f"{site.name}: the keys of links", set(body["links"]), {"self", "first", "prev", "next", "last"})
    equal(f"{site.name}: no prev on the first page", body["links"]["prev"], None)
    equal(f"{site.name}: no warnings", body["meta"]["warnings"], [])
    shapes = {frozenset(post) for post in body["data"]}
    equal(f"{site.name}: no key of a summary is ever absent", len(shapes), 1)
    check(f"{site.name}: a summary has the keys of the contract and no body",
          all(SUMMARY_KEYS <= s and not s & {"html", "markdown", "text", "toc"} for s in shapes),
          [sorted(s ^ SUMMARY_KEYS) for s in shapes])


def pages(site):
    """Pages and links"""
    total, limit = len(site.posts), 5
    expected = [p.key for p in default_order(site.posts)]
    target, seen, number = f"{POSTS}?limit={limit}", [], 0
    while target and number <= total:
        answer = site.client.send("GET", target)
        body, number = answer.json(), number + 1
        seen += keys(body["data"])
        links = body["links"]
        header = {rel: links[rel] for rel in ("first", "prev", "next", "last") if links[rel]}
        equal(f"{site.name}: page {number}: the Link header equals links", answer.links, header)
        check(f"{site.name}: page {number}: links are path-absolute",
              all(link is None or link.startswith(POSTS) for link in links.values()), links)
        check(f"{site.name}: page {number}: self is the same page",
              site.client.send("GET", links["self"]).json()["data"] == body["data"], links)
        if number > 1:
            check(f"{site.name}: page {number}: prev is the previous page", site.client.send("GET", links["prev"])
                  .json()["meta"]["pagination"]["page"] == number - 1, links)
        target = links["next"]
    equal(f"{site.name}: next visits all posts once", seen, expected)
    last = site.client.send("GET", links["last"]).json()
    equal(f"{site.name}: last is the last page", last["meta"]["pagination"]["page"], -(-total // limit))
    past = listed(site, {"page": 1000, "limit": limit})
    equal(f"{site.name}: a page past the end is empty", (past["data"], past["meta"]["pagination"]["total"]), ([], total))
    equal(f"{site.name}: a page past the end has no next", past["links"]["next"], None)
    none = listed(site, {"limit": 0, "facets": "lang"})
    equal(f"{site.name}: limit=0 returns only counts", (none["data"], none["meta"]["pagination"]["total"]), ([], total))
    equal(f"{site.name}: limit=0 returns facets", sum(f["count"] for f in none["meta"]["facets"]["lang"]), total)
    equal(f"{site.name}: limit=100 is allowed", len(listed(site, {"limit": 100})["data"]), min(total, 100))
    kept = listed(site, [("limit", 1), ("tag", "a&b=c/内存")])["links"]["self"]
    equal(f"{site.name}: links keep the query, encoded",
          urllib.parse.parse_qs(urllib.parse.urlsplit(kept).query).get("tag"), ["a&b=c/内存"])


def cursors(site):
    """Cursors"""
    for query in ({}, {"sort": "title"}, {"sort": "-readTime,slug"}, {"sort": "updated"}):
        whole = keys(listed(site, {**query, "limit": 100})["data"])
        walked, cursor, steps = [], None, 0
        while steps <= len(site.posts):
            answer = listed(site, {**query, "limit": 3, **({"cursor": cursor} if cursor else {})})
            walked, cursor, steps = walked + keys(answer["data"]), answer["meta"]["pagination"]["nextCursor"], steps + 1
            if not cursor:
                break
        equal(f"{site.name}: cursors visit all posts once, in order ({query})", walked, whole)
    if len(site.posts) < 2:
        return
    cursor = listed(site, {"limit": 1})["meta"]["pagination"]["nextCursor"]
    other = site.client.get(POSTS, {"limit": 1, "cursor": cursor, "sort": "title"})
    equal(f"{site.name}: a cursor of another query is 400 cursor_mismatch",
          (other.status, other.json().get("code")), (400, "cursor_mismatch"))
    both = site.client.get(POSTS, {"cursor": cursor, "page": 2})
    equal(f"{site.name}: cursor and page together are 400", both.status, 400)
    rest = listed(site, {"limit": 100, "cursor": cursor})
    equal(f"{site.name}: limit may change between pages", len(rest["data"]), len(site.posts) - 1)


def term_filters(site):
    """Filters by term"""
    def expect(name, query, rule):
        found = keys(listed(site, [*(query.items() if isinstance(query, dict) else query), ("limit", 100)])["data"])
        equal(f"{site.name}: {name}", found, [p.key for p in default_order(site.posts) if rule(p)])

    for name in TAXONOMIES:
        known = list(every(site, name))
        for term in known:
            expect(f"{name}={term}", {name: term}, lambda p: has(p, name, term))
        for first, second in zip(known, known[1:]):
            if "," in first + second:
                continue
            expect(f"{name}={first}&{name}={second} means any", [(name, first), (name, second)],
                   lambda p: has(p, name, first, second))
            expect(f"{name}={first},{second} means the same", {name: f"{first},{second}"},
                   lambda p: has(p, name, first, second))
            for one, other in (("[]", "[]"), ("[0]", "[1]")):
                expect(f"{name}{one}={first}&{name}{other}={second} means the same",
                       [(name + one, first), (name + other, second)], lambda p: has(p, name, first, second))
            break
        if not known:
            continue
        term = known[0]
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in term)
        for shape in {term.upper(), term.lower(), f" {term} ", wide}:
            expect(f"{name}={shape} is folded", {name: shape}, lambda p: has(p, name, term))
        unknown = listed(site, {name: term + "xq"})
        equal(f"{site.name}: {name}: whole terms only", unknown["data"], [])
        warning = next((w for w in unknown["meta"]["warnings"] if w.get("value") == term + "xq"), None)
        check(f"{site.name}: {name}: an unknown term causes a warning with suggestions",
              warning and warning.get("code") and warning.get("suggestions"), unknown["meta"])
        names = {t for p in site.posts for t in terms(p, name)}
        check(f"{site.name}: {name}: suggestions are names as authored",
              warning and set(warning["suggestions"]) <= names, unknown["meta"])
        for term in known:
            if urllib.parse.quote(term) == term:
                continue
            twice = listed(site, {name: urllib.parse.quote(term, safe="")})
            equal(f"{site.name}: {name}={term} encoded twice matches nothing", twice["data"], [])
            suggestions = twice["meta"]["warnings"][0]["suggestions"]
            equal(f"{site.name}: {name}={term} encoded twice suggests it", fold((suggestions or [""])[0]), fold(term))
    for name in ("tag", "category"):
        known = list(every(site, name))
        if not known:
            continue
        a, b = known[0], known[-1]
        expect(f"{name}Not={a}", {f"{name}Not": a}, lambda p: not has(p, name, a))
        expect(f"{name}Not={a},{b}", {f"{name}Not": f"{a},{b}"}, lambda p: not has(p, name, a, b))
        expect(f"{name}={a} without {b}", {name: a, f"{name}Not": b}, lambda p: has(p, name, a) and not has(p, name, b))
    richest = max(site.posts, key=lambda p: len(p.tags)).tags[:2]
    expect(f"tagAll={','.join(richest)}", {"tagAll": ",".join(richest)}, lambda p: all(has(p, "tag", t) for t in richest))
    expect("tagAll repeated", [("tagAll", t) for t in richest], lambda p: all(has(p, "tag", t) for t in richest))
    tag, category = richest[0], site.posts[0].categories[0]
    expect(f"tag={tag} AND category={category}", {"tag": tag, "category": category},
           lambda p: has(p, "tag", tag) and has(p, "category", category))
    def in_range(lang):
        return lambda p: f"{p.lang}-".lower().startswith(f"{lang}-".lower())

    for lang in {p.lang for p in site.posts}:
        expect(f"lang={lang}", {"lang": lang}, in_range(lang))
        expect(f"lang={lang.upper()} in capitals", {"lang": lang.upper()}, in_range(lang))
        expect(f"lang={lang}-AQ falls back to {lang}", {"lang": f"{lang}-AQ"}, in_range(lang))
        warnings = listed(site, {"lang": f"{lang}-AQ"})["meta"]["warnings"]
        equal(f"{site.name}: lang={lang}-AQ causes a warning",
              [(w["value"], w["suggestions"]) for w in warnings], [(f"{lang}-AQ", [lang])])
        equal(f"{site.name}: lang={lang} causes none", listed(site, {"lang": lang})["meta"]["warnings"], [])
    expect("lang=zh,en", {"lang": "zh,en"}, lambda p: in_range("zh")(p) or in_range("en")(p))
    expect("empty values are as if absent", [(k, "") for k in (
        "tag", "tagAll", "tagNot", "category", "categoryNot", "author", "series", "lang", "slug", "dateFrom", "dateTo",
        "updatedSince", "readTimeMin", "readTimeMax", "status", "sort", "page", "cursor", "fields", "include", "facets")],
        lambda p: True)
    expect("empty items of a list are left out", {"tag": f",{tag},,"}, lambda p: has(p, "tag", tag))
    expect("utm_*, fbclid, gclid and _ are ignored", {"utm_source": "x", "utm_whatever": "", "fbclid": "1",
                                                      "gclid": "2", "_": "3"}, lambda p: True)
    expect("status=published is the default", {"status": "published"}, lambda p: True)


def other_filters(site):
    """Filters by slug, date and reading time"""
    ordered = default_order(site.posts)

    def found(**query):
        return keys(listed(site, {**query, "limit": 100})["data"])

    dates = sorted(p.date for p in ordered if p.date)
    day = dates[len(dates) // 2]
    for period in (day, day[:7], day[:4]):
        def inside(p, low, high):
            return p.date and (not low or p.date[:len(period)] >= period) and (not high or p.date[:len(period)] <= period)
        equal(f"{site.name}: dateFrom={period}", found(dateFrom=period), [p.key for p in ordered if inside(p, 1, 0)])
        equal(f"{site.name}: dateTo={period}", found(dateTo=period), [p.key for p in ordered if inside(p, 0, 1)])
        equal(f"{site.name}: {period} alone", found(dateFrom=period, dateTo=period),
              [p.key for p in ordered if inside(p, 1, 1)])
    moments = sorted(p.updated_at for p in ordered if p.updated_at)
    moment = moments[len(moments) // 2]
    equal(f"{site.name}: updatedSince is strictly later", found(updatedSince=moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
          [p.key for p in ordered if p.updated_at and p.updated_at > moment])
    shifted = f"{moment:%Y-%m-%d}T{(moment.hour + 8) % 24:02}:{moment:%M:%S}+08:00"
    if moment.hour < 16:
        equal(f"{site.name}: updatedSince supports offsets", found(updatedSince=shifted),
              [p.key for p in ordered if p.updated_at and p.updated_at > moment])
    if all(p.minutes for p in ordered):
        minutes = sorted(p.minutes for p in ordered)[len(ordered) // 2]
        equal(f"{site.name}: readTimeMin is inclusive", found(readTimeMin=minutes),
              [p.key for p in ordered if p.minutes >= minutes])
        equal(f"{site.name}: readTimeMax is inclusive", found(readTimeMax=minutes),
              [p.key for p in ordered if p.minutes <= minutes])
    wanted = list(dict.fromkeys(p.slug for p in reversed(ordered)))[:3]
    answer = listed(site, {"slug": ",".join([wanted[0], "no-such-slug", *wanted[1:]])})
    order = list(dict.fromkeys(slug for slug, _ in keys(answer["data"])))
    equal(f"{site.name}: slugs come in the given order", order, wanted)
    equal(f"{site.name}: absent slugs are in meta.missing", answer["meta"].get("missing"), ["no-such-slug"])
    answer = listed(site, [("sort", "-date")] + [("slug", slug) for slug in wanted])
    equal(f"{site.name}: unless sort is set", keys(answer["data"]), [p.key for p in ordered if p.slug in wanted])


def sorts(site):
    """Sorts"""
    key = {"date": "publishedAt", "updated": "updatedAt", "readTime": "readTimeMinutes", "slug": "slug", "title": "title"}
    for name, member in key.items():
        for sign in ("", "-"):
            data = listed(site, {"sort": sign + name, "limit": 100})["data"]
            equal(f"{site.name}: sort={sign}{name} contains all posts once", sorted(keys(data)),
                  sorted(p.key for p in site.posts))
            values = [post[member] for post in data]
            if name == "title":
                continue
            present = [v for v in values if v is not None]
            equal(f"{site.name}: sort={sign}{name} puts missing values last", values[:len(present)], present)
            equal(f"{site.name}: sort={sign}{name} is sorted", present, sorted(present, reverse=sign == "-"))
            ties = [(v, k) for v, k in zip(values, keys(data))]
            check(f"{site.name}: sort={sign}{name} ends with slug and language",
                  all(a[1] < b[1] for a, b in zip(ties, ties[1:]) if a[0] == b[0]), ties)
    by_category = listed(site, {"sort": "readTime,-date", "limit": 100})["data"]
    pairs = [(post["readTimeMinutes"], post["publishedAt"]) for post in by_category]
    check(f"{site.name}: a second sort key decides among equals",
          all(a[0] < b[0] or (a[0] == b[0] and (b[1] is None or (a[1] or "") >= b[1])) for a, b in zip(pairs, pairs[1:])), pairs)


def fields_and_include(site):
    """fields and include"""
    summary = set(listed(site)["data"][0])
    for value in ("title,date", "title"):
        found = listed(site, {"fields": value})["data"]
        check(f"{site.name}: fields={value} returns these, slug and lang",
              all(set(post) == {"slug", "lang", *value.split(",")} for post in found), found[:1])
    repeated = listed(site, [("fields", "title"), ("fields", "tags")])["data"][0]
    equal(f"{site.name}: fields repeated", set(repeated), {"slug", "lang", "title", "tags"})
    for post in listed(site, {"include": "terms"})["data"]:
        for name, key in TAXONOMIES.items():
            links = post["terms"][key] if name != "series" else [post["terms"]["series"]] * bool(post["series"])
            names = [post["series"]] * bool(post["series"]) if name == "series" else post[key]
            equal(f"{site.name}: {post['slug']}: the {name} of terms", [link["name"] for link in links], names)
            for link in links:
                found = site.client.send("GET", f"/api/v1/{key}/{segment(link['slug'])}")
                equal(f"{site.name}: the slug {link['slug']} leads to its {name}",
                      fold(found.json()["data"]["name"]), fold(link["name"]))
    for value in ("html", "markdown", "text", "toc", "translations", "terms"):
        found = listed(site, {"include": value, "limit": 2})["data"]
        check(f"{site.name}: include={value} adds {value} to the default",
              all(set(post) == summary | {value} for post in found), sorted(found[0]))
    both = listed(site, {"include": "html,text", "limit": 1})["data"][0]
    equal(f"{site.name}: include takes several", set(both), summary | {"html", "text"})


def facets(site):
    """Facets"""
    names = ("tag", "category", "author", "series", "lang", "year")

    def counts(posts, name):
        if name == "lang":
            return dict(collections.Counter(p.lang for p in posts))
        if name == "year":
            return dict(collections.Counter(p.date[:4] for p in posts if p.date))
        return dict(collections.Counter(fold(t) for p in posts for t in terms(p, name)))

    def served(answer, name):
        plain = (lambda v: v) if name in ("lang", "year") else fold
        return {plain(str(f["name"])): f["count"] for f in answer["meta"]["facets"][name]}

    answer = listed(site, {"facets": ",".join(names), "limit": 1})
    equal(f"{site.name}: the requested facets", list(answer["meta"]["facets"]), list(names))
    for name in names:
        expected = counts(site.posts, name)
        found = {k: v for k, v in served(answer, name).items() if name != "year" or k.isdigit()}
        equal(f"{site.name}: facet {name}", found, expected)
        numbers = [f["count"] for f in answer["meta"]["facets"][name]]
        equal(f"{site.name}: facet {name}: largest first", numbers, sorted(numbers, reverse=True))
    tag, category = site.posts[0].tags[0], site.posts[0].categories[0]
    answer = listed(site, {"facets": "tag,category,lang", "tag": tag, "category": category})
    for name, rule in {
        "tag": lambda p: has(p, "category", category),
        "category": lambda p: has(p, "tag", tag),
        "lang": lambda p: has(p, "category", category) and has(p, "tag", tag),
    }.items():
        equal(f"{site.name}: facet {name} ignores only its own filter", served(answer, name),
              counts([p for p in site.posts if rule(p)], name))


def term_lists(site):
    """Tags, categories, authors, series"""
    for name, plural in TAXONOMIES.items():
        path, expected = f"/api/v1/{plural}", every(site, name)
        answer = listed(site, {"limit": 100}, path)
        equal(f"{site.name}: {path}: names and counts",
              {fold(t["name"]): t["count"] for t in answer["data"]}, {fold(t): n for t, n in expected.items()})
        equal(f"{site.name}: {path}: total", answer["meta"]["pagination"]["total"], len(expected))
        for term in answer["data"]:
            with_it = [p for p in site.posts if has(p, name, term["name"])]
            latest = max((p.date for p in with_it if p.date), default=None)
            equal(f"{site.name}: {path}: {term['name']}: latestDate", term["latestDate"], latest)
            for address in (term["slug"], term["name"]):
                one = site.client.send("GET", f"{path}/{segment(address)}")
                equal(f"{site.name}: {path}/{address}", one.json().get("data"), term)
            by_slug = listed(site, {name: term["slug"], "limit": 100})
            equal(f"{site.name}: {name}={term['slug']} matches by slug", len(by_slug["data"]), term["count"])
        if not expected:
            continue
        first = answer["data"][0]["name"]
        found = listed(site, {"q": first[:2].upper(), "limit": 100}, path)["data"]
        check(f"{site.name}: {path}?q= is a prefix, folded", found and all(
            fold(t["name"]).startswith(fold(first[:2])) or fold(t["slug"]).startswith(fold(first[:2])) for t in found), found)
        for sort, key in {"-count": "count", "count": "count", "-latestDate": "latestDate"}.items():
            values = [t[key] for t in listed(site, {"sort": sort, "limit": 100}, path)["data"]]
            values = [v for v in values if v is not None]
            equal(f"{site.name}: {path}?sort={sort}", values, sorted(values, reverse=sort[0] == "-"))
        lang = site.posts[0].lang
        narrowed = listed(site, {"lang": lang, "limit": 100}, path)["data"]
        equal(f"{site.name}: {path}?lang={lang} counts among these posts",
              {fold(t["name"]): t["count"] for t in narrowed},
              dict(collections.Counter(fold(t) for p in site.posts if p.lang == lang for t in terms(p, name))))
        missing = site.client.send("GET", f"{path}/{segment(first)}xq")
        problem = missing.json()
        equal(f"{site.name}: {path}: an unknown one is 404 term_not_found", (missing.status, problem.get("code")),
              (404, "term_not_found"))
        check(f"{site.name}: {path}: with suggestions", problem["errors"] and problem["errors"][0].get("suggestion"), problem)


def archive_and_site(site):
    """Archive and site"""
    archive = listed(site, path="/api/v1/archive")["data"]
    years = collections.Counter(p.date[:4] for p in site.posts if p.date)
    equal(f"{site.name}: archive counts by year", {str(y["year"]): y["count"] for y in archive if y["year"]}, dict(years))
    months = collections.Counter((p.date[:4], int(p.date[5:7])) for p in site.posts if p.date)
    equal(f"{site.name}: archive counts by month",
          {(str(y["year"]), int(m["month"])): m["count"] for y in archive if y["year"] for m in y["months"]}, dict(months))
    numbers = [y["year"] for y in archive if y["year"]]
    equal(f"{site.name}: the latest year first", numbers, sorted(numbers, reverse=True))
    data = listed(site, path="/api/v1/site")["data"]
    check(f"{site.name}: site has the title", isinstance(data.get("title"), str) and data["title"], data)
    check(f"{site.name}: site has the number of posts", len(site.posts) in _numbers(data), data)
    check(f"{site.name}: site has the languages", all(f'"{p.lang}"' in str(data).replace("'", '"') for p in site.posts), data)


def _numbers(value):
    if isinstance(value, dict):
        return [n for item in value.values() for n in _numbers(item)]
    if isinstance(value, list):
        return [n for item in value for n in _numbers(item)]
    return [value]


SECTIONS = [envelope, pages, cursors, term_filters, other_filters, sorts, fields_and_include, facets, term_lists,
            archive_and_site]
