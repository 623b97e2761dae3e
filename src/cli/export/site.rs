//! Requests everything that the server serves to the public, and gives each response a file.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::arguments::{ExportArguments, Part};
use super::index::{Entries, Entry};
use super::names::{Names, Paths};
use super::progress::Progress;
use super::search::SearchText;
use super::writer::Writer;
use crate::cli::failure::Failure;
use crate::protocol::ProblemKind;
use crate::protocol::paths::{API, ASSETS, NEIGHBORS_SUFFIX, RELATED_SUFFIX, SOURCE_SUFFIX};
use crate::protocol::percent::{decode_path, encode_component};
use crate::server::{InProcess, Received};

/// Resources with a single file, by target and file.
const SINGLE: [(&str, &str); 17] = [
    ("/", "index.json"),
    ("/api/v1/archive", "api/v1/archive.json"),
    ("/api/v1/site", "api/v1/site.json"),
    ("/api/v1/manifest", "api/v1/manifest.json"),
    ("/api/v1/manifest?tree=true", "api/v1/manifest/tree.json"),
    ("/feed.json", "feed.json"),
    ("/feed.xml", "feed.xml"),
    ("/atom.xml", "atom.xml"),
    ("/sitemap.xml", "sitemap.xml"),
    ("/robots.txt", "robots.txt"),
    ("/llms.txt", "llms.txt"),
    ("/llms-full.txt", "llms-full.txt"),
    ("/openapi.json", "openapi.json"),
    ("/openapi.yaml", "openapi.yaml"),
    ("/highlight.css", "highlight.css"),
    ("/prose.css", "prose.css"),
    ("/schema/post.json", "schema/post.json"),
];

/// The names of terms in paths, and as parameters of lists of posts.
const TERMS: [(&str, &str); 4] =
    [("tags", "tag"), ("categories", "category"), ("authors", "author"), ("series", "series")];

/// The keys of a post that its words are found in.
const TEXT_QUERY: &str = "fields=title,date,description,categories,tags,toc,text";

/// The server's answers, on their way into files.
pub(super) struct Site<'a> {
    pub(super) app: &'a InProcess,
    pub(super) arguments: &'a ExportArguments,
    /// The path before all others; empty, or `/` and a name.
    pub(super) base: &'a str,
    /// What links begin with, before the path.
    pub(super) origin: &'a str,
    pub(super) writer: &'a mut Writer,
    pub(super) progress: &'a mut Progress,
    pub(super) entries: Entries,
    pub(super) texts: Vec<SearchText>,
    assets: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct ManifestRow {
    slug: String,
    lang: String,
}

impl<'a> Site<'a> {
    /// Prepares to request everything.
    pub(super) fn new(
        app: &'a InProcess,
        arguments: &'a ExportArguments,
        (base, origin): (&'a str, &'a str),
        writer: &'a mut Writer,
        progress: &'a mut Progress,
    ) -> Self {
        let (entries, texts, assets) = (Entries::new(), Vec::new(), BTreeSet::new());
        Self { app, arguments, base, origin, writer, progress, entries, texts, assets }
    }

    /// Requests everything.
    pub(super) async fn export(&mut self) -> Result<(), Failure> {
        for (target, file) in SINGLE {
            self.take(target, file).await?;
        }
        for kind in ProblemKind::ALL {
            let code = kind.code();
            self.take(&format!("/problems/{code}"), &format!("problems/{code}.json")).await?;
        }
        for number in 1.. {
            let file = format!("sitemap-{number}.xml");
            if self.take(&format!("/{file}"), &file).await?.is_none() {
                break;
            }
        }
        self.posts().await?;
        for (kind, parameter) in TERMS {
            self.terms(kind, parameter).await?;
        }
        self.assets().await
    }

