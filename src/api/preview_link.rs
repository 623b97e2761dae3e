//! Preview links: signed, expiring permissions to see one post without the preview token.
//!
//! A link is `v1.PAYLOAD.SIGNATURE`, both in base64url. The payload is `EXPIRY.LANG.SLUG`, with the expiry in seconds
//! since 1970. The signature is the HMAC-SHA256 (RFC 2104) of what the link gives access to, by a key that is derived
//! from the token for the API, so a new token invalidates all links, and those of another API are not valid.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use ring::hmac::{HMAC_SHA256, Key, sign, verify};

use super::options::ApiOptions;
use crate::post::{ContentPath, Post};
use crate::text::{Lang, Slug};

/// The length that no link exceeds, in characters: the slug has up to [`Slug::MAX_BYTES`] bytes.
pub const MAX_LENGTH: usize = 2048;

const VERSION: &str = "v1";

/// The prefix of the message from which a key is derived. Other uses of the token have another one.
const PURPOSE: &str = "inkstone preview link v1\0";

/// What a preview link gives access to, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLink {
    /// The slug of the post.
    pub slug: Slug,
    /// The language of the post.
    pub lang: Lang,
    /// The time at which the link expires, in whole seconds.
    pub until: Timestamp,
}

impl PreviewLink {
    /// Creates a link to a post.
    pub fn to(post: &Post, until: Timestamp) -> Self {
        Self { slug: post.slug.clone(), lang: post.lang.clone(), until }
    }

    /// Returns the signed part of a link.
    pub fn payload(&self) -> String {
        format!("{}.{}.{}", self.until.as_second(), self.lang, self.slug)
    }

    fn parse(payload: &str) -> Option<Self> {
        let (until, rest) = payload.split_once('.')?;
        let (lang, slug) = rest.split_once('.')?;
        let until = Timestamp::from_second(until.parse().ok()?).ok()?;
        let link = Self { slug: Slug::new(slug).ok()?, lang: Lang::parse(lang).ok()?, until };
        // Only one spelling is valid.
        (link.payload() == payload).then_some(link)
    }
}

/// Why a preview link gives no access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidLink {
    /// It was not signed for this API and this URL, or it was changed.
    Forged,
    /// It expired at this time.
    Expired(Timestamp),
}

/// Signs and checks the preview links of an API.
#[derive(Clone)]
pub struct PreviewLinks {
    token: Key,
    api: String,
}

impl fmt::Debug for PreviewLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewLinks").field("api", &self.api).finish_non_exhaustive()
    }
}

impl PreviewLinks {
    /// Returns the signer of an API; `None` if it has no preview token.
    pub fn of(options: &ApiOptions) -> Option<Self> {
        let token = options.preview_token.as_ref()?;
        Some(Self {
            token: Key::new(HMAC_SHA256, token.as_bytes()),
            api: options.origin().to_owned(),
        })
    }

    /// Returns the value of the parameter for the URL of a post.
    pub fn to_post(&self, link: &PreviewLink) -> String {
        self.sign(link, of_post)
    }

    /// Returns the value of the parameter for the URL of an asset to which the post refers. It gives access to
    /// nothing else.
    pub fn to_asset(&self, link: &PreviewLink, path: &ContentPath) -> String {
        self.sign(link, |payload| of_asset(payload, path.as_str()))
    }

    /// Checks a link in the URL of a post. `origins` are the URLs under which the API was requested, for links that
    /// were made for one of them although the API has no `public_url`.
    ///
    /// # Errors
    /// Returns why the link gives no access.
    pub fn check_post(
        &self,
        value: &str,
        origins: &[String],
        now: Timestamp,
    ) -> Result<PreviewLink, InvalidLink> {
        self.check(value, origins, now, of_post)
    }

    /// Checks a link in the URL of the asset at `path`, like [`Self::check_post`].
    ///
    /// # Errors
    /// Returns why the link gives no access.
    pub fn check_asset(
        &self,
        value: &str,
        path: &str,
        origins: &[String],
        now: Timestamp,
    ) -> Result<PreviewLink, InvalidLink> {
        self.check(value, origins, now, |payload| of_asset(payload, path))
    }

    fn sign(&self, link: &PreviewLink, message: impl Fn(&str) -> Vec<u8>) -> String {
        let payload = link.payload();
        let signature = sign(&self.key(&self.api), &message(&payload));
        let encoded = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        format!("{VERSION}.{}.{}", encoded(payload.as_bytes()), encoded(signature.as_ref()))
    }

    fn check(
        &self,
        value: &str,
        origins: &[String],
        now: Timestamp,
        message: impl Fn(&str) -> Vec<u8>,
    ) -> Result<PreviewLink, InvalidLink> {
        let (payload, signature) = parts(value).ok_or(InvalidLink::Forged)?;
        let message = message(&payload);
        // The comparison takes the same time wherever the signatures differ.
        let is_signed_for = |api: &str| verify(&self.key(api), &message, &signature).is_ok();
        if !is_signed_for(&self.api) && !origins.iter().any(|origin| is_signed_for(origin)) {
            return Err(InvalidLink::Forged);
        }
        let link = PreviewLink::parse(&payload).ok_or(InvalidLink::Forged)?;
        if link.until <= now {
            return Err(InvalidLink::Expired(link.until));
        }
        Ok(link)
    }

    /// Derives the key of an API.
    fn key(&self, api: &str) -> Key {
        let derived = sign(&self.token, format!("{PURPOSE}{api}").as_bytes());
        Key::new(HMAC_SHA256, derived.as_ref())
    }
}

/// Returns the payload and the signature of a link.
fn parts(value: &str) -> Option<(String, Vec<u8>)> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    let (payload, signature) = value.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    let decoded = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    Some((String::from_utf8(decoded(payload)?).ok()?, decoded(signature)?))
}

/// Returns the message that is signed for a post. No payload and no path contains a null character.
fn of_post(payload: &str) -> Vec<u8> {
    format!("post\0{payload}").into_bytes()
}

/// Returns the message that is signed for an asset.
fn of_asset(payload: &str, path: &str) -> Vec<u8> {
    format!("asset\0{payload}\0{path}").into_bytes()
}

#[cfg(test)]
mod tests;
