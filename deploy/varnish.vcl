# Varnish 7 before Inkstone: a cache that keeps what the answers themselves allow, and drops answers by
# the names of the posts and terms in them. docs/proxies.md explains it. Start it with
#
#   varnishd -f /etc/varnish/varnish.vcl -a :6081 -s malloc,256m -p http_gzip_support=off
#
# so that Varnish keeps answers in the codings that Inkstone makes, br among them. Debian has xkey in the
# package varnish-modules. Inkstone names posts and terms with the setting purge_headers = "surrogate-key".

vcl 4.1;

import std;
import xkey;

backend inkstone {
    .host = "127.0.0.1";
    .port = "8080";
    # While it does not answer, nobody waits for it where there is a stale answer.
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 1s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.X-Ask;
    }
    # What is here is too old to be given at once, see vcl_hit; if the service fails it is given after all.
    if (req.http.X-Ask == "first") {
        set req.grace = 0s;
    } else if (req.http.X-Ask == "never") {
        set req.grace = 1y;
    }

    if (req.method == "PURGE") {
        # A list of addresses has a comma: then another proxy, perhaps on this machine, has passed on
        # what a stranger sent.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ "," || req.http.Forwarded) {
            return (synth(403));
        }
        # Answers with too many names for a header have the name `more`.
        set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key + " more");
        return (synth(200));
    }

    # Metrics are for operators, who ask Inkstone itself. Any letter may come as its percent-encoding.
    if (req.url ~ "(?i)^(https?://[^/]*)?/+(m|%6d)(e|%65)(t|%74)(r|%72)(i|%69)(c|%63)(s|%73)/*([?#]|$)") {
        return (synth(404));
    }

    # The API has no cookies, but the site on the same domain may.
    unset req.http.Cookie;

    # One answer for each coding, and not for each way to ask for it.
    if (req.http.Accept-Encoding ~ "(?i)(^|[, ])br *(,|$|; *q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "br";
    } else if (req.http.Accept-Encoding ~ "(?i)(^|[, ])gzip *(,|$|; *q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "gzip";
    } else if (req.http.Accept-Encoding !~ "q=") {
        unset req.http.Accept-Encoding;
    }

    # The same for who takes JSON or whatever there is; one that mentions Markdown says what it means.
    if (req.url ~ "^/api/"
        && (!req.http.Accept || req.http.Accept ~ "(?i)(application/json|\*/\*) *(,|$|; *q=(1|0\.0*[1-9]))")
        && req.http.Accept !~ "(?i)text/(\*|markdown)") {
        set req.http.Accept = "application/json";
    }

    # The built-in rules follow: what has `Authorization`, such as a preview, is never answered from here.
}

sub vcl_hit {
    set req.http.X-Cache-Status = "HIT";
    if (obj.ttl < 0s) {
        set req.http.X-Cache-Status = "STALE";
        # Within stale-while-revalidate it is given at once, and fetched anew behind that. Later the
        # service is asked first.
        if (!req.http.X-Ask && obj.ttl + std.duration(
                regsub(obj.http.Cache-Control, ".*stale-while-revalidate=([0-9]+).*", "\1s"), 0s) < 0s) {
            set req.http.X-Ask = "first";
            return (restart);
        }
    }
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
        # Never in the place of an answer that may still be used.
        if (bereq.is_bgfetch || bereq.http.X-Ask == "first") {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }

    # For how long it may be used past its time: until it is there anew, which Varnish reads by itself, or
    # while that fails.
    if (beresp.http.Cache-Control !~ "stale-while-revalidate") {
        set beresp.grace = 0s;
    }
    if (beresp.grace < std.duration(
            regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 0s)) {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 0s);
    }
    # And for how long after that it is worth to ask whether it has changed.
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
    # stale-if-error: the service was asked first, and failed.
    if (req.http.X-Ask == "first") {
        set req.http.X-Ask = "never";
        return (restart);
    }
    set resp.http.Cache-Control = "no-store";
    if (resp.status == 200) {
        set resp.http.Content-Type = "application/json";
        set resp.body = {"{"purged":"} + req.http.X-Purged + "}";
    } else {
        # What Varnish says itself has the form of every other error.
        set resp.http.Content-Type = "application/problem+json";
        set resp.body = {"{"type":"about:blank","title":""} + resp.reason + {"","status":"} + resp.status + "}";
    }
    return (deliver);
}