    async fn posts(&mut self) -> Result<(), Failure> {
        self.list(&format!("{API}/posts"), "api/v1/posts").await?;
        let rows = self.manifest().await?;
        let mut posts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ManifestRow { slug, lang } in rows {
            posts.entry(slug).or_default().push(lang);
        }
        self.progress.expect(posts.len() * 5 + self.entries.len() * 2);
        let names = Names::of(posts.keys().map(String::as_str));
        for (slug, langs) in &posts {
            let (target, file) = (
                format!("{API}/posts/{}", encode_component(slug)),
                format!("api/v1/posts/{}", names.get(slug)),
            );
            self.post(&target, "", (&file, &file), langs.len() == 1).await?;
            if let [lang] = &langs[..] {
                self.source_by_lang(&target, &file, lang).await?;
            } else {
                let names = Names::of(langs.iter().map(String::as_str));
                for lang in langs {
                    let query = format!("lang={}", encode_component(lang));
                    let file = format!("{file}/lang/{}", names.get(lang));
                    self.post(&target, &query, (&file, &file), true).await?;
                }
            }
        }
        Ok(())
    }

    /// Requests the rows of all posts. Without them, an export would remove every post.
    async fn manifest(&self) -> Result<Vec<ManifestRow>, Failure> {
        #[derive(Deserialize)]
        struct Manifest {
            data: Vec<ManifestRow>,
        }
        let found = self.request(&format!("{API}/manifest")).await?;
        let Some(found) = found else {
            return Err(Failure::negative("there is no manifest of the posts to export"));
        };
        let manifest: Manifest = serde_json::from_slice(&found.body)
            .map_err(|error| Failure::negative(format!("the manifest cannot be read: {error}")))?;
        Ok(manifest.data)
    }

    /// Requests a post in one language and what is below it. Without `search`, another one of its slug is found.
    async fn post(
        &mut self,
        target: &str,
        query: &str,
        (file, folder): (&str, &str),
        search: bool,
    ) -> Result<(), Failure> {
        let full = |suffix: &str, more: &str| {
            let query = [query, more].into_iter().filter(|part| !part.is_empty());
            let query = query.collect::<Vec<_>>().join("&");
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{target}{suffix}{mark}{query}")
        };
        if let Some(post) = self.take(&full("", ""), &format!("{file}.json")).await? {
            self.find_assets(&post.body);
        }
        // Where another post has the slug with the suffix, the target is that post.
        let source = full(SOURCE_SUFFIX, "");
        if let Some(found) = self.request(&source).await?
            && found.content_type().starts_with("text/markdown")
        {
            self.keep(&source, &format!("{file}.md"), &found)?;
        }
        if self.arguments.includes(Part::Related) {
            self.take(&full(RELATED_SUFFIX, ""), &format!("{folder}/related.json")).await?;
        }
        if self.arguments.includes(Part::Neighbors) {
            self.take(&full(NEIGHBORS_SUFFIX, ""), &format!("{folder}/neighbors.json")).await?;
        }
        if search && self.arguments.includes(Part::Search) {
            let file = format!("{folder}/text.json");
            if let Some(found) = self.take(&full("", TEXT_QUERY), &file).await? {
                self.texts.extend(SearchText::read(&found.body, folder));
            }
        }
        Ok(())
    }

    /// Adds the target by which `llms.txt` links to the source of a post whose slug has one language.
    async fn source_by_lang(
        &mut self,
        target: &str,
        file: &str,
        lang: &str,
    ) -> Result<(), Failure> {
        let plain = format!("{target}{SOURCE_SUFFIX}");
        let Some(entry) = self.entries.get(&format!("{}{plain}", self.base)) else { return Ok(()) };
        let etag = entry.etag.clone();
        let by_lang = format!("{plain}?lang={}", encode_component(lang));
        if let Some(found) = self.request(&by_lang).await?
            && found.etag() == etag
        {
            self.keep(&by_lang, &format!("{file}.md"), &found)?;
        }
        Ok(())
    }

    async fn terms(&mut self, kind: &str, parameter: &str) -> Result<(), Failure> {
        let pages = self.list(&format!("{API}/{kind}"), &format!("api/v1/{kind}")).await?;
        let slugs: Vec<String> = pages
            .iter()
            .flat_map(|page| page["data"].as_array().into_iter().flatten())
            .filter_map(|term| Some(term["slug"].as_str()?.to_owned()))
            .collect();
        let names = Names::of(slugs.iter().map(String::as_str));
        for slug in &slugs {
            let (encoded, name) = (encode_component(slug), names.get(slug));
            let file = format!("api/v1/{kind}/{name}");
            self.take(&format!("{API}/{kind}/{encoded}"), &format!("{file}.json")).await?;
            let posts = format!("{API}/posts?{parameter}={encoded}");
            self.list(&posts, &format!("{file}/posts")).await?;
        }
        Ok(())
    }

