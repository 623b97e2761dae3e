//! Maps scopes of the grammars to classes.

use std::sync::LazyLock;

use syntect::parsing::Scope;

use super::class::Class;

/// The classes of scopes, by prefix; the longest matching entry applies. `None` is plain text, whatever
/// surrounds it. A scope without an entry takes the class of the scope around it.
///
/// The names follow the conventions of TextMate and Sublime Text grammars, with exceptions for grammars
/// that deviate from them.
const CLASSES: &[(&str, Option<Class>)] = &[
    ("comment", Some(Class::Comment)),
    ("constant", Some(Class::Constant)),
    ("constant.character", Some(Class::Escape)),
    ("constant.character.character-class", Some(Class::Regexp)),
    ("constant.numeric", Some(Class::Number)),
    ("constant.other.color", Some(Class::Number)),
    ("constant.other.datetime", Some(Class::Number)),
    ("constant.other.object.key", Some(Class::Property)),
    ("constant.other.placeholder", Some(Class::Escape)),
    ("entity.name", Some(Class::Type)),
    ("entity.name.constant", Some(Class::Constant)),
    ("entity.name.enum.tag-digest", Some(Class::String)),
    ("entity.name.function", Some(Class::Function)),
    ("entity.name.label", Some(Class::Constant)),
    ("entity.name.macro", Some(Class::Function)),
    ("entity.name.other", Some(Class::Variable)),
    ("entity.name.section", Some(Class::Heading)),
    ("entity.name.tag", Some(Class::Tag)),
    ("entity.name.tag.toml", Some(Class::Property)),
    ("entity.name.tag.yaml", Some(Class::Property)),
    ("entity.other.attribute-name", Some(Class::Attribute)),
    ("entity.other.inherited-class", Some(Class::Type)),
    ("entity.other.pseudo-class", Some(Class::Attribute)),
    ("entity.other.pseudo-element", Some(Class::Attribute)),
    ("entity.section", Some(Class::Type)),
    ("keyword", Some(Class::Keyword)),
    ("keyword.name.ini", Some(Class::Property)),
    ("keyword.operator", Some(Class::Operator)),
    ("keyword.operator.accessor", None),
    ("keyword.operator.module", Some(Class::Keyword)),
    ("keyword.operator.new", Some(Class::Keyword)),
    ("keyword.operator.optional", None),
    ("keyword.operator.quantifier.regexp", Some(Class::Regexp)),
    ("keyword.operator.type.annotation", None),
    ("keyword.other.substitution", Some(Class::Escape)),
    ("keyword.other.template", Some(Class::String)),
    ("keyword.other.unit", Some(Class::Number)),
    ("markup.deleted", Some(Class::Deleted)),
    ("markup.heading", Some(Class::Heading)),
    ("markup.inserted", Some(Class::Inserted)),
    ("markup.raw", Some(Class::String)),
    ("markup.underline.link", Some(Class::String)),
    ("meta.annotation", Some(Class::Attribute)),
    ("meta.diff.header", Some(Class::Heading)),
    ("meta.diff.range", Some(Class::Heading)),
    ("meta.embedded", None),
    ("meta.group.expansion", Some(Class::Variable)),
    ("meta.group.expansion.arithmetic", None),
    ("meta.group.expansion.command", None),
    ("meta.interpolation", None),
    ("meta.mapping.key.json", Some(Class::Property)),
    ("meta.object-literal.key", Some(Class::Property)),
    ("meta.template.expression", None),
    ("punctuation.definition.tag", Some(Class::Tag)),
    ("punctuation.definition.template-expression", Some(Class::Escape)),
    ("punctuation.section.interpolation", Some(Class::Escape)),
    ("source", None),
    ("source.regexp", Some(Class::Regexp)),
    ("storage", Some(Class::Keyword)),
    ("storage.modifier.lifetime", Some(Class::Type)),
    ("storage.type.function.arrow", Some(Class::Operator)),
    ("storage.type.go", Some(Class::Type)),
    ("storage.type.numeric", Some(Class::Number)),
    ("storage.type.sql", Some(Class::Type)),
    ("storage.type.string", Some(Class::String)),
    ("string", Some(Class::String)),
    ("string.regexp", Some(Class::Regexp)),
    ("string.unquoted.label", Some(Class::Property)),
    ("support.class", Some(Class::Type)),
    ("support.constant", Some(Class::Constant)),
    ("support.function", Some(Class::Function)),
    ("support.macro", Some(Class::Function)),
    ("support.module", Some(Class::Type)),
    ("support.type", Some(Class::Type)),
    ("support.type.custom-property", Some(Class::Property)),
    ("support.type.property-name", Some(Class::Property)),
    ("support.variable", Some(Class::Variable)),
    ("support.variable.property", Some(Class::Property)),
    ("text", None),
    ("variable.annotation", Some(Class::Attribute)),
    ("variable.function", Some(Class::Function)),
    ("variable.function.constructor", Some(Class::Type)),
    ("variable.language", Some(Class::Variable)),
    ("variable.language.star.sql", Some(Class::Operator)),
    ("variable.object.property", Some(Class::Property)),
    ("variable.other.constant", Some(Class::Constant)),
    ("variable.other.member", Some(Class::Property)),
    ("variable.other.object.property", Some(Class::Property)),
    ("variable.other.php", Some(Class::Variable)),
    ("variable.other.property", Some(Class::Property)),
    ("variable.other.readwrite.class", Some(Class::Variable)),
    ("variable.other.readwrite.global", Some(Class::Variable)),
    ("variable.other.readwrite.instance", Some(Class::Variable)),
    ("variable.other.readwrite.shell", Some(Class::Variable)),
    ("variable.parameter", Some(Class::Variable)),
    ("variable.parameter.option", Some(Class::Attribute)),
];

/// The table with its longest entries first.
static RULES: LazyLock<Vec<(Scope, Option<Class>)>> = LazyLock::new(|| {
    let mut rules: Vec<_> = CLASSES
        .iter()
        .map(|&(name, class)| (Scope::new(name).expect("at most eight atoms"), class))
        .collect();
    rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    rules
});

/// Returns the class of a token by its innermost scope and the class of the scopes around it.
pub fn class_of(around: Option<Class>, scope: Scope) -> Option<Class> {
    let rule = RULES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope));
    let Some(&(_, class)) = rule else { return around };
    // The key of a JSON object is a string, but readers look for keys.
    if around == Some(Class::Property) && class == Some(Class::String) { around } else { class }
}

#[cfg(test)]
mod tests {
    use syntect::parsing::Scope;

    use super::{CLASSES, Class, class_of};

    fn class(around: Option<Class>, scope: &str) -> Option<Class> {
        class_of(around, Scope::new(scope).unwrap())
    }

    #[test]
    fn entries_are_sorted_and_unique() {
        assert!(CLASSES.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order");
    }

    #[test]
    fn the_longest_entry_applies() {
        assert_eq!(class(None, "constant.numeric.integer.go"), Some(Class::Number));
        assert_eq!(class(None, "constant.language.go"), Some(Class::Constant));
        assert_eq!(class(None, "constants.no"), None);
    }

    #[test]
    fn a_scope_without_entry_has_the_class_around_it() {
        let string = Some(Class::String);
        assert_eq!(class(string, "punctuation.definition.string.begin.go"), string);
        assert_eq!(class(string, "source.js.embedded"), None);
        assert_eq!(class(string, "constant.character.escape.go"), Some(Class::Escape));
        assert_eq!(class(Some(Class::Property), "string.quoted.json"), Some(Class::Property));
    }
}
