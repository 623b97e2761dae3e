"""Behavior that the contract requires and Schemathesis reports as a failure. There are no other exceptions.

OpenAPI describes parameters one by one. It cannot express the six rules below.
"""

import re

import schemathesis

ACCEPTED = "ST201"  # a request that violates the document was accepted
REJECTED = "ST202"  # a request that conforms to the document was rejected
OTHER_METHOD = "ST204"  # another method than those of the document was not answered with 405
NONCONFORMING = "ST108"  # a response that violates its schema


@schemathesis.hook
def filter_failure(context, failure, case, response):
    code = failure.code
    return not (
        (code in (ACCEPTED, REJECTED, OTHER_METHOD) and too_long(response))
        or (code == REJECTED and about_a_made_up_cursor(response))
        or (code == REJECTED and (of_an_unknown_content(response) or excludes_another(response)))
        or (code == NONCONFORMING and left_out(failure, case))
        or (code == ACCEPTED and (only_empty_values(case, response) or only_empty_items(failure, case, response)))
    )


def problem(response):
    if response.headers.get("content-type", [""])[0].split(";")[0] != "application/problem+json":
        return {}
    return response.json()


def too_long(response):
    """"`uri_too_long` 414": a URL can be too long although each parameter is within its limits."""
    return response.status_code == 414 and problem(response).get("code") == "uri_too_long"


def left_out(failure, case):
    """"That `fields` leaves keys out is said in words": required are the keys that come by default, also of a neighbor or null."""
    keyword = list(failure.schema_path)[-1:]
    return not is_empty((case.query or {}).get("fields")) and keyword in (["required"], ["anyOf"])


def about_a_made_up_cursor(response):
    """"`cursor`: opaque, from `meta.pagination.nextCursor`; not with `page`": a string that no response contained is not a cursor."""
    errors = problem(response).get("errors") or []
    return response.status_code == 400 and bool(errors) and all(error["name"] == "cursor" for error in errors)


def of_an_unknown_content(response):
    """"An unknown token is 410 `sync_token_expired`": as with cursors, a token is one that a response contained."""
    return response.status_code == 410 and problem(response).get("code") == "sync_token_expired"


def excludes_another(response):
    """`bucket` cannot be combined with `tree=true`, as the descriptions of both say."""
    errors = problem(response).get("errors") or []
    return response.status_code == 400 and bool(errors) and all(error["code"] == "conflict" for error in errors)


def only_empty_values(case, response):
    """"An empty value is as if absent", and so is whitespace: it violates no format, so the request is valid."""
    broken = broken_parameters(case)
    return response.status_code < 400 and bool(broken) and all(
        name in case.query and is_empty(case.query[name]) for name in broken)


def only_empty_items(failure, case, response):
    """The same for the items of a list: empty ones do not count, so the list is not too long. One value is a list, too."""
    broken = re.findall(r"violates `(\w+)` at /properties/(\S+)(.*)", str(failure))
    return response.status_code < 400 and bool(broken) and all(
        is_short(case.query.get(name)) if keyword == "maxItems" else keyword == "type" and "was array" in detail
        and isinstance(case.query.get(name), (str, bool, int, float))
        for keyword, name, detail in broken)


def is_short(values):
    return isinstance(values, list) and sum(not is_empty(item) for item in values) <= 100


def broken_parameters(case):
    """The parameters that the case deliberately breaks."""
    phase = case.meta.phase.data if case.meta else None
    if getattr(phase, "parameter", None):
        return {phase.parameter}
    return {mutation.parameter for mutation in getattr(phase, "mutations", ()) or ()}


def is_empty(value):
    if isinstance(value, str):
        return not value.strip()
    return value in (None, []) or (isinstance(value, list) and all(is_empty(item) for item in value))
