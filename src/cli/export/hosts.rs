//! Rules of static hosts, so that they respond to the server's targets with the right media types.

use super::arguments::Host;
use super::index::{Entries, Entry};
use super::search::SHARDS;
use crate::protocol::paths::API;
use crate::protocol::percent::{decode_path, encode_component};

/// The largest number of static rules in `_redirects` at Cloudflare Pages.
const CLOUDFLARE_REDIRECTS: usize = 2000;

/// The largest number of rules in `_headers` at Cloudflare Pages.
const CLOUDFLARE_HEADERS: usize = 100;

/// How long a browser may keep a shard of the search index, whose name changes with its content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The rules of nginx for the API. There is no file for other queries, and that for none would be a wrong answer.
const NGINX_API: &str = r#"if ($request_uri ~ "^{api}/[^?]*[?](?!(page=[1-9][0-9]*|lang=[A-Za-z0-9-]+)?$)") { return 404; }
rewrite ^({api}/.+)/$ $1;
if ($arg_page) { rewrite ^({api}/.+)$ $1/page/$arg_page; }
location {api}/ {
{headers}    types { application/json json; text/markdown md; }
    default_type application/json;
    charset utf-8;
    charset_types text/markdown;
    try_files $uri.json $uri =404;
    location ~ ^({api}/posts/[^/]+)\.md$ { try_files $uri.json $1/lang/$arg_lang.md $uri =404; }
    location ~ ^({api}/posts/[^/]+)(/related|/neighbors)$ { try_files $1/lang/$arg_lang$2.json $uri.json =404; }
    location ~ ^{api}/posts/[^/]+$ { try_files $uri/lang/$arg_lang.json $uri.json $uri =404; }
}
"#;

/// What rules depend on.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    /// The path before all others; empty, or `/` and a name.
    pub(super) base: &'a str,
    pub(super) entries: &'a Entries,
    /// Whether pages of any origin may read files.
    pub(super) is_open: bool,
    /// The value of `X-Robots-Tag` for the API.
    pub(super) robots: Option<&'a str>,
}

