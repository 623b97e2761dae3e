//! Collects the suffixes of names.

use super::folded::{is_word, letters};
use super::key::Form;
use super::suffixes::{END, Suffix};

/// The suffixes of all names.
#[derive(Default)]
pub(super) struct Names {
    pub(super) text: String,
    pub(super) written: Vec<Suffix>,
    pub(super) pinyin: Vec<Suffix>,
    pub(super) initials: Vec<Suffix>,
}

impl Names {
    /// Adds a name of an entry.
    pub(super) fn add(&mut self, entry: u32, name: &str) {
        let letters = letters(name);
        let has_reading = |c: char| Form::Pinyin.is_read(c);
        let first_word = letters.iter().position(|letter| is_word(letter.c)).unwrap_or(0);
        let last_read = letters.iter().rposition(|letter| has_reading(letter.c));
        for (at, letter) in letters.iter().enumerate() {
            // Names beyond four gigabytes in total are not suggested.
            let Ok(place) = u32::try_from(self.text.len()) else { return };
            self.text.push(letter.c);
            if !letter.starts {
                continue;
            }
            let code = entry * 2 + u32::from(at <= first_word);
            self.written.push(Suffix { place, code, way: 0 });
            let is_plain = has_reading(letter.c) || letter.c.is_ascii_alphanumeric();
            if !is_plain || last_read.is_none_or(|last| last < at) {
                continue;
            }
            for (form, list) in
                [(Form::Pinyin, &mut self.pinyin), (Form::Initials, &mut self.initials)]
            {
                let rest = letters.iter().skip(at).map(|letter| letter.c);
                list.extend((0..form.ways(rest)).map(|way| Suffix { place, code, way }));
            }
        }
        self.text.push(END);
    }
}
