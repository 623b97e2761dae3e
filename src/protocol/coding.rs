//! Content codings (RFC 9110, section 8.4.1): which ones a client takes, and how bodies are encoded.

use std::io::{self, Write};

use actix_http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::preference::{MOST_ELEMENTS, Preference, Weight};

/// A coding of a body. The same bytes always come out of the same body, so that a strong entity tag
/// can name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// Gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// Every coding. Of those that a client likes equally the first is taken: it makes the smallest
    /// answers.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The registered name, for `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The value of `Content-Encoding`.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    /// Encodes a body.
    ///
    /// # Errors
    /// Where the encoder fails, which for bytes in memory means that memory is short.
    pub fn encode(self, body: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                // From 5 on time grows faster than size shrinks.
                let params = brotli::enc::BrotliEncoderParams {
                    quality: 5,
                    size_hint: body.len(),
                    ..Default::default()
                };
                let mut out = Vec::with_capacity(body.len() / 3 + 64);
                brotli::BrotliCompress(&mut &*body, &mut out, &params)?;
                Ok(out)
            }
            Self::Zstd => zstd::bulk::compress(body, 3),
            Self::Gzip => {
                let out = Vec::with_capacity(body.len() / 3 + 64);
                let mut encoder = GzEncoder::new(out, Compression::new(6));
                encoder.write_all(body)?;
                encoder.finish()
            }
        }
    }
}

/// Which codings a client takes, by `Accept-Encoding` (RFC 9110, section 12.5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptable {
    /// By the order of [`Coding::ALL`]; 0 is not acceptable.
    codings: [Weight; 3],
    /// Nothing where it is not named, which makes it acceptable, but no wish.
    identity: Option<Weight>,
}

impl Acceptable {
    /// What a client takes that does not tell. Any coding would do by the standard; one that cannot
    /// decode does not say so, though.
    const PLAIN: Self = Self { codings: [0; 3], identity: None };

    /// Reads the header. Elements that cannot be read are passed over.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut acceptable = Self::PLAIN;
        let mut any = None;
        let mut named = [false; 3];
        let lines = headers.get_all(ACCEPT_ENCODING).filter_map(|line| line.to_str().ok());
        for Preference { name, weight, .. } in lines.flat_map(Preference::all).take(MOST_ELEMENTS) {
            let position = Coding::ALL.iter().position(|coding| {
                name.eq_ignore_ascii_case(coding.name())
                    // Section 8.4.1.3: the old name means the same.
                    || (*coding == Coding::Gzip && name.eq_ignore_ascii_case("x-gzip"))
            });
            if let Some(position) = position {
                acceptable.codings[position] = weight;
                named[position] = true;
            } else if name == "*" {
                any = Some(weight);
            } else if name.eq_ignore_ascii_case("identity") {
                acceptable.identity = Some(weight);
            }
        }
        if let Some(any) = any {
            for (weight, named) in acceptable.codings.iter_mut().zip(named) {
                if !named {
                    *weight = any;
                }
            }
            if any == 0 && acceptable.identity.is_none() {
                acceptable.identity = Some(0);
            }
        }
        acceptable
    }

    /// Whether a body in this coding, or in none, is acceptable.
    pub fn takes(self, coding: Option<Coding>) -> bool {
        match coding {
            None => self.identity != Some(0),
            Some(coding) => self.weight(coding) > 0,
        }
    }

    /// The coding that the client likes best; nothing where it takes none.
    pub fn best_coding(self) -> Option<Coding> {
        let best = Coding::ALL.into_iter().rev().max_by_key(|&coding| self.weight(coding))?;
        (self.weight(best) > 0).then_some(best)
    }

    /// The coding that is liked at least as well as no coding.
    pub fn preferred(self) -> Option<Coding> {
        let best = self.best_coding()?;
        (self.weight(best) >= self.identity.unwrap_or(0)).then_some(best)
    }

    fn weight(self, coding: Coding) -> Weight {
        self.codings[coding as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use actix_http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
    use proptest::prelude::*;

    use super::{Acceptable, Coding};
    use Coding::{Brotli, Gzip, Zstd};

    fn acceptable(lines: &[&str]) -> Acceptable {
        let lines = lines
            .iter()
            .map(|line| (ACCEPT_ENCODING, HeaderValue::from_bytes(line.as_bytes()).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        Acceptable::of(&headers)
    }

    #[test]
    fn what_a_client_takes_follows_the_standard() {
        // RFC 9110, section 12.5.3: each row is a rule or an example of it. The coding that is
        // chosen, and whether a body without one is acceptable.
        for (lines, chosen, plain) in [
            (&[][..], None, true),
            (&[""], None, true),
            (&["compress, gzip"], Some(Gzip), true),
            (&["*"], Some(Brotli), true),
            (&["compress;q=0.5, gzip;q=1.0"], Some(Gzip), true),
            (&["gzip;q=1.0, identity; q=0.5, *;q=0"], Some(Gzip), true),
            (&["identity"], None, true),
            (&["identity;q=1, br;q=0.5"], None, true),
            (&["identity;q=0.5, br;q=0.5"], Some(Brotli), true),
            (&["identity;q=0"], None, false),
            (&["*;q=0"], None, false),
            (&["*;q=0, identity;q=0.1"], None, true),
            (&["identity;q=0, zstd"], Some(Zstd), false),
            (&["br;q=0, *"], Some(Zstd), true),
            (&["br;q=0, zstd;q=0.001"], Some(Zstd), true),
            (&["gzip, deflate, br, zstd"], Some(Brotli), true),
            (&["zstd;q=0.9, br;q=0.8, gzip;q=0.7"], Some(Zstd), true),
            (&["gzip;q=0.8", "br;q=0.2"], Some(Gzip), true),
            (&["GZIP"], Some(Gzip), true),
            (&["x-gzip"], Some(Gzip), true),
            (&["deflate"], None, true),
            (&["br;q=2, gzip"], Some(Gzip), true),
            (&["br;q=x"], None, true),
            (&[", ,gzip ;q=0.5,"], Some(Gzip), true),
        ] {
            let acceptable = acceptable(lines);
            assert_eq!(acceptable.preferred(), chosen, "{lines:?}");
            assert_eq!(acceptable.takes(None), plain, "{lines:?}");
        }
    }

    fn decode(coding: Coding, encoded: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match coding {
            Brotli => brotli::Decompressor::new(encoded, 4096).read_to_end(&mut out).unwrap(),
            Zstd => zstd::stream::Decoder::new(encoded).unwrap().read_to_end(&mut out).unwrap(),
            Gzip => flate2::read::GzDecoder::new(encoded).read_to_end(&mut out).unwrap(),
        };
        out
    }

    proptest! {
        #[test]
        fn what_is_encoded_can_be_decoded_and_is_the_same_each_time(
            body in prop::collection::vec(any::<u8>(), 0..4000),
            times in 1_usize..40,
        ) {
            let body = body.repeat(times);
            for coding in Coding::ALL {
                let encoded = coding.encode(&body).unwrap();
                prop_assert!(decode(coding, &encoded) == body);
                prop_assert!(coding.encode(&body).unwrap() == encoded);
            }
        }

        #[test]
        fn any_header_can_be_read(line in "[ -~]{0,200}") {
            let acceptable = acceptable(&[&line]);
            if let Some(coding) = acceptable.preferred() {
                prop_assert!(acceptable.takes(Some(coding)));
            }
        }
    }
}
