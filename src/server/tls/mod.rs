//! TLS with certificates from files, which can be renewed while the server runs.

mod current;
mod expiry;
mod files;
mod pair;
mod renewal;

use std::fmt;
use std::io;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::UnixTime;
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::socket::Socket;
use current::Current;
use expiry::Expiry;
pub use files::TlsFiles;
use pair::Pair;
pub use pair::TlsError;
use renewal::Renewal;

/// The protocol over TLS (RFC 7301). HTTP/2 requires a proxy.
const PROTOCOL: &[u8] = b"http/1.1";

/// The supported versions of TLS.
const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

/// TLS with the current certificate.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// Loads the certificate and watches its files for renewals.
    ///
    /// # Errors
    /// Returns an error if the files cannot be used.
    pub fn of(files: TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let pair = Pair::read(&files);
        let identity = pair.identity();
        let key = pair.certified(&files, &provider)?;
        let mut expiry = Expiry::of(&key);
        if let Some(warning) = expiry.warning(UnixTime::now()) {
            tracing::warn!("{warning}");
        }
        let current = Arc::new(Current(ArcSwap::from_pointee(key)));
        let config = configure(Arc::clone(&provider), Arc::clone(&current))?;
        renewal::watch(Renewal::new(files, identity, expiry, provider), Arc::downgrade(&current));
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// Performs the handshake with a client, without a timeout.
    ///
    /// # Errors
    /// Returns an error if the handshake fails or the client disconnects.
    pub async fn accept(&self, socket: Socket) -> io::Result<TlsStream<Socket>> {
        self.acceptor.accept(socket).await
    }
}

fn configure(
    provider: Arc<CryptoProvider>,
    current: Arc<Current>,
) -> Result<ServerConfig, TlsError> {
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&VERSIONS)
        .map_err(TlsError::Library)?
        .with_no_client_auth()
        .with_cert_resolver(current);
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    // Returning clients have a shorter handshake, with any worker.
    config.ticketer = ring::Ticketer::new().map_err(TlsError::Library)?;
    Ok(config)
}
