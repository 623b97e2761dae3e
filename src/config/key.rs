//! Names and descriptions that follow from the table.

use std::sync::LazyLock;

use super::table::Key;

/// The prefix of all variables.
pub const ENV_PREFIX: &str = "INKSTONE_";

struct Derived {
    variable: String,
    flag: String,
    placeholder: String,
    range: Option<String>,
}

/// In the order of [`Key::ALL`].
static DERIVED: LazyLock<Vec<Derived>> = LazyLock::new(|| {
    let derived = |&key: &Key| Derived {
        variable: format!("{ENV_PREFIX}{}", key.name().to_ascii_uppercase()),
        flag: key.name().replace('_', "-"),
        placeholder: key.kind().placeholder(),
        range: key.kind().range(),
    };
    Key::ALL.iter().map(derived).collect()
});

impl Key {
    fn derived(self) -> &'static Derived {
        &DERIVED[self as usize]
    }

    /// Returns the setting with this name in `inkstone.toml`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// Returns the setting with this variable.
    pub fn from_variable(variable: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.variable() == variable)
    }

    /// Returns the name of the variable, such as `INKSTONE_PUBLIC_URL`.
    pub fn variable(self) -> &'static str {
        &self.derived().variable
    }

    /// Returns the name of the flag without its dashes, such as `public-url`.
    pub fn flag(self) -> &'static str {
        &self.derived().flag
    }

    /// Returns the placeholder of the value, such as `URL` or `text|json`; empty for a switch.
    pub fn placeholder(self) -> &'static str {
        &self.derived().placeholder
    }

    /// Returns the bounds of the value, such as `1KiB to 64KiB`; `None` if it has none.
    pub fn range(self) -> Option<&'static str> {
        self.derived().range.as_deref()
    }

    /// Returns the first sentence of the help text.
    pub fn summary(self) -> &'static str {
        self.help().split_inclusive(". ").next().expect("no help text is empty").trim_end()
    }

    /// Returns the value that the flag without one means; `None` if it needs a value.
    pub fn without_value(self) -> Option<&'static str> {
        self.kind().without_value()
    }

    /// Returns the name of a flag that switches the setting off, without its dashes, and the value that it means.
    pub fn negated(self) -> Option<(&'static str, &'static str)> {
        self.kind().negated()
    }

    /// Returns whether the value must never be shown.
    pub fn is_secret(self) -> bool {
        self.kind().is_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn the_three_names_of_a_setting_agree() {
        assert_eq!(Key::PublicUrl.variable(), "INKSTONE_PUBLIC_URL");
        assert_eq!(Key::PublicUrl.flag(), "public-url");
        for &key in Key::ALL {
            assert_eq!(Key::from_name(key.name()), Some(key));
            assert_eq!(Key::from_variable(key.variable()), Some(key));
        }
    }

    #[test]
    fn a_setting_is_described_by_its_entry() {
        assert_eq!(Key::MaxUrl.range(), Some("1KiB to 64KiB"));
        assert_eq!(Key::LogFormat.placeholder(), "text|json");
        assert_eq!(Key::Listen.summary(), "The address to listen on.");
        assert_eq!(Key::Workers.default_text(), None);
        let secrets: Vec<_> = Key::ALL.iter().filter(|key| key.is_secret()).collect();
        assert_eq!(secrets, [&Key::PreviewToken, &Key::WebhookUrl, &Key::WebhookSecret]);
        for key in Key::ALL {
            assert!(key.help().ends_with('.') && !key.help().contains("  "), "{}", key.help());
        }
    }
}
