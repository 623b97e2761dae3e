//! Sources that would take far too long if work were not bounded.

use crate::compile::markdown::prepare::tags::replace;
use crate::compile::markdown::{facts, text};
use crate::post::{Dialect, Tools};

/// A size at which work that is not linear takes hours.
const SIZE: usize = 1 << 20;

#[test]
fn repeated_marks_are_found_in_linear_time() {
    for piece in [
        "{%",
        "{{",
        "{{ '",
        "{{<",
        "{% highlight x %}",
        "{% endhighlight %}",
        "{% raw %}{{",
        "{% note %}",
        "{% note %}\n",
        "{% endnote %}\n",
        "{% a\n%}",
        "`{% a %}",
        "- {% note %}\n",
        "{% highlight x %}\n\n{% endhighlight %}",
        "{{ \"{{ '",
        "{% comment %}{% {{",
    ] {
        let source = piece.repeat(SIZE / piece.len());
        let tags = replace(&source, Tools::ALL);
        assert!(tags.edits.len() <= 1 << 16, "{piece}");
    }
    let long_line = format!("{}{}", "{%a%}".repeat(1 << 16), " ".repeat(SIZE / 2));
    assert_eq!(replace(&long_line, Tools::ALL).edits.len(), 1 << 16);
    let indented = format!("{}{}", " ".repeat(SIZE / 2), "{% note %}".repeat(1 << 15));
    assert_eq!(replace(&indented, Tools::ALL).edits.len(), 1 << 15);
}

#[test]
fn very_many_tags_are_rendered() {
    for piece in [
        "{% note %}\n",
        "{% note %}a{% endnote %}\n",
        "{% img a %}",
        "{% tabs %}\n<!-- tab a -->\n",
        "    {% note %}\n",
        "<pre>{% a\n%}\n",
        "- {% highlight x %}\n  {% endhighlight %}\n",
    ] {
        let source = piece.repeat(SIZE / 8 / piece.len());
        // Some exceed the limits of the parser.
        if let Ok(facts) = facts(&source, Dialect::default()) {
            assert!(facts.left_out.len() <= 1 << 16, "{piece}");
        }
    }
    let nested = format!("{}a{}", "{% note %}\n".repeat(5000), "\n{% endnote %}".repeat(5000));
    assert!(text(&nested).contains('a'));
}
