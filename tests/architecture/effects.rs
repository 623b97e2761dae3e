//! Effects: I/O, clocks, async code and global state on floors without them. Tests may have all of them.

use std::fmt::{self, Display};

use crate::Breach;
use crate::code::{Code, ConstructKind};
use crate::floors;
use crate::page::{self, Page};
use crate::resolve::{Link, Target};

/// An effect that a floor can be without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Files, sockets, processes, environment variables and standard streams.
    Io,
    /// Reading the time.
    Clock,
    /// Async code, and threads other than those of rayon.
    Async,
    /// Statics that are not plain data.
    State,
}

impl Effect {
    /// Parses the name used in the page.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Io, Self::Clock, Self::Async, Self::State]
            .into_iter()
            .find(|effect| effect.to_string() == word)
    }
}

impl Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Io => "I/O",
            Self::Clock => "clock",
            Self::Async => "async",
            Self::State => "state",
        })
    }
}

/// Paths that have an effect.
const PATHS: &[(&str, Effect)] = &[
    ("std::env", Effect::Io),
    ("std::fs", Effect::Io),
    ("std::io::stderr", Effect::Io),
    ("std::io::stdin", Effect::Io),
    ("std::io::stdout", Effect::Io),
    ("std::net::TcpListener", Effect::Io),
    ("std::net::TcpStream", Effect::Io),
    ("std::net::ToSocketAddrs", Effect::Io),
    ("std::net::UdpSocket", Effect::Io),
    ("std::os", Effect::Io),
    ("std::path", Effect::Io),
    ("std::process", Effect::Io),
    ("libc", Effect::Io),
    ("rustix", Effect::Io),
    ("socket2", Effect::Io),
    ("std::time::Instant", Effect::Clock),
    ("std::time::SystemTime::now", Effect::Clock),
    ("jiff::Timestamp::now", Effect::Clock),
    ("jiff::Zoned::now", Effect::Clock),
    ("jiff::tz::TimeZone::system", Effect::Clock),
    ("jiff::tz::TimeZone::try_system", Effect::Clock),
    ("std::future", Effect::Async),
    ("std::task", Effect::Async),
    ("std::thread", Effect::Async),
    ("async_trait", Effect::Async),
    ("tokio", Effect::Async),
    ("tokio_rustls", Effect::Async),
    ("tokio_util", Effect::Async),
];

/// Macros that have an effect.
const MACROS: &[(&str, Effect)] = &[
    ("dbg", Effect::Io),
    ("eprint", Effect::Io),
    ("eprintln", Effect::Io),
    ("print", Effect::Io),
    ("println", Effect::Io),
    ("thread_local", Effect::State),
];

/// Returns effects on floors without them, and exceptions that no code needs.
pub fn breaches(page: &Page, code: &Code, links: &[Link<'_>]) -> Vec<Breach> {
    let mut found = Vec::new();
    for Link { reference, target } in links.iter().filter(|link| !link.reference.in_test) {
        let Target::External(path) = target else { continue };
        let path = path.join("::").replacen("core::", "std::", 1);
        let macros = MACROS.iter().map(|(name, effect)| (format!("std::{name}"), effect));
        let paths = PATHS.iter().map(|(known, effect)| ((*known).to_owned(), effect));
        for (known, effect) in paths.chain(macros) {
            let rest = path.strip_prefix(&known);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::")) {
                found.push((reference.file, reference.line, *effect, format!("`{path}`")));
            }
        }
    }
    for construct in &code.constructs {
        let (effect, what) = match &construct.kind {
            ConstructKind::Async => (Effect::Async, "async code".to_owned()),
            ConstructKind::Elapsed => (Effect::Clock, "`.elapsed()`".to_owned()),
            ConstructKind::Static(name) => (Effect::State, format!("the static `{name}`")),
            ConstructKind::Macro(name) => {
                let Some((_, effect)) = MACROS.iter().find(|(known, _)| known == name) else {
                    continue;
                };
                (*effect, format!("`{name}!`"))
            }
        };
        found.push((construct.file, construct.line, effect, what));
    }

    let mut breaches = Vec::new();
    let mut used = vec![false; page.exceptions.len()];
    for (file, line, effect, what) in found {
        let path = &code.files[file];
        let floor = page.floors.iter().find(|floor| floor.name == floors::name(path));
        if !floor.is_some_and(|floor| floor.without.contains(&effect)) {
            continue;
        }
        let is_exception =
            |exception: &page::Exception| exception.file == *path && exception.effect == effect;
        if let Some(at) = page.exceptions.iter().position(is_exception) {
            used[at] = true;
            continue;
        }
        let message = format!("{what}: `{}` is without {effect}", floors::name(path));
        breaches.push(Breach::new(code.file(file), line, message));
    }
    for (exception, _) in page.exceptions.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("`{}` needs no exception for {}", exception.file, exception.effect);
        breaches.push(Breach::new(page::NAME, exception.line, message));
    }
    breaches
}
