//! Control characters that values contain by escapes, such as `"\u001b"`.

use std::borrow::Cow;

use super::value::{Entry, Node, Value};
use crate::compile::controls::problem;
use crate::compile::report::{Problem, Span};
use crate::text::control;

/// Removes control characters from all keys and values, and reports them.
pub fn remove(entries: &mut [Entry<'_>], problems: &mut Vec<Problem>) {
    let mut clean = |text: &mut Cow<'_, str>, span: Span| {
        if control::find(text).is_some() {
            problems.push(problem(text, span));
            *text = Cow::Owned(control::without(text).into_owned());
        }
    };
    let mut maps = vec![entries];
    let mut nodes: Vec<&mut Node<'_>> = Vec::new();
    loop {
        if let Some(node) = nodes.pop() {
            match &mut node.value {
                Value::Null => {}
                Value::Scalar(scalar) => clean(&mut scalar.text, node.span),
                Value::Seq(items) => nodes.extend(items),
                Value::Map(entries) => maps.push(entries),
            }
        } else if let Some(map) = maps.pop() {
            for entry in map {
                clean(&mut entry.key, entry.key_span);
                nodes.push(&mut entry.node);
            }
        } else {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::{CompileOptions, compile};
    use crate::post::{Code, ContentPath};

    #[test]
    fn an_escape_adds_no_control_character() {
        for source in [
            "---\ntitle: \"a\\x1bb\"\nx: [{\"k\\a\": \"cd\"}]\n---\n",
            "+++\ntitle = \"a\\u001bb\"\nx = [{\"k\\u0007\" = \"cd\"}]\n+++\n",
            "{\"title\": \"a\\u001bb\", \"x\": [{\"k\\u0007\": \"cd\"}]}\n",
        ] {
            let compiled =
                compile(&ContentPath::new("a.md"), source.as_bytes(), &CompileOptions::default());
            let post = compiled.post.expect("a post");
            assert_eq!(&*post.title, "ab", "{source}");
            let extra = serde_json::to_string(&post.extra).expect("JSON");
            assert_eq!(extra, r#"{"x":[{"k":"cd"}]}"#, "{source}");
            let codes: Vec<_> = compiled.diagnostics.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [Code::ControlCharacter; 2], "{source}");
            assert!(compiled.diagnostics[0].message.contains("U+001B (escape)"));
        }
    }
}