impl Rules<'_> {
    /// Returns the files of a host with their text.
    pub(super) fn of(&self, host: Host) -> Vec<(&'static str, String)> {
        match host {
            Host::Netlify => {
                vec![("_redirects", self.netlify()), ("_headers", self.headers(usize::MAX))]
            }
            Host::Cloudflare => {
                let headers = self.headers(CLOUDFLARE_HEADERS);
                vec![("_redirects", self.cloudflare()), ("_headers", headers)]
            }
            Host::Nginx => vec![("_nginx.conf", self.nginx())],
            Host::Github => vec![(".nojekyll", String::new())],
        }
    }

    /// Returns the targets without a query, each with its entry, if its file has another path.
    fn renamed(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let entries = self.entries.iter().filter(|(target, _)| !target.contains('?'));
        entries
            .filter(|(target, entry)| {
                decode_path(target).is_none_or(|path| path[1..] != entry.file)
            })
            .map(|(target, entry)| (target.as_str(), entry))
    }

    /// Whether a renamed target is found by adding `.json` to its path.
    fn is_regular(target: &str, entry: &Entry) -> bool {
        let path = decode_path(target);
        path.is_some_and(|path| entry.file.strip_suffix(".json") == Some(&path[1..]))
    }

    /// Returns the targets whose files a host would serve with another media type than the server.
    fn typed(&self) -> impl Iterator<Item = &Entry> {
        let api = format!("{}{API}/", self.base);
        let assets = format!("{}/assets/", self.base);
        let is_outside = move |target: &str| {
            !target.starts_with(&api) && !target.starts_with(&assets) && !target.contains('?')
        };
        self.entries
            .iter()
            .filter(move |(target, _)| is_outside(target))
            .map(|(_, entry)| entry)
            .filter(|entry| {
                let is_json = entry.file.ends_with(".json");
                !(is_json && entry.content_type == "application/json")
            })
    }

    /// Returns the targets of posts in one of several languages.
    fn by_lang(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let entries = self.entries.iter().filter_map(|(target, entry)| {
            let (path, _) = target.split_once("?lang=")?;
            Some((target.as_str(), entry, self.entries.get(path)?))
        });
        entries
            .filter(|(target, entry, default)| !target.contains('&') && entry.file != default.file)
            .map(|(target, entry, _)| (target, entry))
    }

    /// Netlify serves files first, so a rule with a placeholder does not hide them, and it matches query parameters.
    fn netlify(&self) -> String {
        let api = format!("{}{API}", self.base);
        let mut rules = String::new();
        for (target, entry) in self.by_lang() {
            let from = target.replacen('?', " ", 1);
            // Otherwise the source in the default language, whose path is that of the target, comes first.
            let status = if entry.file.ends_with(".md") { "200!" } else { "200" };
            rules.push_str(&format!("{from} {} {status}\n", location(&entry.file)));
        }
        let mut rule = |from: &str, to: &str| rules.push_str(&format!("{from} {to} 200\n"));
        for (target, entry) in self.renamed() {
            if !Self::is_regular(target, entry) {
                rule(target, &location(&entry.file));
            }
        }
        for (kind, parameter) in [
            ("tags", "tag"),
            ("categories", "category"),
            ("authors", "author"),
            ("series", "series"),
        ] {
            let (posts, to) =
                (format!("{api}/posts {parameter}=:term"), format!("{api}/{kind}/:term/posts"));
            rule(&format!("{posts} page=:page"), &format!("{to}/page/:page.json"));
            rule(&posts, &format!("{to}.json"));
            rule(&format!("{api}/{kind} page=:page"), &format!("{api}/{kind}/page/:page.json"));
        }
        rule(&format!("{api}/posts page=:page"), &format!("{api}/posts/page/:page.json"));
        rule(&format!("{api}/*"), &format!("{api}/:splat.json"));
        rule(
            &format!("{}/problems/:code", self.base),
            &format!("{}/problems/:code.json", self.base),
        );
        rules
    }

    /// Cloudflare Pages applies rules before it looks for files and ignores queries, so each target has its own rule.
    fn cloudflare(&self) -> String {
        let depth = |target: &str| target.matches('/').count();
        let mut found: Vec<_> = self.renamed().collect();
        // What most clients ask for comes first.
        found.sort_by_key(|&(target, _)| depth(target));
        let rules = found.iter().take(CLOUDFLARE_REDIRECTS);
        rules.map(|(target, entry)| format!("{target} {} 200\n", location(&entry.file))).collect()
    }

    /// `_headers`, which both hosts read.
    fn headers(&self, limit: usize) -> String {
        let (base, api) = (self.base, format!("{}{API}", self.base));
        let mut all = vec!["X-Content-Type-Options: nosniff".to_owned()];
        all.extend(self.is_open.then(|| "Access-Control-Allow-Origin: *".to_owned()));
        let robots = self.robots.map(|rules| format!("X-Robots-Tag: {rules}"));
        let mut rules = vec![
            (format!("{base}/*"), all),
            (format!("{api}/*"), robots.into_iter().collect()),
            (
                format!("{api}/posts/*.md"),
                vec!["Content-Type: text/markdown; charset=utf-8".to_owned()],
            ),
            (format!("{base}/{SHARDS}/*"), vec![format!("Cache-Control: {IMMUTABLE}")]),
        ];
        rules.extend(self.typed().map(|entry| {
            let header = format!("Content-Type: {}", entry.content_type);
            (location(&entry.file), vec![header])
        }));
        rules.retain(|(_, headers)| !headers.is_empty());
        rules.truncate(limit);
        let text = |(path, headers): &(String, Vec<String>)| {
            let headers: String = headers.iter().map(|header| format!("  {header}\n")).collect();
            format!("{path}\n{headers}")
        };
        rules.iter().map(text).collect()
    }

    /// The part of a `server` block of nginx.
    fn nginx(&self) -> String {
        let (base, api) = (self.base, format!("{}{API}", self.base));
        let mut all = String::from("add_header X-Content-Type-Options nosniff always;\n");
        if self.is_open {
            all.push_str("add_header Access-Control-Allow-Origin * always;\n");
        }
        let mut text =
            String::from("# Written by `inkstone export`. Include it in a `server` block.\n");
        text.push_str(&all);
        let inner = all.replace("add_header", "    add_header");
        let robots = self.robots.map_or_else(String::new, |rules| {
            format!("    add_header X-Robots-Tag {} always;\n", quoted(rules))
        });
        text.push_str(
            &NGINX_API.replace("{api}", &api).replace("{headers}", &format!("{inner}{robots}")),
        );
        text.push_str(&format!(
            "location {base}/problems/ {{\n    default_type application/json;\n    try_files $uri.json $uri =404;\n}}\n"
        ));
        text.push_str(&format!(
            "location {base}/{SHARDS}/ {{\n{inner}    add_header Cache-Control {};\n}}\n",
            quoted(IMMUTABLE)
        ));
        for (target, entry) in self.renamed() {
            if Self::is_regular(target, entry) {
                continue;
            }
            let path = decode_path(target).unwrap_or_else(|| target.to_owned());
            text.push_str(&exact(&path, &entry.content_type, Some(&entry.file)));
        }
        for entry in self.typed().filter(|entry| entry.file != "index.json") {
            text.push_str(&exact(&format!("/{}", entry.file), &entry.content_type, None));
        }
        text
    }
}

