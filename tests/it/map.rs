//! The walk through the house in the documentation, held against the house.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const PAGES: [&str; 4] = [
    "README.md",
    "docs/ARCHITECTURE.md",
    "docs/RETENTION.md",
    "docs/THREATS.md",
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file of a module, `flow` or `flow::cases`, if there is one.
fn module(parts: &[&str]) -> Option<PathBuf> {
    let path = top().join("src").join(parts.join("/"));
    [path.with_extension("rs"), path.join("mod.rs")]
        .into_iter()
        .find(|file| file.exists())
}

/// Whether a path like `flow::cases::handle` leads somewhere: what is not a module is a word in the file of the last one.
fn leads_somewhere(parts: &[&str]) -> bool {
    let found = (1..=parts.len())
        .rev()
        .find_map(|length| Some((module(&parts[..length])?, &parts[length..])));
    found.is_some_and(|(file, words)| {
        let code = fs::read_to_string(file).unwrap();
        words
            .iter()
            .all(|word| Regex::new(&format!(r"\b{word}\b")).unwrap().is_match(&code))
    })
}

#[test]
fn the_documentation_names_only_files_and_things_that_are_there() {
    let path = Regex::new(r"`(\w+(?:::\w+)+)`").unwrap();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for page in PAGES {
        let text = fs::read_to_string(top().join(page)).unwrap();
        for named in path.captures_iter(&text) {
            let parts: Vec<&str> = named[1].split("::").collect();
            if module(&parts[..1]).is_some() {
                seen += 1;
                if !leads_somewhere(&parts) {
                    wrong.push(format!("{page}: {}", &named[1]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 80, "the pattern finds only {seen} paths");
}
