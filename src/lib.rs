//! Inkstone turns a folder of Markdown posts into a read-only JSON API.
//!
//! The crate is a stack of floors. A module imports only from floors below its own, so the code
//! reads in the order in which content flows: bytes → post → catalog → answer → HTTP.
//!
//! | floor | module | what it answers |
//! |---|---|---|
//! | 0 | [`text`] | what is a line, a slug, a language tag, a word? |
//! | 1 | [`post`] | what is a post, and what can be wrong with one? |
//! | 2 | [`compile`] | what post do these bytes say? |
//! | 3 | [`catalog`] | what do all the posts say together? |
//! | 4 | [`query`] | which posts answer this question? |
//! | 5 | [`source`], [`live`] | where do the bytes come from, and which snapshot is current? |
//! | 6 | [`http`] | how does an answer look on the wire? |
//! | 7 | [`config`], [`cli`] | what did the operator ask for? |
//!
//! Floors 0 to 4 have no I/O, no clock and no global state: the time is an argument, and equal
//! content gives equal answers on every machine.

pub mod api;
pub mod catalog;
pub mod cli;
pub mod compile;
pub mod config;
pub mod live;
pub mod ops;
pub mod post;
pub mod protocol;
pub mod query;
pub mod server;
pub mod source;
pub mod text;
