# Varnish 7 in front of Inkstone: a cache that stores responses as their headers allow, and purges them by the
# names of the posts and terms in them. See docs/proxies.md. Start it with
#
#   varnishd -f /etc/varnish/varnish.vcl -a :6081 -s malloc,256m -p http_gzip_support=off
#
# so that Varnish stores all encodings that Inkstone produces, including br. In Debian, xkey is in the package
# varnish-modules. Inkstone sends the names with the setting purge_headers = "surrogate-key".

vcl 4.1;

import std;
import xkey;

backend inkstone {
    .host = "127.0.0.1";
    .port = "8080";
    # While the server does not respond, stale responses are served without waiting for it.
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 1s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# Addresses that may purge.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.X-Ask;
    }
    # The stored response is too old to be served immediately, see vcl_hit, but is served if the server fails.
    if (req.http.X-Ask == "first") {
        set req.grace = 0s;
    } else if (req.http.X-Ask == "never") {
        set req.grace = 1y;
    }

    if (req.method == "PURGE") {
        # A comma means a list of addresses: another proxy, perhaps on this machine, has forwarded the
        # request of someone else.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ "," || req.http.Forwarded) {
            return (synth(403));
        }
        # Responses with too many names for a header have the name `more`.
        set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key + " more");
        return (synth(200));
    }

    # Metrics are for operators, who request them from Inkstone directly. Any letter may be percent-encoded.
    if (req.url ~ "(?i)^(https?://[^/]*)?/+(m|%6d)(e|%65)(t|%74)(r|%72)(i|%69)(c|%63)(s|%73)/*([?#]|$)") {
        return (synth(404));
    }

    # Each client has an event stream of its own, and Varnish only forwards the bytes, as long as the client listens.
    if (req.url ~ "^/api/v1/events/*([?]|$)") {
        return (pipe);
    }

    # The API uses no cookies, but a site on the same domain may.
    unset req.http.Cookie;

    # Store one response per encoding, not one per spelling of the header.
    if (req.http.Accept-Encoding ~ "(?i)(^|[, ])br *(,|$|; *q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "br";
    } else if (req.http.Accept-Encoding ~ "(?i)(^|[, ])gzip *(,|$|; *q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "gzip";
    } else if (req.http.Accept-Encoding !~ "q=") {
        unset req.http.Accept-Encoding;
    }

    # The same for clients that accept JSON or anything; those that mention Markdown are left alone.
    if (req.url ~ "^/api/"
        && (!req.http.Accept || req.http.Accept ~ "(?i)(application/json|\*/\*) *(,|$|; *q=(1|0\.0*[1-9]))")
        && req.http.Accept !~ "(?i)text/(\*|markdown)") {
        set req.http.Accept = "application/json";
    }

    # The built-in rules follow: requests with `Authorization`, such as previews, are never served from the cache.
}

sub vcl_hit {
    set req.http.X-Cache-Status = "HIT";
    if (obj.ttl < 0s) {
        set req.http.X-Cache-Status = "STALE";
        # Within stale-while-revalidate it is served immediately and refreshed in the background. Later,
        # the server is asked first.
        if (!req.http.X-Ask && obj.ttl + std.duration(
                regsub(obj.http.Cache-Control, ".*stale-while-revalidate=([0-9]+).*", "\1s"), 0s) < 0s) {
            set req.http.X-Ask = "first";
            return (restart);
        }
    }
}

sub vcl_pipe {
    # The next request on the connection is not for the pipe.
    set bereq.http.Connection = "close";
}

sub vcl_miss {
    set req.http.X-Cache-Status = "MISS";
}

sub vcl_pass {
    set req.http.X-Cache-Status = "PASS";
}

sub vcl_backend_fetch {
    unset bereq.http.X-Cache-Status;
}

sub vcl_backend_response {
    if (beresp.status >= 500 || beresp.status == 429) {
        # Never replace a response that can still be used.
        if (bereq.is_bgfetch || bereq.http.X-Ask == "first") {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }

    # How long a stale response may be used: while it is refreshed, which Varnish evaluates itself, or while
    # refreshing fails.
    if (beresp.http.Cache-Control !~ "stale-while-revalidate") {
        set beresp.grace = 0s;
    }
    if (beresp.grace < std.duration(
            regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 0s)) {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 0s);
    }
    # How long after that it is kept for revalidation.
    set beresp.keep = 1h;

    if (beresp.http.Surrogate-Key) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
        unset beresp.http.Surrogate-Key;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    set resp.http.X-Cache-Status = req.http.X-Cache-Status;
}

sub vcl_backend_error {
    if (bereq.http.X-Ask == "first") {
        return (abandon);
    }
    set beresp.http.Content-Type = "application/problem+json";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "5";
    set beresp.body = {"{"type":"about:blank","title":"Service Unavailable","status":503}"};
    return (deliver);
}

sub vcl_synth {
    # stale-if-error: the server was asked first, and failed.
    if (req.http.X-Ask == "first") {
        set req.http.X-Ask = "never";
        return (restart);
    }
    set resp.http.Cache-Control = "no-store";
    if (resp.status == 200) {
        set resp.http.Content-Type = "application/json";
        set resp.body = {"{"purged":"} + req.http.X-Purged + "}";
    } else {
        # Varnish's own errors have the same format as all others.
        set resp.http.Content-Type = "application/problem+json";
        set resp.body = {"{"type":"about:blank","title":""} + resp.reason + {"","status":"} + resp.status + "}";
    }
    return (deliver);
}
