//! The generators made for tests stay in tests.

use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !tests {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !tests {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_part_of_the_program_uses_a_generator_made_for_tests() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(
        sources.iter().any(|path| path.ends_with("vault/random.rs")),
        "the search finds the house"
    );
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        let program = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for call in ["::for_tests(", "::failing_for_tests(", "::watched_for_tests("] {
            assert!(!program.contains(call), "{call} in {}", path.display());
        }
    }
}
