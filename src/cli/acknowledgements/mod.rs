//! `inkstone acknowledgements`: third-party works in the binary, with their licences and notices.

mod works;

use std::process::ExitCode;

use super::failure::Failure;
use super::output;
use crate::compile::markdown::highlight::{GrammarNotice, grammar_notices};
use works::{APACHE, WORKS};

/// Prints all works with their licences, then the notices.
pub(super) fn run() -> Result<ExitCode, Failure> {
    output::print(&text(&grammar_notices()))?;
    Ok(ExitCode::SUCCESS)
}

fn text(grammars: &[GrammarNotice]) -> String {
    let mut text = String::new();
    let (version, licence) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_LICENSE"));
    text.push_str(&format!("Inkstone {version} is licensed under {licence}.\n"));
    text.push_str(
        "\nThe packages that it is built from are listed in Cargo.lock and in the bill of materials,\n\
         each with its own license. The container image contains their license texts in\n\
         /usr/share/inkstone/licences.\n\nThe binary also contains these third-party works:\n\n",
    );
    for work in WORKS {
        let (name, licence, purpose, origin) = (work.name, work.licence, work.purpose, work.origin);
        text.push_str(&format!("- {name} ({licence}): {purpose}\n  {origin}\n"));
    }
    let number: usize = grammars.iter().map(|notice| notice.grammars.len()).sum();
    text.push_str(&format!(
        "- Syntax grammars, collected by bat; {number} of them have notices\n  \
         https://github.com/sharkdp/bat\n"
    ));
    for work in WORKS.iter().filter(|work| !work.notice.is_empty()) {
        section(&mut text, &format!("{} ({})", work.name, work.licence), work.notice);
    }
    for notice in grammars {
        let names = notice.grammars.join(", ");
        section(&mut text, &format!("Grammar: {names} ({})", notice.licence), &notice.text);
    }
    section(&mut text, "Apache License 2.0, referred to above", APACHE);
    text
}

fn section(text: &mut String, title: &str, notice: &str) {
    let rule = "-".repeat(100);
    let notice = notice.trim_matches('\n');
    text.push_str(&format!("\n{rule}\n{title}\n{rule}\n\n{notice}\n"));
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::compile::markdown::highlight::grammar_notices;

    #[test]
    fn works_are_listed_with_their_licences_and_notices() {
        let text = text(&grammar_notices());
        for part in [
            "- Swagger UI (Apache-2.0)",
            "Copyright 2020-2021 SmartBear Software Inc.",
            "- The IANA time zone database (public domain)",
            "UNICODE LICENSE V3",
            "Nara Institute of Science",
            "Copyright (c) 2016 mozillazg",
            "Copyright <2021> <Tyr Chen>",
            "Copyright (c) 2002-2021  K.Kosako",
            "Microsoft Corporation, Daan Leijen",
            "Copyright (c) Meta Platforms, Inc. and affiliates. All rights reserved.",
            "Copyright 2015-2025 Brian Smith.",
            "Grammar: TypeScript (Apache-2.0)",
            "Grammar: Docker (MIT)",
            "Version 2.0, January 2004",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
