//! What changed between two snapshots, for clients that keep a copy of the content.
//!
//! A [`Manifest`] lists the public posts with the hashes of their content, and its [`SyncToken`] names it.
//! [`Past`] remembers manifests, each as its difference from the next one, so the changes since any of them can be
//! computed. Nothing here depends on a clock or a sequence, so replicas with equal content have equal tokens.

mod buckets;
mod change;
mod combined;
mod cursor;
mod difference;
mod event;
mod lines;
mod manifest;
mod past;
mod row;
mod token;

pub use buckets::{BUCKETS, Bucket, BucketHash, bucket_of};
pub use change::{Change, Op};
pub use cursor::{ChangeCursor, ChangeCursorError};
pub use event::ContentEvent;
pub use manifest::Manifest;
pub use past::{Bounds, FindAlias, Past, PastPost, Step, Version};
pub use row::Row;
pub use token::{SyncToken, SyncTokenError};
