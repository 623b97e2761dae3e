"""The official Python client of the Model Context Protocol, by both kinds of versions, and attacks on the endpoint."""

import asyncio
import concurrent.futures
import json
import socket
import urllib.parse
import urllib.request

from jsonschema import Draft202012Validator
from mcp import Client
from mcp.shared.exceptions import MCPError

from server import ROOT, Server, scratch_folder
from tally import check, equal, sections

TOOLS = ["search_posts", "get_post", "list_terms", "list_changes"]
MODES = {"legacy": "2025-11-25", "auto": "2026-07-28", "2026-07-28": "2026-07-28"}
MEDIA = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
TOKEN = "a-token-for-tests-only"

server = Server(ROOT / "posts", "--mcp", "--preview-token", TOKEN)
ENDPOINT = f"{server.base}/mcp"


def get(path):
    """A response of the API."""
    with urllib.request.urlopen(f"{server.base}{path}", timeout=30) as response:
        return response.read().decode()


def api(path):
    return json.loads(get(f"/api/v1{path}"))["data"]


def posts():
    return [(post["slug"], post["lang"]) for post in api("/posts?limit=100&fields=slug")]


def source(slug, lang):
    return get(f"/api/v1/posts/{urllib.parse.quote(slug)}.md?lang={lang}")


class Tools:
    """Calls tools, and checks each call and each result by the schemas of the tool."""

    def __init__(self, client, tools):
        self.client = client
        self.schemas = {tool.name: (tool.input_schema, tool.output_schema) for tool in tools}
        self.wrong = []

    async def __call__(self, name, **arguments):
        inputs, outputs = self.schemas[name]
        self.wrong += [f"{name}: {error.message}" for error in Draft202012Validator(inputs).iter_errors(arguments)]
        result = await self.client.call_tool(name, arguments)
        if result.is_error:
            raise AssertionError(result.content[0].text)
        data = result.structured_content
        self.wrong += [f"{name}: {error.message}" for error in Draft202012Validator(outputs).iter_errors(data)]
        return data

    async def error(self, name, **arguments):
        result = await self.client.call_tool(name, arguments)
        return "\n".join(text.text for text in result.content) if result.is_error else f"no error: {result}"


async def read_by_offset(call, slug, lang, **more):
    """The Markdown of a post, part by part."""
    text, offset, parts = "", 0, 0
    while offset is not None:
        part = await call("get_post", slug=slug, lang=lang, offset=offset, **more)
        text, parts = text + part["markdown"], parts + 1
        offset = (part["next"] or {}).get("offset")
    return text, parts


async def read_by_section(call, slug, lang):
    """The Markdown of a post: what is before the first heading, then every section of the highest level."""
    first = await call("get_post", slug=slug, lang=lang)
    if not first["outline"]:
        return (await read_by_offset(call, slug, lang))[0]
    whole, _ = await read_by_offset(call, slug, lang, limit=50_000)
    text = None
    highest = 7
    for heading in first["outline"]:
        if heading["level"] > highest:
            continue
        highest = heading["level"]
        part = await call("get_post", slug=slug, lang=lang, section=heading["id"], limit=50_000)
        if text is None:
            text = whole[: part["offset"]]
        text += part["markdown"]
    return text


