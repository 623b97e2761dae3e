//! The kinds of query parameters.

mod choice;
mod date;
mod integer;
mod language;
mod order;
mod sync;
mod text;

pub use choice::{AnyOf, Flag, OneOf};
pub use date::{FirstDay, Instant, LastDay};
pub use integer::Integer;
pub use language::Language;
pub use order::Order;
pub use sync::{BucketList, OptionalToken, SentToken, Token};
pub use text::{RequiredText, Text, TextList};
