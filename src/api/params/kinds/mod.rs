//! The kinds of query parameters.

mod choice;
mod date;
mod extra;
mod integer;
mod language;
mod order;
mod sync;
mod text;

pub use choice::{AnyOf, Flag, OneOf};
pub use date::{FirstDay, Instant, LastDay};
pub use extra::{ExtraBound, ExtraTexts, ExtraValues, FacetList, PostOrder};
pub use integer::Integer;
pub use language::Language;
pub use order::Order;
pub use sync::{BucketList, OptionalToken, SentToken, Token};
pub use text::{RequiredText, Text, TextList};