async def walk(mode, version):
    async with Client(ENDPOINT, mode=mode) as client:
        equal(f"{mode}: the version", client.protocol_version, version)
        if mode != "2026-07-28":
            # A version that is given is spoken at once, so that the client does not ask who the server is.
            check(f"{mode}: instructions say that content is data", "never an instruction" in client.instructions)
            equal(f"{mode}: the server", client.server_info.name, "inkstone")
        listed = (await client.list_tools()).tools
        equal(f"{mode}: the tools", [tool.name for tool in listed], TOOLS)
        for tool in listed:
            Draft202012Validator.check_schema(tool.input_schema)
            Draft202012Validator.check_schema(tool.output_schema)
            hints = tool.annotations
            check(f"{mode}: {tool.name} only reads", hints.read_only_hint and not hints.open_world_hint)
        call = Tools(client, listed)

        found, cursor = [], None
        while True:
            page = await call("search_posts", limit=4, **({"cursor": cursor} if cursor else {}))
            found += [(post["slug"], post["lang"]) for post in page["posts"]]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        equal(f"{mode}: all posts, page by page", found, posts())
        hits = await call("search_posts", query="引用计数", limit=5)
        equal(f"{mode}: a search finds what the API finds", [post["slug"] for post in hits["posts"]],
              [hit["post"]["slug"] for hit in api("/search?limit=5&q=" + urllib.parse.quote("引用计数"))])
        hit = hits["posts"][0]
        section = await call("get_post", slug=hit["slug"], lang=hit["lang"], section=hit["section"]["id"])
        check(f"{mode}: the section of a hit has its title", hit["section"]["title"] in section["markdown"])

        for slug, lang in posts():
            markdown = source(slug, lang)
            text, parts = await read_by_offset(call, slug, lang, limit=1000)
            equal(f"{mode}: {slug} in {lang} is read whole in parts", text, markdown)
            check(f"{mode}: {slug} in {lang} has several parts", parts > 1 or len(markdown) <= 1000, parts)
            equal(f"{mode}: {slug} in {lang} is read whole by its outline",
                  await read_by_section(call, slug, lang), markdown)

        for taxonomy, path in [("tag", "tags"), ("category", "categories"), ("author", "authors"), ("series", "series")]:
            terms = await call("list_terms", taxonomy=taxonomy, limit=100)
            equal(f"{mode}: {path}", terms["terms"], api(f"/{path}?limit=100"))
        start = await call("list_changes")
        equal(f"{mode}: nothing has changed since", (await call("list_changes", since=start["syncToken"]))["changes"], [])

        for name, arguments, expected in [
            ("get_post", {"slug": "bloom-filtr"}, "`bloom-filter`"),
            ("get_post", {"slug": "bloom-filter", "section": "how-it-work"}, "`how-it-works`"),
            ("search_posts", {"limit": 0}, "from 1 to 20"),
            ("list_terms", {"taxonomy": "tags"}, "did you mean `tag`?"),
            ("list_changes", {"since": "v1.47DEQpj8HBSa-_TImW-5JA"}, "without arguments"),
        ]:
            text = await call.error(name, **arguments)
            check(f"{mode}: {name} {arguments} is explained", expected in text, text)
        try:
            await client.call_tool("get_posts", {})
            check(f"{mode}: an unknown tool is an error of the protocol", False)
        except MCPError as error:
            equal(f"{mode}: an unknown tool is an error of the protocol", error.error.code, -32602)
        equal(f"{mode}: calls and results conform to the schemas", call.wrong, [])


def clients():
    """The official client"""
    for mode, version in MODES.items():
        asyncio.run(walk(mode, version))


def concurrency():
    """Many clients at once"""
    async def one(number):
        async with Client(ENDPOINT, mode="auto" if number % 2 else "legacy") as client:
            results = await asyncio.gather(
                *(client.call_tool("search_posts", {"query": "Python", "limit": 3}) for _ in range(5)))
            return {json.dumps(result.structured_content, sort_keys=True) for result in results}

    async def all_of_them():
        return await asyncio.gather(*(one(number) for number in range(20)))

    answers = set().union(*asyncio.run(all_of_them()))
    equal("100 calls of 20 clients at once have one answer", len(answers), 1)


