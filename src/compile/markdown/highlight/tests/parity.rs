//! Compares the parser with syntect's own: on code that both finish, they report the same scopes.

use proptest::prelude::*;
use syntect::parsing::ParseState;

use super::super::budget::Budget;
use super::super::grammar::GRAMMARS;
use super::super::parser::Parser;
use super::properties::code;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_grammar_gives_the_scopes_of_syntect(position in 0..GRAMMARS.set.syntaxes().len(), code in code()) {
        let grammar = &GRAMMARS.set.syntaxes()[position];
        let mut budget = Budget::of_post();
        let mut parser = Parser::new(position, &mut budget).expect("a grammar");
        let mut reference = ParseState::new(grammar);
        let code = code.replace('\r', "\n");
        for line in code.split_inclusive('\n') {
            let mut changes = Vec::new();
            // The reference may never return for code that exceeds the budget.
            if parser.read(line, &mut changes).is_none() {
                break;
            }
            let expected = reference.parse_line(line, &GRAMMARS.set).expect("linked grammars");
            prop_assert_eq!(changes, expected, "{} of {:?}", grammar.name, line);
        }
    }
}
