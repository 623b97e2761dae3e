//! Classes of tokens.

/// Declares [`Class`] from one table: variant, name in HTML, documentation.
macro_rules! classes {
    ($($variant:ident $name:literal $about:literal;)*) => {
        /// The class of a token. The names are part of the API: stylesheets of sites depend on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Class {
            $(#[doc = $about] $variant,)*
        }

        impl Class {
            /// All classes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the value of the `class` attribute in HTML.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

classes! {
    Comment "hl-comment" "Comments, including documentation comments.";
    String "hl-string" "Strings, characters and literal text.";
    Escape "hl-escape" "Escapes, entities and placeholders in text.";
    Regexp "hl-regexp" "Regular expressions.";
    Number "hl-number" "Numbers with their units, colours and dates.";
    Constant "hl-constant" "Named constants, `true`, `null` and symbols.";
    Keyword "hl-keyword" "Keywords, including modifiers and declarations.";
    Operator "hl-operator" "Operators, symbols or words.";
    Function "hl-function" "Names of functions, methods, macros and commands.";
    Type "hl-type" "Names of types, classes, modules and sections.";
    Variable "hl-variable" "Parameters, `self` and `this`, and variables with a sigil.";
    Property "hl-property" "Keys and fields: JSON, YAML, CSS, members.";
    Attribute "hl-attribute" "Attributes of elements, annotations, command-line options.";
    Tag "hl-tag" "Names of elements.";
    Heading "hl-heading" "Headings of documents and of the sections of a patch.";
    Inserted "hl-inserted" "Lines that a patch adds.";
    Deleted "hl-deleted" "Lines that a patch removes.";
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn the_documentation_lists_every_class() {
        let page = include_str!("../../../../docs/highlighting.md");
        for class in Class::ALL {
            assert!(page.contains(&format!("\n| `{}` | ", class.name())), "{class:?}");
        }
        assert_eq!(page.matches("\n| `hl-").count(), Class::ALL.len());
    }
}
