//! Counts of the files that are not posts although they have the extension of one.

use std::fmt;

/// Why a file is not a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its name begins with a dot.
    Hidden,
    /// Its name begins with `_`.
    Underscore,
    /// The setting `exclude` names it or a folder that contains it.
    Excluded,
    /// It is a `README.md` without front matter.
    Readme,
    /// A folder is not entered, because its name begins with a dot or is `node_modules`. It counts once.
    Folder,
}

impl Reason {
    /// All reasons, in the order in which they are reported.
    pub const ALL: &'static [Self] =
        &[Self::Underscore, Self::Excluded, Self::Readme, Self::Hidden, Self::Folder];

    /// Returns a noun in the singular and in the plural.
    fn nouns(self) -> [&'static str; 2] {
        match self {
            Self::Hidden => ["hidden file", "hidden files"],
            Self::Underscore => ["file that begins with `_`", "files that begin with `_`"],
            Self::Excluded => ["file by `exclude`", "files by `exclude`"],
            Self::Readme => ["README without front matter", "READMEs without front matter"],
            Self::Folder => ["folder (hidden or node_modules)", "folders (hidden or node_modules)"],
        }
    }
}

/// The number of files that are not posts, by reason. Displayed as a list, which is empty if there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut([usize; 5]);

impl LeftOut {
    /// Counts one more.
    pub fn add(&mut self, reason: Reason) {
        self.0[reason as usize] += 1;
    }

    /// Adds the counts of others.
    pub(super) fn add_all(&mut self, others: &Self) {
        for (count, other) in self.0.iter_mut().zip(others.0) {
            *count += other;
        }
    }

    /// Returns the number of one reason.
    pub fn count(&self, reason: Reason) -> usize {
        self.0[reason as usize]
    }

    /// Whether no file is left out.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&count| count == 0)
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = Reason::ALL.iter().map(|&reason| (reason, self.count(reason)));
        for (number, (reason, count)) in counted.filter(|(_, count)| *count > 0).enumerate() {
            let [one, many] = reason.nouns();
            let separator = if number > 0 { ", " } else { "" };
            write!(f, "{separator}{count} {}", if count == 1 { one } else { many })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftOut, Reason};

    #[test]
    fn reasons_are_listed_with_their_counts() {
        let mut left_out = LeftOut::default();
        assert!(left_out.is_empty());
        assert_eq!(left_out.to_string(), "");
        for reason in [Reason::Readme, Reason::Underscore, Reason::Underscore] {
            left_out.add(reason);
        }
        assert_eq!(left_out.count(Reason::Underscore), 2);
        assert_eq!(
            left_out.to_string(),
            "2 files that begin with `_`, 1 README without front matter"
        );
    }
}