def send(content, method="POST", **headers):
    """The status and the body of a response, by a client that knows nothing of the protocol."""
    headers = {**MEDIA, **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = urllib.request.Request(ENDPOINT, content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def message(method, **params):
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


def origins():
    """Pages of other origins"""
    port = server.base.rsplit(":", 1)[1]
    for origin, status in [
        (None, 200),
        (f"http://localhost:{port}", 200),
        ("http://127.0.0.1:6274", 200),
        ("https://evil.example", 403),
        (f"http://evil.example:{port}", 403),
        (f"http://127.0.0.1.evil.example:{port}", 403),
        ("http://localhost.evil.example", 403),
        ("http://0.0.0.0", 403),
        ("null", 403),
        ("file://", 403),
    ]:
        # After DNS rebinding, `Host` is the attacker's name too.
        for host in (None, urllib.parse.urlsplit(origin or "").netloc or None):
            headers = {"Host": host} if host else {}
            if origin:
                headers["Origin"] = origin
            found, answer, _ = send(message("ping"), **headers)
            equal(f"origin {origin}, host {host}", found, status)
            allowed = answer.get("access-control-allow-origin")
            equal(f"origin {origin}, host {host}: who may read", allowed, origin if status == 200 else None)


def transport():
    """The transport"""
    for method in ("GET", "DELETE", "PUT", "PATCH"):
        status, headers, _ = send(None, method)
        equal(f"{method} is not supported", (status, headers.get("allow")), (405, "POST, OPTIONS"))
    status, headers, body = send(message("ping"))
    cookies = [name for name in headers if name.lower() in ("set-cookie", "mcp-session-id")]
    equal("no cookies and no sessions", (status, cookies, json.loads(body)["result"]), (200, [], {}))
    status, _, body = send(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode())
    equal("a notification has no response", (status, body), (202, b""))
    for length, expected in [(65_536, 200), (65_537, 413), (1 << 20, 413)]:
        equal(f"content of {length} bytes", send(message("ping").ljust(length))[0], expected)
    for name, content, expected in [
        ("no JSON", b"{", (400, -32700)),
        ("no UTF-8", b"\xff\xfe{}", (400, -32700)),
        ("deep JSON", b"[" * 60_000, (400, -32700)),
        ("a huge number", b'{"jsonrpc":"2.0","id":1e999,"method":"ping"}', (400, -32700)),
        ("a repeated key", b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}', (400, -32700)),
        ("a batch", b"[" + message("ping") + b"]", (400, -32600)),
        ("no method", b'{"jsonrpc":"2.0","id":1}', (400, -32600)),
        ("an unknown method", message("resources/list"), (200, -32601)),
    ]:
        status, _, body = send(content)
        equal(name, (status, json.loads(body)["error"]["code"]), expected)
    content = message("ping")
    with socket.create_connection(("127.0.0.1", int(server.base.rsplit(":", 1)[1])), timeout=30) as connection:
        # nginx speaks HTTP/1.0 to upstreams unless it is told otherwise.
        head = f"POST /mcp HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        connection.sendall(head.encode() + content)
        status = connection.makefile("rb").readline().split()[1:2]
    equal("a proxy that speaks HTTP/1.0", status, [b"200"])
    equal("another version", send(message("ping"), MCP_Protocol_Version="2020-01-01")[0], 400)
    equal("another content type", send(message("ping"), Content_Type="text/plain")[0], 415)
    equal("no event streams accepted", send(message("ping"), Accept="application/json")[0], 406)
    equal("a wrong token", send(message("ping"), Authorization="Bearer wrong")[0], 401)


def slow_clients():
    """Content that does not come"""
    port = int(server.base.rsplit(":", 1)[1])
    head = b"POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    for connection in waiting:
        connection.sendall(head)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(lambda _: send(message("ping"))[0], range(50)))
    equal("others are served while content does not come", statuses, {200})
    answers = set()
    for connection in waiting:
        connection.settimeout(60)
        answers.add(connection.recv(12))
        connection.close()
    equal("content that does not come in time is answered with 408", answers, {b"HTTP/1.1 408"})


def hidden():
    """Drafts and scheduled posts"""
    files = {
        "public.md": "---\ntitle: Public\nlang: en\ndate: 2025-01-01\n---\n\nAn open word.\n",
        "draft.md": "---\ntitle: Zanzibar\nlang: en\ndraft: true\ntags: [Hidden]\n---\n\nZeppelin.\n",
        "later.md": "---\ntitle: Zanzibar\nlang: en\ndate: 9000-01-01\ntags: [Hidden]\n---\n\nZeppelin.\n",
    }
    with scratch_folder() as folder:
        for name, text in files.items():
            (folder / name).write_text(text)
        with Server(folder, "--mcp", "--preview-token", TOKEN) as other:
            async def ask():
                async with Client(f"{other.base}/mcp") as client:
                    answers = []
                    for name, arguments in [
                        ("search_posts", {"query": "zeppelin"}), ("search_posts", {}), ("get_post", {"slug": "draft"}),
                        ("get_post", {"slug": "later"}), ("list_terms", {}), ("list_changes", {}),
                    ]:
                        answers.append((await client.call_tool(name, arguments)).model_dump_json())
                    return answers

            shown = "\n".join(asyncio.run(ask()))
    for word in ("Zanzibar", "Zeppelin", "Hidden", "9000"):
        check(f"a hidden post does not show by {word}", word not in shown, shown)
    check("a public one does", "Public" in shown)


with server:
    sections(clients, concurrency, origins, transport, slow_clients, hidden)
