//! Sync tokens and buckets.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::{Kind, list_of};
use crate::sync::{BUCKETS, Bucket, SyncToken};

/// The maximum length of a token of whatever version.
const MAX_LENGTH: usize = 128;

/// A sync token. It is declared as required, and the reader of the parameter decides what replaces it.
#[derive(Debug, Clone, Copy)]
pub struct Token;

/// A sync token that a client has sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentToken {
    /// A token that may be known.
    Readable(SyncToken),
    /// A token of another version of the format, or one that was damaged. It is as unknown as an expired one, so that
    /// its client goes on in the same way, also after a server was replaced by an older one.
    Foreign,
}

impl SentToken {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(token) = text.parse() {
            return Some(Self::Readable(token));
        }
        let (version, hash) = text.strip_prefix('v')?.split_once('.')?;
        let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_token = is_number && !hash.is_empty() && hash.bytes().all(is_sign);
        (is_token && text.len() <= MAX_LENGTH).then_some(Self::Foreign)
    }
}

impl Kind for Token {
    type Value = Option<SentToken>;

    const IS_REQUIRED: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<SentToken> {
        let expected = "a sync token: pass `meta.syncToken` of a response unchanged";
        argument.parse_single("malformed", expected, SentToken::parse)
    }

    fn schema(&self) -> RefOr<Schema> {
        let pattern = Some("^v[0-9]+\\.[A-Za-z0-9_-]+$");
        let string = ObjectBuilder::new().schema_type(Type::String);
        string.pattern(pattern).max_length(Some(MAX_LENGTH)).into()
    }
}

/// A sync token that may be absent.
#[derive(Debug, Clone, Copy)]
pub struct OptionalToken;

impl Kind for OptionalToken {
    type Value = Option<SentToken>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<SentToken> {
        let expected = "a sync token: pass `syncToken` of a result unchanged";
        argument.parse_single("malformed", expected, SentToken::parse)
    }

    fn schema(&self) -> RefOr<Schema> {
        Token.schema()
    }
}

/// A list of buckets, as hexadecimal numbers.
#[derive(Debug, Clone, Copy)]
pub struct BucketList;

impl Kind for BucketList {
    /// Sorted, without repeats.
    type Value = Vec<Bucket>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<Bucket> {
        let mut buckets = Vec::new();
        let last = BUCKETS - 1;
        for item in argument.items() {
            let is_number = item.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = Bucket::from_str_radix(item, 16).ok().filter(|_| is_number);
            match number {
                Some(number) if usize::from(number) < BUCKETS => buckets.push(number),
                None if !is_number => {
                    let message = format!("accepts hexadecimal numbers from 0 to {last:x}");
                    argument.fail("malformed", Some(item), &message);
                }
                _ => {
                    let message =
                        format!("accepts numbers from 0 to {last:x}, in hexadecimal digits");
                    argument.fail("out_of_range", Some(item), &message);
                }
            }
        }
        buckets.sort_unstable();
        buckets.dedup();
        buckets
    }

    fn schema(&self) -> RefOr<Schema> {
        let pattern = Some("^0{0,3}[0-3]?[0-9a-fA-F]{1,2}$");
        list_of(ObjectBuilder::new().schema_type(Type::String).pattern(pattern)).into()
    }
}
