//! Sync tokens and buckets.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::{Kind, list_of};
use crate::sync::{BUCKETS, Bucket, SyncToken};

/// A sync token. It is declared as required, and the reader of the parameter decides what replaces it.
#[derive(Debug, Clone, Copy)]
pub struct Token;

impl Kind for Token {
    type Value = Option<SyncToken>;

    const IS_REQUIRED: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<SyncToken> {
        let expected = "a sync token: pass `meta.syncToken` of a response unchanged";
        argument.parse_single("malformed", expected, |text| text.parse().ok())
    }

    fn schema(&self) -> RefOr<Schema> {
        let pattern = Some("^v1\\.[A-Za-z0-9_-]{22}$");
        ObjectBuilder::new().schema_type(Type::String).pattern(pattern).into()
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
