//! How the body of a post is read, where bodies differ.

/// The dialect of one body: CommonMark with the extensions of `docs/markdown.md`, and what differs from post to
/// post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dialect {
    /// What dollar signs mean.
    pub math: Math,
    /// The syntax of other tools that is understood.
    pub tools: Tools,
    /// Whether the file is MDX: Markdown with JSX, expressions, and `import` and `export`.
    pub mdx: bool,
}

/// What dollar signs mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Math {
    /// They are text.
    Off,
    /// As in pandoc's `tex_math_dollars`: no whitespace inside of the signs, and no ASCII letter or digit
    /// directly outside of them.
    #[default]
    Strict,
    /// As in `micromark-extension-math`: whitespace inside of the signs is allowed.
    Loose,
}

/// A set of syntaxes of other tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tools(u8);

/// The syntax of another tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// `:::tip` and `::note` of VuePress, Docusaurus and MDC.
    Containers,
    /// `[[page|text]]` and `![[file]]` of Obsidian.
    WikiLinks,
    /// `{% tag %}` and `{{ value }}` of Jekyll (Liquid) and Hexo (Nunjucks).
    Liquid,
    /// `{{< name >}}` and `{{% name %}}` of Hugo.
    Shortcodes,
    /// `{: #id .class}` of kramdown.
    Kramdown,
}

impl Tool {
    /// All syntaxes, in documentation order.
    pub const ALL: &'static [Self] =
        &[Self::Containers, Self::WikiLinks, Self::Liquid, Self::Shortcodes, Self::Kramdown];
}

impl Tools {
    /// No syntax.
    pub const NONE: Self = Self(0);
    /// Every syntax.
    pub const ALL: Self = Self(u8::MAX);

    /// Returns the set with one more syntax.
    #[must_use]
    pub const fn with(self, tool: Tool) -> Self {
        Self(self.0 | 1 << tool as u8)
    }

    /// Returns the set with one syntax less.
    #[must_use]
    pub const fn without(self, tool: Tool) -> Self {
        Self(self.0 & !(1 << tool as u8))
    }

    /// Returns whether a syntax is in the set.
    pub const fn contains(self, tool: Tool) -> bool {
        self.0 & (1 << tool as u8) != 0
    }
}

impl Default for Tools {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromIterator<Tool> for Tools {
    fn from_iter<I: IntoIterator<Item = Tool>>(tools: I) -> Self {
        tools.into_iter().fold(Self::NONE, Self::with)
    }
}
