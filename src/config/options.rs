//! The options of each floor, taken from checked settings.

use std::net::SocketAddr;

use super::settings::{Secret, Settings};
use super::table::Key;
use crate::api::ApiOptions;
use crate::catalog::CatalogOptions;
use crate::compile::CompileOptions;
use crate::server::{ListenOptions, TlsFiles};
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
            default_lang: self.compile.default_lang.clone(),
            preview_token: self.preview_token.clone().map(|Secret(token)| token),
            everyone: self.everyone,
            ..self.http.clone()
        }
    }

    /// Returns how the server listens, given the addresses of its hosts.
    pub fn listen_options(
        &self,
        address: SocketAddr,
        operations: Option<SocketAddr>,
    ) -> ListenOptions {
        ListenOptions { address, operations, tls: self.tls(), ..self.connections.clone() }
    }

    /// Returns the files of the certificate; `None` if the server does not use TLS.
    pub fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }

    /// Returns the URL under which clients see the API, without a trailing slash.
    pub fn public_url(&self) -> Option<&str> {
        self.http.public_url.as_deref()
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
