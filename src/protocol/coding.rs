//! Content codings (RFC 9110, section 8.4.1): negotiation and encoding.

use std::io::{self, Write};

use actix_http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::preference::{MAX_ELEMENTS, Preference, Weight};

/// A content coding. Encoding is deterministic, so encoded bodies can have strong entity tags.
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
    /// All codings. Of several that a client prefers equally, the first one is chosen, because it
    /// compresses best.
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

    /// The maximum length in bytes of a body that is encoded within a fraction of a millisecond.
    pub fn max_fast(self) -> usize {
        match self {
            Self::Brotli | Self::Gzip => 32 * 1024,
            Self::Zstd => 4 * 1024,
        }
    }

    /// Encodes a body.
    ///
    /// # Errors
    /// Returns an error if the encoder fails. For bytes in memory that means out of memory.
    pub fn encode(self, body: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                // At higher qualities, time grows faster than size shrinks.
                let params = brotli::enc::BrotliEncoderParams {
                    quality: 5,
                    size_hint: body.len(),
                    ..Default::default()
                };
                let mut out = Vec::with_capacity(body.len() / 3 + 64);
                brotli::BrotliCompress(&mut &*body, &mut out, &params)?;
                Ok(out)
            }
            Self::Zstd => zstd::bulk::compress(body, zstd_level(body.len())),
            Self::Gzip => {
                let out = Vec::with_capacity(body.len() / 3 + 64);
                let mut encoder = GzEncoder::new(out, Compression::new(6));
                encoder.write_all(body)?;
                encoder.finish()
            }
        }
    }
}

/// The level at which Zstandard makes a body smaller than gzip does, as clients that prefer it expect: at its
/// default level, posts and lists are 5 % to 13 % larger. An encoded body is cached, so its size counts for more
/// than the time, which is about 2 ms for 20 KiB; above 128 KiB low levels suffice, and high ones take 100 ms.
fn zstd_level(bytes: usize) -> i32 {
    match bytes {
        0..=4096 => 19,
        4097..=131_072 => 15,
        _ => 9,
    }
}

/// The codings that a client accepts, by `Accept-Encoding` (RFC 9110, section 12.5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedCodings {
    /// In the order of [`Coding::ALL`]; 0 is not acceptable.
    codings: [Weight; 3],
    /// `None` if it is not listed, so that it is acceptable but not preferred.
    identity: Option<Weight>,
}

impl AcceptedCodings {
    /// What is accepted without the header. The standard allows any coding then, but clients that cannot
    /// decode don't send the header.
    const IDENTITY: Self = Self { codings: [0; 3], identity: None };

    /// Reads the header. Malformed elements are ignored.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut accepted = Self::IDENTITY;
        let mut any = None;
        let mut named = [false; 3];
        let lines = headers.get_all(ACCEPT_ENCODING).filter_map(|line| line.to_str().ok());
        for Preference { name, weight, .. } in lines.flat_map(Preference::all).take(MAX_ELEMENTS) {
            let position = Coding::ALL.iter().position(|coding| {
                name.eq_ignore_ascii_case(coding.name())
                    // Section 8.4.1.3: an alias.
                    || (*coding == Coding::Gzip && name.eq_ignore_ascii_case("x-gzip"))
            });
            if let Some(position) = position {
                accepted.codings[position] = weight;
                named[position] = true;
            } else if name == "*" {
                any = Some(weight);
            } else if name.eq_ignore_ascii_case("identity") {
                accepted.identity = Some(weight);
            }
        }
        if let Some(any) = any {
            for (weight, named) in accepted.codings.iter_mut().zip(named) {
                if !named {
                    *weight = any;
                }
            }
            if any == 0 && accepted.identity.is_none() {
                accepted.identity = Some(0);
            }
        }
        accepted
    }

    /// Whether a body in this coding, or without one, is acceptable.
    pub fn accepts(self, coding: Option<Coding>) -> bool {
        match coding {
            None => self.identity != Some(0),
            Some(coding) => self.weight(coding) > 0,
        }
    }

    /// The coding with the highest weight; `None` if none is acceptable.
    pub fn best_coding(self) -> Option<Coding> {
        let best = Coding::ALL.into_iter().rev().max_by_key(|&coding| self.weight(coding))?;
        (self.weight(best) > 0).then_some(best)
    }

    /// The coding with the highest weight, if that is at least as high as that of no coding.
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

    use super::{AcceptedCodings, Coding};
    use Coding::{Brotli, Gzip, Zstd};

    fn accepted(lines: &[&str]) -> AcceptedCodings {
        let lines = lines
            .iter()
            .map(|line| (ACCEPT_ENCODING, HeaderValue::from_bytes(line.as_bytes()).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        AcceptedCodings::of(&headers)
    }

    #[test]
    fn codings_are_negotiated_as_the_standard_requires() {
        // RFC 9110, section 12.5.3: each row is a rule or an example in it. The columns are the chosen
        // coding, and whether a body without a coding is acceptable.
        for (lines, chosen, identity) in [
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
            let accepted = accepted(lines);
            assert_eq!(accepted.preferred(), chosen, "{lines:?}");
            assert_eq!(accepted.accepts(None), identity, "{lines:?}");
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
        fn encoding_is_reversible_and_deterministic(
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
            let accepted = accepted(&[&line]);
            if let Some(coding) = accepted.preferred() {
                prop_assert!(accepted.accepts(Some(coding)));
            }
        }
    }
}
