//! Tests of signing and checking.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use proptest::prelude::*;

use super::{InvalidLink, MAX_LENGTH, PreviewLink, PreviewLinks};
use crate::api::ApiOptions;
use crate::post::ContentPath;
use crate::text::{Lang, Slug};

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-01-01T12:00:00Z")
}

fn link() -> PreviewLink {
    PreviewLink {
        slug: Slug::new("内存.管理").unwrap(),
        lang: Lang::parse("zh-Hans").unwrap(),
        until: at("2026-01-03T12:00:00Z"),
    }
}

fn links(token: &str, public_url: Option<&str>) -> PreviewLinks {
    let options = ApiOptions {
        preview_token: Some(token.to_owned()),
        public_url: public_url.map(str::to_owned),
        ..ApiOptions::default()
    };
    PreviewLinks::of(&options).unwrap()
}

fn own() -> PreviewLinks {
    links("a-token-of-16-characters", Some("https://api.example"))
}

fn check(links: &PreviewLinks, value: &str) -> Result<PreviewLink, InvalidLink> {
    links.check_post(value, &[], now())
}

/// The signature is that of Python's `hmac`.
#[test]
fn the_signature_is_the_hmac_of_the_payload_by_the_derived_key() {
    let value = own().to_post(&link());
    let parts: Vec<&str> = value.split('.').collect();
    let [version, payload, signature] = parts[..] else { panic!("{value}") };
    assert_eq!(version, "v1");
    let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap();
    assert_eq!(payload, "1767441600.zh-Hans.内存.管理".as_bytes());
    assert_eq!(signature, "SHn3xo3MUulJt7ox_yAFH8rdPGSmFr5peNLIPpGPENs");
}

#[test]
fn a_link_is_valid_until_it_expires() {
    let value = own().to_post(&link());
    assert_eq!(check(&own(), &value), Ok(link()));
    let until = link().until;
    let second = jiff::SignedDuration::from_secs(1);
    assert!(own().check_post(&value, &[], until - second).is_ok());
    assert_eq!(own().check_post(&value, &[], until), Err(InvalidLink::Expired(until)));
}

#[test]
fn a_link_is_valid_for_one_token_api_and_url_only() {
    let value = own().to_post(&link());
    let path = ContentPath::new("a.png");
    let of_asset = own().to_asset(&link(), &path);
    assert_eq!(own().check_asset(&of_asset, "a.png", &[], now()), Ok(link()));
    for (name, checked) in [
        ("token", check(&links("another-token-of-24-char", Some("https://api.example")), &value)),
        ("API", check(&links("a-token-of-16-characters", Some("https://b.example")), &value)),
        ("no API", check(&links("a-token-of-16-characters", None), &value)),
        ("asset", own().check_asset(&value, "a.png", &[], now())),
        ("post", check(&own(), &of_asset)),
        ("other asset", own().check_asset(&of_asset, "b.png", &[], now())),
    ] {
        assert_eq!(checked, Err(InvalidLink::Forged), "{name}");
    }
    // The API was requested under the URL for which the link was made.
    let without = links("a-token-of-16-characters", None);
    let origins = ["http://api.example".to_owned(), "https://api.example".to_owned()];
    assert_eq!(without.check_post(&value, &origins, now()), Ok(link()));
}

#[test]
fn every_change_of_a_link_is_noticed() {
    let value = own().to_post(&link());
    for end in 0..value.len() {
        assert_eq!(check(&own(), &value[..end]), Err(InvalidLink::Forged), "{end}");
    }
    for at in 0..value.len() {
        let mut changed = value.clone().into_bytes();
        for byte in *b"Ax.-0=" {
            if changed[at] != byte {
                let before = std::mem::replace(&mut changed[at], byte);
                let text = String::from_utf8(changed.clone()).unwrap();
                assert_eq!(check(&own(), &text), Err(InvalidLink::Forged), "{text}");
                changed[at] = before;
            }
        }
    }
    assert_eq!(check(&own(), &format!("{value}A")), Err(InvalidLink::Forged));
    assert_eq!(check(&own(), &format!("{value}.")), Err(InvalidLink::Forged));
}

#[test]
fn the_longest_slug_fits() {
    let slug = Slug::new(&"a".repeat(Slug::MAX_BYTES)).unwrap();
    let link = PreviewLink { slug, ..link() };
    let value = own().to_post(&link);
    assert!(value.len() <= MAX_LENGTH);
    assert_eq!(check(&own(), &value), Ok(link));
}

proptest! {
    #[test]
    fn any_text_is_refused(value in "\\PC{0,80}", payload in "\\PC{0,40}") {
        prop_assert_eq!(check(&own(), &value), Err(InvalidLink::Forged));
        let encoded = BASE64URL_NOPAD.encode(payload.as_bytes());
        let signed = format!("v1.{encoded}.{}", "A".repeat(43));
        prop_assert_eq!(check(&own(), &signed), Err(InvalidLink::Forged));
    }
}
