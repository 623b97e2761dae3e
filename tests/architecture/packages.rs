//! Packages: each is used only in the places listed for it. This holds for tests too.

use crate::Breach;
use crate::code::Code;
use crate::manifest::Manifest;
use crate::page::{self, PackageRule, Page};
use crate::resolve::{Link, Target};

/// Returns packages used out of place, dependencies missing from the table, and rows that no code needs.
pub fn breaches(page: &Page, manifest: &Manifest, code: &Code, links: &[Link<'_>]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for package in manifest.dependencies.iter().filter(|package| !package.is_dev) {
        if !page.packages.iter().any(|rule| rule.path == [package.name.as_str()]) {
            let message =
                format!("`{}` is not in the table of packages in {}", package.name, page::NAME);
            breaches.push(Breach::new("Cargo.toml", package.line, message));
        }
    }
    let mut used = vec![false; page.packages.len()];
    for Link { reference, target } in links {
        let Target::External(path) = target else { continue };
        let Some(package) = manifest.dependencies.iter().find(|known| known.name == path[0]) else {
            continue;
        };
        if package.is_dev {
            continue;
        }
        let file = &code.files[reference.file];
        let mut allowed = false;
        for (rule, used) in page.packages.iter().zip(&mut used) {
            if rule.allows(path, file) {
                allowed = true;
                *used = true;
            }
        }
        if !allowed {
            let message = format!("`{}` must not be used here", path.join("::"));
            breaches.push(Breach::new(code.file(reference.file), reference.line, message));
        }
    }
    for (rule, used) in page.packages.iter().zip(used) {
        let Some(place) = &rule.place else { continue };
        if !used {
            let message = format!("`{place}` does not use `{}`", rule.path.join("::"));
            breaches.push(Breach::new(page::NAME, rule.line, message));
        }
    }
    breaches
}

impl PackageRule {
    /// Returns whether the rule allows a path in a file.
    fn allows(&self, path: &[String], file: &str) -> bool {
        path.starts_with(&self.path)
            && self.place.as_deref().is_none_or(|place| {
                file.strip_prefix(place)
                    .is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
            })
    }
}
