//! The schema of an author's own front matter: `_schema.json`, a JSON Schema (2020-12) of the keys without a meaning.
//!
//! It is untrusted like all content. References lead only into the file itself and are replaced by what they refer
//! to, recursion is refused, and the number of schemas is limited. Regular expressions are matched in linear time.
//! So the work to check a post is bounded: its front matter is bounded too.
//!
//! The crate `jsonschema` checks values. A validator of our own would cover the usual keywords only, and a schema
//! with others would be accepted and not enforced.

mod declared;
mod expand;
mod extra;
mod fault;
mod infer;
mod locate;
mod scalar;
mod shape;
mod source;

pub use declared::{DeclaredKey, ScalarValues, text_of};
pub use extra::{ExtraKey, ExtraSchema, MAX_SCHEMA_BYTES, SCHEMA_FILE};
pub use infer::{Inferred, infer};
pub use scalar::{Number, Scalar, ScalarKind};
pub use shape::NotScalar;

pub(super) use locate::locate;

#[cfg(test)]
mod tests;
