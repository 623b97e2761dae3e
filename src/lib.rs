//! Inkstone serves a folder of Markdown posts as a read-only JSON API.
//!
//! The modules are layers called *floors*, in the order in which content flows: bytes, posts, catalog,
//! answers, HTTP. A module imports only from the floors that its row lists.
//!
//! | floor | what it answers | imports |
//! |---|---|---|
//! | [`text`] | What is a line, a slug, a language tag, a word? | nothing |
//! | [`post`] | What is a post, and what can be wrong with one? | everything above |
//! | [`compile`] | Which post does a file contain? | everything above |
//! | [`catalog`] | What do all posts add up to? | everything above |
//! | [`query`] | Which posts answer a question? | everything above |
//! | [`feed`] | What do feeds and sitemaps say about posts? | everything above |
//! | [`sync`] | What changed between two snapshots? | everything above |
//! | [`source`] | Where do the files come from? | everything above |
//! | [`live`] | Which snapshot is current, and when is there a new one? | everything above |
//! | [`protocol`] | What does HTTP define? | `text` |
//! | [`ops`] | What does an operator see and set? | `text`, `protocol` |
//! | [`api`] | Which operations are there, and what do they return? | everything above |
//! | [`server`] | How does a connection get its responses? | everything above |
//! | [`config`] | What did the operator ask for? | everything above |
//! | [`cli`] | Which commands are there? | everything above |
//!
//! The floors from `text` to `sync` have no I/O, no clock and no global state: the time is an argument,
//! and equal content gives equal answers on every machine. ARCHITECTURE.md describes the floors in
//! detail.

pub mod api;
pub mod catalog;
pub mod cli;
pub mod compile;
pub mod config;
pub mod feed;
pub mod live;
pub mod ops;
pub mod post;
pub mod protocol;
pub mod query;
pub mod server;
pub mod source;
pub mod sync;
pub mod text;
