"""The OpenAPI document: the same in three places, valid, and without warnings under Redocly's recommended rules."""

import json
import os
import pathlib
import subprocess

import yaml

from server import OUT, ROOT, command
from tally import check, equal, sections
from wire import Client

HERE = pathlib.Path(__file__).parent
COMMITTED = ROOT / "openapi" / "openapi.json"
SERVED = OUT / "served-openapi.json"
VERSION_3_0 = OUT / "openapi-3.0.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class TextLoader(yaml.SafeLoader):
    """YAML 1.2's JSON schema is sufficient; dates stay text as in JSON."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def same_document_everywhere():
    """The served, the printed and the committed document"""
    client = Client(os.environ["BASE"])
    as_json, as_yaml = client.get("/openapi.json"), client.get("/openapi.yaml")
    equal("/openapi.json is 200", as_json.status, 200)
    check("/openapi.json is JSON", as_json.type in ("application/json", "application/vnd.oai.openapi+json"), as_json.type)
    equal("/openapi.yaml is 200", as_yaml.status, 200)
    check("/openapi.yaml is YAML", as_yaml.type in ("application/yaml", "application/vnd.oai.openapi"), as_yaml.type)
    SERVED.write_bytes(as_json.body)
    document = as_json.json()
    equal("/openapi.yaml equals /openapi.json", yaml.load(as_yaml.text, TextLoader), document)
    equal("the document is OpenAPI 3.1", document["openapi"][:4], "3.1.")

    committed = json.loads(COMMITTED.read_text("utf-8"))
    printed = command("openapi", "--format", "json", cwd=ROOT)
    equal("inkstone openapi exits with 0", printed.returncode, 0)
    equal("inkstone openapi prints the committed document", json.loads(printed.stdout), committed)
    printed = command("openapi", "--format", "yaml", cwd=ROOT)
    equal("inkstone openapi --format yaml prints it too", yaml.load(printed.stdout.decode(), TextLoader), committed)
    printed = command("openapi", "--openapi", "3.0", cwd=ROOT)
    equal("inkstone openapi --openapi 3.0 exits with 0", printed.returncode, 0)
    VERSION_3_0.write_bytes(printed.stdout)
    older = json.loads(printed.stdout)
    equal("it prints OpenAPI 3.0.3", older["openapi"], "3.0.3")
    equal("with the same operations", sorted(older["paths"]), sorted(committed["paths"]))
    equal("and the same schemas", sorted(older["components"]["schemas"]), sorted(committed["components"]["schemas"]))
    equal("served and committed document differ only in examples and servers",
          without_examples(document), without_examples(committed))


def without_examples(value, names=False):
    """The document without what depends on the content and the site: `example`, `examples`, `servers`, `contact`."""
    if isinstance(value, list):
        return [without_examples(item) for item in value]
    if not isinstance(value, dict):
        return value
    drop = () if names else ("example", "examples", "servers", "contact")
    return {k: without_examples(v, k in ("properties", "parameters", "schemas")) for k, v in value.items() if k not in drop}


def well_described():
    """What a reader and a client generator need"""
    document = json.loads(SERVED.read_bytes())
    operations = {f"{method.upper()} {path}": operation for path, item in document["paths"].items()
                  for method, operation in item.items() if method in METHODS}
    ids = [operation.get("operationId") for operation in operations.values()]
    check("every operation has its own operationId", all(ids) and len(set(ids)) == len(ids), ids)
    for name in ("listPosts", "getPost", "getPostMarkdown", "getPostNeighbors", "listTags", "getTag", "listCategories", "getCategory", "getArchive",
                 "getSite", "listDiagnostics"):
        check(f"operation {name} exists", name in ids, ids)
    for key, says in {"summary": "a summary", "tags": "a tag"}.items():
        lacking = [name for name, operation in operations.items() if not operation.get(key)]
        equal(f"every operation has {says}", lacking, [])
    lacking = [f"{name} {status}" for name, operation in operations.items()
               for status, response in operation["responses"].items()
               if not resolve(document, response).get("description")]
    equal("every response has a description", lacking, [])
    under_api = {name: operation for name, operation in operations.items() if "/api/v1/" in name}
    lacking = [name for name, operation in under_api.items()
               if not any("application/problem+json" in resolve(document, response).get("content", {})
                          for status, response in operation["responses"].items() if status[0] in "45")]
    equal("every operation of the API lists its problem+json responses", lacking, [])
    lacking = [f"{name} {parameter['name']}" for name, operation in operations.items()
               for parameter in map(lambda p: resolve(document, p), operation.get("parameters") or [])
               if not parameter.get("description")]
    equal("every parameter has a description", lacking, [])
    tag = next(resolve(document, p) for p in operations["GET /api/v1/posts"]["parameters"]
               if resolve(document, p)["name"] == "tag")
    check("no enum is made from content", "enum" not in json.dumps(tag), tag)
    examples_work(operations["GET /api/v1/posts"], document)


def examples_work(operation, document):
    """What 'Try it out' fills in must be a valid request that returns posts."""
    query = []
    for parameter in map(lambda p: resolve(document, p), operation["parameters"]):
        example = parameter.get("example", parameter.get("schema", {}).get("example"))
        if example is not None and parameter["in"] == "query":
            query.append((parameter["name"], ",".join(map(str, example)) if isinstance(example, list) else example))
    answer = Client(os.environ["BASE"]).get("/api/v1/posts", query)
    check(f"listPosts with its own examples is 200 with posts ({query})",
          answer.status == 200 and answer.json()["data"], answer)


def resolve(document, value):
    while "$ref" in value:
        target = document
        for key in value["$ref"].lstrip("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def valid_for_other_tools():
    """openapi-spec-validator and Redocly"""
    for name, path, rules in (("committed", COMMITTED, "redocly.yaml"), ("served", SERVED, "redocly.yaml"),
                              ("3.0", VERSION_3_0, "redocly-3.0.yaml")):
        run = subprocess.run([OUT / "venv/bin/openapi-spec-validator", "--validation-errors", "all", path],
                             capture_output=True, text=True)
        check(f"openapi-spec-validator accepts the {name} document", run.returncode == 0, run.stdout + run.stderr)
        run = subprocess.run(["node", OUT / "node/node_modules/@redocly/cli/bin/cli.js", "lint",
                              "--config", HERE / rules, "--format", "json", path],
                             capture_output=True, text=True, cwd=OUT)
        try:
            problems = json.loads(run.stdout[run.stdout.index("{"):])["problems"]
        except (ValueError, KeyError):
            check(f"Redocly reads the {name} document", False, run.stdout + run.stderr)
            continue
        for severity in ("error", "warn"):
            found = [f"{p['ruleId']}: {p['message']} at {p['location'][0].get('pointer')}" for p in problems
                     if p["severity"] == severity]
            check(f"Redocly's recommended rules report no {severity} on the {name} document", not found, "\n".join(found))
        equal(f"Redocly's exit code on the {name} document", run.returncode, 0)


sections(same_document_everywhere, well_described, valid_for_other_tools)
