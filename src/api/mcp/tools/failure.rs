//! Why a call has no result.

use crate::api::mcp::quote::quoted;
use crate::protocol::problem::{ParameterError, Problem, ProblemKind};
use crate::query::CursorError;

/// Why a call has no result.
#[derive(Debug)]
pub enum Failure {
    /// Because of the call: texts with which a language model can correct it.
    Call(Vec<String>),
    /// Because of the server.
    Server(Problem),
}

impl Failure {
    /// Creates a failure because of the call. The text has nothing of the posts.
    pub fn call(text: impl Into<String>) -> Self {
        Self::Call(vec![text.into()])
    }

    /// Creates a failure because of a name that nothing has. Authors chose the similar ones, so these are marked as
    /// content.
    pub fn unknown(text: impl Into<String>, similar: &[String]) -> Self {
        let mut texts = vec![text.into()];
        if !similar.is_empty() {
            texts.push(quoted("What is similar is", &format!("`{}`", similar.join("`\n`"))));
        }
        Self::Call(texts)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem.kind {
            ProblemKind::Internal | ProblemKind::Overloaded => Self::Server(problem),
            _ => Self::unknown(explained(&problem), &problem.suggestions),
        }
    }
}

impl From<CursorError> for Failure {
    fn from(error: CursorError) -> Self {
        let message = match error {
            CursorError::Malformed => "`cursor` must be `nextCursor` of a result, unchanged",
            CursorError::Mismatch => {
                "`cursor` is of a result for other arguments: pass the same ones"
            }
        };
        Self::call(message)
    }
}

/// Returns everything that is wrong, and the nearest right parameter or value of each.
fn explained(problem: &Problem) -> String {
    let mut lines: Vec<String> = problem.errors.iter().map(line).collect();
    if lines.is_empty() {
        lines.push(problem.detail.clone());
    }
    if let Some(seconds) = problem.retry_after {
        lines.push(format!("Retry in {seconds} s."));
    }
    lines.join("\n")
}

fn line(error: &ParameterError) -> String {
    let ParameterError { message, allowed, suggestion, .. } = error;
    match suggestion {
        Some(suggestion) => format!("{message}; did you mean `{suggestion}`?"),
        None if !allowed.is_empty() => format!("{message}; allowed: `{}`", allowed.join("`, `")),
        None => message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;
    use crate::protocol::problem::{ParameterError, Problem, ProblemKind};

    #[test]
    fn every_mistake_is_explained() {
        let error = |name: &str, suggestion: Option<&str>| ParameterError {
            location: "query",
            name: name.to_owned(),
            value: None,
            code: "unknown",
            message: format!("unknown parameter `{name}`"),
            allowed: vec!["a".to_owned(), "b".to_owned()],
            suggestion: suggestion.map(str::to_owned),
        };
        let problem = Problem::parameters(vec![error("aa", Some("a")), error("x", None)]);
        let Failure::Call(texts) = Failure::from(problem) else { panic!("the call is wrong") };
        let expected =
            "unknown parameter `aa`; did you mean `a`?\nunknown parameter `x`; allowed: `a`, `b`";
        assert_eq!(texts, [expected]);
        let busy = Problem::new(ProblemKind::Overloaded, "busy");
        assert!(matches!(Failure::from(busy), Failure::Server(_)));
    }
}
