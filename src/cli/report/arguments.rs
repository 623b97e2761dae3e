//! The arguments that choose what a report contains.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::filter::Filter;
use crate::post::{Code, Severity};
use crate::text::suggest::nearest;

/// What the report contains.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct ReportArguments {
    /// Show all problems; by default, repeats of a code are only counted
    #[arg(long)]
    pub all: bool,
    /// Show problems of this severity and worse [default: warning, or note with `--code`]
    #[arg(long, value_enum)]
    severity: Option<Severity>,
    /// Show only problems with these codes, separated by commas
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code)]
    code: Vec<Code>,
}

impl ReportArguments {
    /// Returns which problems the report contains.
    pub(in crate::cli) fn filter(&self) -> Filter {
        Filter::new(self.severity, self.code.clone())
    }
}

impl ValueEnum for Severity {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Error, Self::Warning, Self::Note]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

/// Parses a code. The error names the nearest one, rather than all of them.
fn code(name: &str) -> Result<Code, String> {
    let name = name.trim();
    if let Some(&code) = Code::ALL.iter().find(|code| code.as_str() == name) {
        return Ok(code);
    }
    Err(match nearest(name, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("there is no such code; did you mean `{near}`?"),
        None => "there is no such code; docs/diagnostics.md lists all".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::{Filter, ReportArguments};
    use crate::post::{Code, Severity};

    fn parse(line: &str) -> Result<ReportArguments, clap::Error> {
        let command = ReportArguments::augment_args(clap::Command::new("check"));
        let matches = command.try_get_matches_from(line.split(' '))?;
        ReportArguments::from_arg_matches(&matches)
    }

    #[test]
    fn codes_are_separated_by_commas_or_repeated() {
        let both = vec![Code::LinkMissing, Code::ImageMissing];
        for line in
            ["--code link_missing,image_missing", "--code link_missing --code image_missing"]
        {
            let arguments = parse(&format!("check {line} --severity error")).unwrap();
            assert_eq!(arguments.filter(), Filter::new(Some(Severity::Error), both.clone()));
            assert!(!arguments.all);
        }
    }

    #[test]
    fn an_unknown_code_is_invalid_usage_and_the_nearest_is_named() {
        let error = parse("check --code date_invlid").unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("did you mean `date_invalid`?"), "{error}");
        assert!(parse("check --code zzz").unwrap_err().to_string().contains("lists all"));
        assert_eq!(parse("check --severity fatal").unwrap_err().exit_code(), 2);
    }
}
