//! Languages and time zones.

use jiff::tz::TimeZone;

use crate::config::kind::{Canonical, Describe, Kind, did_you_mean, items, quoted, text};
use crate::config::value::Value;
use crate::text::Lang;
use crate::text::suggest::nearest;

/// A language tag.
pub(in crate::config) struct Language;

impl Describe for Language {
    fn placeholder(&self) -> String {
        "TAG".to_owned()
    }
}

impl Kind<Lang> for Language {
    fn read(&self, value: &Value) -> Result<Lang, String> {
        language(text(value)?)
    }
}

impl Canonical<Lang> for Language {
    fn canonical(&self, value: &Lang) -> Option<String> {
        Some(value.as_str().to_owned())
    }
}

/// A list of language tags; duplicates are dropped.
pub(in crate::config) struct Languages;

impl Describe for Languages {
    fn placeholder(&self) -> String {
        "TAGS".to_owned()
    }
}

impl Kind<Vec<Lang>> for Languages {
    fn read(&self, value: &Value) -> Result<Vec<Lang>, String> {
        let mut languages = Vec::new();
        for tag in items(value, "language tags")? {
            let lang = language(tag)?;
            if !languages.contains(&lang) {
                languages.push(lang);
            }
        }
        Ok(languages)
    }
}

impl Canonical<Vec<Lang>> for Languages {
    fn canonical(&self, value: &Vec<Lang>) -> Option<String> {
        let tags: Vec<&str> = value.iter().map(Lang::as_str).collect();
        Some(tags.join(","))
    }
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).map_err(|_| {
        let tag = quoted(tag);
        format!("{tag} is not a language tag; expected a BCP 47 tag such as zh or pt-BR")
    })
}

/// The name of a time zone in the database that is compiled in.
pub(in crate::config) struct TimeZoneName;

impl Describe for TimeZoneName {
    fn placeholder(&self) -> String {
        "ZONE".to_owned()
    }
}

impl Kind<TimeZone> for TimeZoneName {
    fn read(&self, value: &Value) -> Result<TimeZone, String> {
        let found = text(value)?;
        match TimeZone::get(found) {
            Ok(zone) if !zone.is_unknown() => Ok(zone),
            _ => {
                let known: Vec<String> =
                    jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
                let hint = did_you_mean(nearest(found, known.iter().map(String::as_str)));
                let found = quoted(found);
                Err(format!(
                    "{found} is not a time zone; expected an IANA name such as Asia/Shanghai{hint}"
                ))
            }
        }
    }
}

impl Canonical<TimeZone> for TimeZoneName {
    fn canonical(&self, value: &TimeZone) -> Option<String> {
        value.iana_name().map(str::to_owned)
    }
}
