//! Prepared parts of response heads.

use std::sync::OnceLock;

use actix_web::http::header::HeaderValue;

use crate::protocol::coding::Coding;
use crate::protocol::cors::CorsGrant;

/// What the head of a cached response depends on, except for the headers of which every response has a value of
/// its own.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockKey {
    /// Whether the client has the body already.
    pub is_not_modified: bool,
    /// The coding of the body.
    pub coding: Option<Coding>,
    /// Whether the latest change of the posts is past.
    pub is_change_past: bool,
    /// The value of `Cache-Control`.
    pub cache_control: HeaderValue,
    /// Which origin may read the response.
    pub grant: CorsGrant,
}

/// The prepared parts of a response's heads. They are added once and never change, so readers need no lock.
#[derive(Debug, Default)]
pub struct HeadBlocks(OnceLock<Box<Node>>);

#[derive(Debug)]
struct Node {
    key: BlockKey,
    bytes: Box<[u8]>,
    next: HeadBlocks,
}

impl HeadBlocks {
    /// The maximum number of blocks: a body with and without a coding, and a 304 for each.
    pub const MOST: usize = 4;

    /// Appends the block of `key`, made by `make` if there is none, to `out`.
    pub fn append_to(&self, key: BlockKey, out: &mut Vec<u8>, make: impl FnOnce() -> Vec<u8>) {
        let mut blocks = self;
        for _ in 0..Self::MOST {
            match blocks.0.get() {
                Some(node) if node.key == key => return out.extend_from_slice(&node.bytes),
                Some(node) => blocks = &node.next,
                None => {
                    let bytes = make();
                    out.extend_from_slice(&bytes);
                    let node = Node { key, bytes: bytes.into(), next: Self::default() };
                    // If another thread was faster, this block is added the next time.
                    let _ = blocks.0.set(Box::new(node));
                    return;
                }
            }
        }
        out.extend_from_slice(&make());
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue};

    use super::{BlockKey, HeadBlocks};
    use crate::protocol::cors::CorsOrigins;

    fn key(cache_control: &'static str) -> BlockKey {
        BlockKey {
            is_not_modified: false,
            coding: None,
            is_change_past: true,
            cache_control: HeaderValue::from_static(cache_control),
            grant: CorsOrigins::Any.grant(&HeaderMap::new()),
        }
    }

    #[test]
    fn blocks_are_made_once_as_long_as_there_is_room() {
        let blocks = HeadBlocks::default();
        let mut made = 0;
        for _ in 0..3 {
            for value in ["a", "b", "c", "d", "e"] {
                let mut out = b"before ".to_vec();
                blocks.append_to(key(value), &mut out, || {
                    made += 1;
                    value.as_bytes().to_vec()
                });
                assert_eq!(out, format!("before {value}").as_bytes());
            }
        }
        assert_eq!(made, HeadBlocks::MOST + 3, "the last one each time");
    }
}