    /// Requests a list with its further pages, as they link to each other.
    async fn list(&mut self, target: &str, file: &str) -> Result<Vec<Value>, Failure> {
        let mut pages: Vec<Value> = Vec::new();
        let mut next = Some((target.to_owned(), format!("{file}.json")));
        while let Some((target, path)) = next.take() {
            let Some(found) = self.take(&target, &path).await? else { break };
            let page: Value = serde_json::from_slice(&found.body).unwrap_or_default();
            let link = |name: &str| page["links"][name].as_str().and_then(|link| self.target(link));
            let (first, following) = (link("first"), link("next"));
            if pages.is_empty()
                && let Some(first) = first
            {
                // The second page links to it, and its own links differ.
                self.take(&first, &format!("{file}/page/1.json")).await?;
            }
            next = following.map(|link| (link, format!("{file}/page/{}.json", pages.len() + 2)));
            pages.push(page);
        }
        Ok(pages)
    }

    async fn assets(&mut self) -> Result<(), Failure> {
        let found: Vec<(String, String)> = std::mem::take(&mut self.assets)
            .into_iter()
            .filter_map(|encoded| Some((decode_path(&encoded)?, encoded)))
            .collect();
        let names = Paths::of(found.iter().map(|(path, _)| path.as_str()));
        for (path, encoded) in &found {
            let file = format!("assets/{}", names.get(path));
            self.take(&format!("{ASSETS}/{encoded}"), &file).await?;
        }
        Ok(())
    }

    /// Notes the assets that a response links to.
    fn find_assets(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body);
        let prefix = format!("{}{ASSETS}/", self.origin);
        for (at, _) in text.match_indices(&prefix) {
            let rest = &text[at + prefix.len()..];
            let is_in_path = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
            let end = rest.find(|c| !is_in_path(c)).unwrap_or(rest.len());
            let path = rest[..end].trim_end_matches(['/', '.']);
            if !path.is_empty()
                && !path.split('/').any(|segment| matches!(segment, "" | "." | ".."))
            {
                self.assets.insert(path.to_owned());
            }
        }
    }

    /// Returns the target of a link in a response.
    fn target(&self, link: &str) -> Option<String> {
        link.strip_prefix(self.origin).map(str::to_owned)
    }

    /// Returns the path of a file from the folder.
    fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.base).trim_start_matches('/').to_owned()
    }

    /// Requests a target and writes what is there, if anything is.
    async fn take(&mut self, target: &str, file: &str) -> Result<Option<Received>, Failure> {
        let Some(found) = self.request(target).await? else { return Ok(None) };
        self.keep(target, file, &found)?;
        Ok(Some(found))
    }

    /// Requests a target; `None` if nothing is there, or if the server refuses it, for example because a term is longer
    /// than parameters may be.
    async fn request(&self, target: &str) -> Result<Option<Received>, Failure> {
        let whole = format!("{}{target}", self.base);
        let found = self.app.get(&whole).await;
        let found = found.map_err(|problem| Failure::negative(problem.detail))?;
        match found.status {
            StatusCode::OK => Ok(Some(found)),
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_client_error() => {
                let problem: Value = serde_json::from_slice(&found.body).unwrap_or_default();
                let detail = problem["detail"].as_str().unwrap_or_default();
                tracing::warn!("`{whole}` is left out, because the server refuses it: {detail}");
                Ok(None)
            }
            status => {
                let body = String::from_utf8_lossy(&found.body).into_owned();
                Err(Failure::negative(format!("`{whole}` was answered with {status}: {body}")))
            }
        }
    }

    /// Writes a response.
    fn keep(&mut self, target: &str, file: &str, found: &Received) -> Result<(), Failure> {
        let file = self.path(file);
        self.writer.add(&file, &found.body)?;
        self.progress.advance();
        let entry = Entry {
            file,
            content_type: found.content_type().to_owned(),
            etag: found.etag().to_owned(),
            bytes: found.body.len(),
        };
        self.entries.insert(format!("{}{target}", self.base), entry);
        Ok(())
    }
}
