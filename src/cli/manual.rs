//! `inkstone completions` and `inkstone man`, generated from the command line itself.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::arguments::Arguments;
use super::failure::Failure;
use super::output;
use super::version::VERSION;
use crate::text::suggest::nearest;

/// Prints the completion script of a shell.
pub(super) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "inkstone", &mut script);
    print(script)
}

/// Prints the manual page of a command, or of Inkstone as a whole.
pub(super) fn page(command: Option<&str>) -> Result<ExitCode, Failure> {
    let mut all = Arguments::command();
    all.build();
    let command = match command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| unknown(&all, name))?,
    };
    print(in_roff(command))
}

fn in_roff(mut command: clap::Command) -> Vec<u8> {
    // The synopsis would otherwise name each of the settings.
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let mut page = Vec::new();
    Man::new(command.override_usage(usage))
        .source(format!("Inkstone {}", VERSION.as_str()))
        .manual("Inkstone")
        .render(&mut page)
        .expect("writing to memory does not fail");
    let page = with_lists(&String::from_utf8(page).expect("clap writes UTF-8"));
    // The examples and exit codes are columns, whose lines must not be filled.
    let page = page.replacen("\n.SH EXTRA\n", "\n.SH NOTES\n.nf\n", 1);
    page.replacen("\n.SH VERSION\n", "\n.fi\n.SH VERSION\n", 1).into_bytes()
}

/// Marks up the items of lists in descriptions, which would otherwise be filled like the words of a paragraph.
fn with_lists(page: &str) -> String {
    let mut is_in_item = false;
    let mut marked = String::with_capacity(page.len());
    for line in page.lines() {
        let text = if let Some(item) = line.strip_prefix("\\- ") {
            marked.push_str(".IP \\(bu 2\n");
            is_in_item = true;
            item
        } else {
            is_in_item &= line.starts_with("  ");
            // Spaces at the beginning of a line would start a new one.
            if is_in_item { line.trim_start() } else { line }
        };
        marked.push_str(text);
        marked.push('\n');
    }
    marked
}

fn unknown(all: &clap::Command, name: &str) -> Failure {
    let commands = all.get_subcommands().map(clap::Command::get_name);
    let hint = nearest(name, commands).map(|near| format!("; did you mean `{near}`?"));
    Failure::usage(format!("there is no command `{name}`{}", hint.unwrap_or_default()))
}

fn print(text: Vec<u8>) -> Result<ExitCode, Failure> {
    output::print(&String::from_utf8(text).expect("clap writes UTF-8"))?;
    Ok(ExitCode::SUCCESS)
}