/// Returns a location of nginx for one path, with the file if it has another path.
fn exact(path: &str, content_type: &str, file: Option<&str>) -> String {
    let file = file.map_or_else(String::new, |file| {
        format!(" try_files {} =404;", quoted(&format!("/{file}")))
    });
    format!(
        "location = {} {{ types {{ }} default_type {};{file} }}\n",
        quoted(path),
        quoted(content_type)
    )
}

/// Returns a string of nginx's configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns the URL path of a file.
fn location(file: &str) -> String {
    let segments = file.split('/').map(encode_component);
    format!("/{}", segments.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::arguments::Host;
    use super::super::index::{Entries, Entry};
    use super::Rules;

    fn entries() -> Entries {
        [
            ("/", "index.json", "application/json"),
            ("/api/v1/posts", "api/v1/posts.json", "application/json"),
            ("/api/v1/posts/a", "api/v1/posts/a.json", "application/json"),
            ("/api/v1/posts/a.md", "api/v1/posts/a.md", "text/markdown; charset=utf-8"),
            ("/api/v1/posts?tag=c%23", "api/v1/tags/c~23/posts.json", "application/json"),
            ("/api/v1/tags/c%23", "api/v1/tags/c~23.json", "application/json"),
            ("/feed.xml", "feed.xml", "application/rss+xml; charset=utf-8"),
        ]
        .into_iter()
        .map(|(target, file, content_type)| {
            let (file, content_type, etag) = (file.into(), content_type.into(), String::new());
            (target.to_owned(), Entry { file, content_type, etag, bytes: 0 })
        })
        .collect()
    }

    fn text(host: Host, file: &str) -> String {
        let entries = entries();
        let rules = Rules { base: "", entries: &entries, is_open: true, robots: Some("noindex") };
        rules.of(host).into_iter().find(|(name, _)| *name == file).expect("a file").1
    }

    #[test]
    fn cloudflare_has_a_rule_per_target() {
        let expected = "/ /index.json 200\n\
            /api/v1/posts /api/v1/posts.json 200\n\
            /api/v1/posts/a /api/v1/posts/a.json 200\n\
            /api/v1/tags/c%23 /api/v1/tags/c~23.json 200\n";
        assert_eq!(text(Host::Cloudflare, "_redirects"), expected);
    }

    #[test]
    fn netlify_has_placeholders_after_the_exceptions() {
        let rules = text(Host::Netlify, "_redirects");
        assert!(
            rules.starts_with("/ /index.json 200\n/api/v1/tags/c%23 /api/v1/tags/c~23.json 200\n")
        );
        assert!(rules.contains("/api/v1/posts page=:page /api/v1/posts/page/:page.json 200\n"));
        assert!(rules.contains("/api/v1/* /api/v1/:splat.json 200\n"));
    }

    #[test]
    fn media_types_that_hosts_do_not_know_are_set() {
        let headers = text(Host::Netlify, "_headers");
        assert!(
            headers.contains("/feed.xml\n  Content-Type: application/rss+xml; charset=utf-8\n")
        );
        assert!(headers.contains("/api/v1/*\n  X-Robots-Tag: noindex\n"));
        let nginx = text(Host::Nginx, "_nginx.conf");
        assert!(nginx.contains(
            "location = \"/api/v1/tags/c#\" { types { } default_type \"application/json\"; \
             try_files \"/api/v1/tags/c~23.json\" =404; }"
        ));
    }
}
