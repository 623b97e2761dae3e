//! Commands: they are parsed as by the program, but not run.

use clap::error::ErrorKind;

use super::markdown::Page;

/// Returns a line for each command of a page that the program would refuse.
pub fn refused(page: &Page) -> Vec<String> {
    let mut refused = Vec::new();
    for (language, text) in &page.blocks {
        let is_script = matches!(&**language, "sh" | "bash" | "console");
        for line in text.replace("\\\n", " ").lines() {
            let prompted = line.strip_prefix("$ ");
            if let Some(line) = prompted.or_else(|| is_script.then_some(line)) {
                refused.extend(commands(line).iter().filter_map(|words| error(words, false)));
            }
        }
    }
    for (_, code) in &page.code {
        refused.extend(commands(code).iter().filter_map(|words| error(words, true)));
    }
    refused.iter().map(|error| format!("{}: {error}", page.path)).collect()
}

/// Returns what is wrong with the arguments. In a sentence, a command may lack those that are required.
fn error(words: &[String], is_in_sentence: bool) -> Option<String> {
    let error = inkstone::cli::command().try_get_matches_from(words).err()?;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => None,
        ErrorKind::MissingRequiredArgument
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            if is_in_sentence =>
        {
            None
        }
        _ => {
            let text = error.to_string();
            Some(format!("{}: {}", words.join(" "), text.lines().next().unwrap_or_default()))
        }
    }
}

/// Returns the words of each call of Inkstone in a line of a shell, the name included.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for command in split(line) {
        let is_assignment = |word: &&String| {
            word.split_once('=').is_some_and(|(name, _)| {
                name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            })
        };
        let start = command.iter().take_while(is_assignment).count();
        if command.get(start).is_some_and(|word| word == "inkstone") && command.len() > start + 1 {
            found.push(command[start..].to_vec());
        }
    }
    found
}

/// Splits a line into commands, and these into words, without redirections and comments.
fn split(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut is_redirection = false;
    // A space at the end ends the last word.
    for character in line.chars().chain([' ']) {
        if let Some(end) = quote {
            if character == end {
                quote = None;
            } else {
                word.get_or_insert_default().push(character);
            }
            continue;
        }
        match character {
            '\'' | '"' => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            '#' if word.is_none() => break,
            ' ' | '|' | ';' | '&' | '>' | '<' => {
                // The word after `>` is a file; that before may be a descriptor.
                let ended = word.take().filter(|_| !std::mem::take(&mut is_redirection));
                let words = commands.last_mut().expect("never empty");
                words.extend(ended.filter(|word| character != '>' || word != "2"));
                match character {
                    '>' | '<' => is_redirection = true,
                    '|' | ';' | '&' => commands.push(Vec::new()),
                    _ => {}
                }
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    commands
}
