//! The kinds of values that settings accept.

mod address;
mod base_path;
mod choice;
mod globs;
mod hosts;
mod mode;
mod number;
mod origins;
mod policy;
mod post_path;
mod proxies;
mod rate;
mod region;
mod robots;
mod size;
mod text;
mod tools;
mod watching;

pub(super) use address::{CollectorUrl, HostPort, HttpUrl};
pub(super) use base_path::PathPrefix;
pub(super) use choice::{Choice, Switch};
pub(super) use globs::Globs;
pub(super) use hosts::Hosts;
pub(super) use mode::FileMode;
pub(super) use number::{Integer, Seconds, Size};
pub(super) use origins::Origins;
pub(super) use policy::CacheDirectives;
pub(super) use post_path::PostPath;
pub(super) use proxies::Proxies;
pub(super) use rate::RequestRate;
pub(super) use region::{Language, Languages, TimeZoneName};
pub(super) use robots::RobotsRules;
pub(super) use text::{Text, Token};
pub(super) use tools::ToolSyntax;
pub(super) use watching::Watching;
