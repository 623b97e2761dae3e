//! The options of each floor, taken from checked settings.

use super::settings::{Secret, Settings};
use super::table::Key;
use crate::api::ApiOptions;
use crate::catalog::CatalogOptions;
use crate::compile::CompileOptions;
use crate::server::{ListenAddress, ListenOptions, TlsFiles};
use crate::text::Revision;

impl Settings {
    /// Returns how files are compiled.
    pub fn compile_options(&self) -> CompileOptions {
        let render = &self.http.render;
        CompileOptions {
            raw_html: render.raw_html,
            embeds: render.embeds.clone(),
            ..self.compile.clone()
        }
    }

    /// Returns how a snapshot is built.
    pub fn catalog_options(&self) -> CatalogOptions {
        CatalogOptions {
            default_lang: self.compile.default_lang.clone(),
            post_path: self.http.post_path.clone(),
            everyone: self.everyone,
            settings: self.revision(),
        }
    }

    /// Returns how the service answers.
    pub fn api_options(&self) -> ApiOptions {
        ApiOptions {
            public_url: self.public_url(),
            default_lang: self.compile.default_lang.clone(),
            preview_token: self.preview_token.clone().map(|Secret(token)| token),
            everyone: self.everyone,
            ..self.http.clone()
        }
    }

    /// Returns how the server listens, given the addresses of its hosts.
    pub fn listen_options(
        &self,
        address: ListenAddress,
        operations: Option<ListenAddress>,
    ) -> ListenOptions {
        ListenOptions { address, operations, tls: self.tls(), ..self.connections.clone() }
    }

    /// Returns the files of the certificate; `None` if the server does not use TLS.
    pub fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }

    /// Returns the URL under which clients see the API, without a trailing slash. The base path is added to
    /// one without a path, because one with a path has it already, or a proxy has changed it.
    pub fn public_url(&self) -> Option<String> {
        let url = self.http.public_url.as_deref()?;
        let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        let path = if has_path { "" } else { self.base_path() };
        Some(format!("{url}{path}"))
    }

    /// Returns whether code is highlighted.
    pub fn highlights(&self) -> bool {
        self.http.render.highlight
    }

    /// Returns the prefix of the paths of requests, without a trailing slash; empty if there is none.
    pub fn base_path(&self) -> &str {
        self.http.base_path.as_str()
    }

    /// Returns the identity of all settings that content and responses depend on. An unset one differs
    /// from an empty one.
    fn revision(&self) -> Revision {
        let fields: Vec<_> = Key::ALL
            .iter()
            .filter_map(|key| Some([key.name().to_owned(), key.canonical(self)?]))
            .collect();
        Revision::of_parts(fields.iter().flatten().map(String::as_bytes))
    }
}
