//! Text processing that knows nothing about posts.

pub mod alphabet;
pub mod chinese;
pub mod common_words;
pub mod control;
pub mod fold;
pub mod hangul;
pub mod invisible;
pub mod lang;
pub mod lang_code;
pub mod lexer;
pub mod line_index;
pub mod nfc;
pub mod pair;
pub mod pinyin;
pub mod plain_letters;
pub mod reading;
mod revision;
pub mod script;
pub mod segment;
mod shortened;
pub mod simplified;
pub mod slug;
pub mod soft_break;
pub mod suggest;
pub mod trim;

pub use lang::Lang;
pub use revision::{Revision, RevisionHasher};
pub use shortened::shortened;
pub use slug::Slug;
