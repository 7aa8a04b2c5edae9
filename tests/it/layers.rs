//! The house as docs/ARCHITECTURE.md draws it, read from the source: arrows point down only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Every folder or file at the top of `src`, and what it may name. What is missing here fails the test.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["command"]),
    (
        "command",
        &[
            "app",
            "blob",
            "clean",
            "clock",
            "config",
            "documents",
            "domain",
            "flow",
            "jobs",
            "observe",
            "store",
            "vault",
            "web",
        ],
    ),
    (
        "web",
        &[
            "app",
            "documents",
            "domain",
            "flow",
            "observe",
            "papers",
            "store",
            "vault",
            "words",
        ],
    ),
    ("jobs", &["app", "domain", "flow", "mail", "observe", "store"]),
    // The application is one value that owns what flows keep between requests: the reporters' half hours, the
    // directory last verified, the figures last counted, the papers last made, the files that come in pieces.
    (
        "app",
        &[
            "blob",
            "clean",
            "clock",
            "config",
            "domain",
            "flow::officers::directory",
            "flow::publishing::prints",
            "flow::publishing::publish",
            "flow::reporter::reporter_sessions",
            "flow::files::unfinished",
            "mail",
            "observe",
            "papers",
            "store",
            "vault",
        ],
    ),
    (
        "flow",
        &[
            "app",
            "blob",
            "clean",
            "documents",
            "domain",
            "papers",
            "store",
            "vault",
        ],
    ),
    // Sentences of papers: the one place below the pages where words and documents meet.
    ("papers", &["documents", "domain", "words"]),
    ("documents", &["domain"]),
    ("blob", &["config", "domain"]),
    ("mail", &["config", "domain", "words"]),
    ("store", &["domain"]),
    ("words", &["domain"]),
    ("clock", &["domain"]),
    ("config", &[]),
    ("observe", &[]),
    ("vault", &[]),
    ("clean", &["domain"]),
    ("domain", &[]),
];

/// Words that only some places may say.
const RESERVED: &[(&str, &[&str])] = &[
    (
        r"\bdiesel\w*::|\btokio_postgres\b|\blibsqlite3_sys\b",
        &["store/"],
    ),
    (r"\bactix_web\b", &["web/", "command/serve.rs", "command/demo.rs"]),
    (r"\bobject_store::", &["blob/s3.rs"]),
    (r"\blettre\b", &["mail/", "config/mail.rs", "jobs/digest.rs"]),
    (
        r"\bSystemTime::now\b|\bInstant::now\b|\bTimestamp::now\b|\bZoned::now\b",
        &["clock.rs"],
    ),
    (r"\bSystemRandom::new\b", &["vault/random.rs"]),
    (r"\bstd::env::|\benv::var", &["config.rs", "command/"]),
    (
        r"\b(std::)?fs::(File|read|write|create|remove|rename|metadata|OpenOptions|DirBuilder)|\bFile::(open|create)\b",
        // The fence is where a worker tries whether it holds.
        &[
            "app.rs",
            "blob/",
            "clean/fence.rs",
            "config.rs",
            "command/",
            "mail/transport.rs",
            "store/",
        ],
    ),
    (
        r"\bstd::net::|\bTcpListener\b|\bTcpStream\b",
        &[
            "clean/fence.rs",
            "web/server.rs",
            "command/serve.rs",
            "config/server.rs",
        ],
    ),
    (
        r"\bio::std(out|err)\b|\beprintln!|\bprintln!|\bdbg!",
        &[
            "clean/fence.rs",
            "clean/worker.rs",
            "observe.rs",
            "command/terminal.rs",
        ],
    ),
    (
        r"\bprocess::(\{[^}]*)?Command\b",
        &["clean/cleaner.rs", "clean/fence.rs"],
    ),
    (
        r"\btracing::|\blog::(info|warn|error|debug|trace)\b|\benv_logger\b",
        &[],
    ),
];

/// What the rooms without a door may not even mention: they get bytes and give bytes.
const NO_IO: &str = r"\btokio\b|\basync\b|\bawait\b|\bstd::fs\b|\bstd::net\b|\bstd::env\b|\bstd::process\b|\bactix|\bdiesel|\blettre\b|\breqwest\b|\bstd::io::(Write|Read|std)";

struct Source {
    /// Below `src`, for example `store/cases.rs`.
    path: String,
    /// With comments taken out.
    code: String,
    lines: usize,
}

impl Source {
    fn top(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Whether it is a test as a whole.
    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// How deep the module of this file lies: 1 for `app.rs` and for `flow/mod.rs`.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") {
            parts - 1
        } else {
            parts
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            walk(&entry, found);
        } else {
            found.push(entry);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&root(), &mut files);
    files
}

fn sources() -> Vec<Source> {
    let comment = Regex::new(r"(?m)^\s*//.*$| // .*$").unwrap();
    let rust = files()
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "rs"));
    let sources: Vec<Source> = rust
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            Source {
                path: file.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(),
                code: comment.replace_all(&text, "").into_owned(),
                lines: text.lines().count(),
            }
        })
        .collect();
    assert!(sources.len() > 80, "reads the wrong folder");
    sources
}

/// What a file names of the rest of the house: `store`, or `flow::reporter::reporter_sessions`.
fn names(source: &Source) -> BTreeSet<String> {
    let path = Regex::new(r"\b(?:crate|sujarit)::(\w+(?:::\w+){0,2})").unwrap();
    let several = Regex::new(r"\b(?:crate|sujarit)::\{([^;]*)\};").unwrap();
    let up = Regex::new(r"\b((?:super::)+)(\w+(?:::\w+){0,2})").unwrap();
    let mut found: BTreeSet<String> = path
        .captures_iter(&source.code)
        .map(|found| found[1].to_owned())
        .collect();
    for group in several.captures_iter(&source.code) {
        found.extend(group[1].split(',').map(|name| name.trim().to_owned()));
    }
    for chain in up.captures_iter(&source.code) {
        if chain[1].matches("super").count() >= source.depth() {
            found.insert(chain[2].to_owned());
        }
    }
    found
}

#[test]
fn arrows_point_down_only() {
    let sources = sources();
    let tops: BTreeSet<&str> = sources
        .iter()
        .map(Source::top)
        .filter(|top| *top != "lib")
        .collect();
    let known: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let listed: BTreeSet<&str> = known.keys().copied().collect();
    assert_eq!(
        tops, listed,
        "every part of the house stands in the table, and nothing else"
    );
    let mut wrong = Vec::new();
    for source in &sources {
        let Some(allowed) = known.get(source.top()) else {
            continue;
        };
        for name in names(source) {
            let top = name.split("::").next().unwrap_or_default();
            if !listed.contains(top) || top == source.top() {
                continue;
            }
            let fits = |arrow: &&str| *arrow == top || name.starts_with(*arrow);
            if !allowed.iter().any(fits) {
                wrong.push(format!("{} names {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_arrows_has_no_way_back_up() {
    // Highest first; app stands where it is built, above what it is built of.
    let order = [
        "main",
        "command",
        "web",
        "jobs",
        "flow",
        "app",
        "mail",
        "papers",
        "blob",
        "store",
        "words",
        "clock",
        "config",
        "observe",
        "vault",
        "clean",
        "documents",
        "domain",
    ];
    let place = |name: &str| order.iter().position(|known| *known == name).unwrap();
    for (from, to) in ARROWS {
        for name in *to {
            let exception = *from == "app" && name.starts_with("flow::");
            assert!(exception || place(from) < place(name), "{from} → {name}");
        }
    }
}

#[test]
fn words_of_a_craft_are_said_only_where_it_is_practised() {
    let sources = sources();
    let mut wrong = Vec::new();
    for (words, places) in RESERVED {
        let words = Regex::new(words).unwrap();
        for source in &sources {
            let here = places.iter().any(|place| source.path.starts_with(place));
            if let (false, false, Some(said)) =
                (here, source.is_test(), words.find(before_tests(&source.code)))
            {
                wrong.push(format!("{} says {}", source.path, said.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn domain_vault_documents_papers_and_washing_have_no_door() {
    let words = Regex::new(NO_IO).unwrap();
    let inner = sources();
    let inner: Vec<&Source> = inner
        .iter()
        .filter(|s| {
            ["domain", "vault", "documents", "papers"].contains(&s.top()) || s.path.starts_with("clean/wash/")
        })
        .filter(|s| !s.is_test())
        .collect();
    assert!(inner.len() > 30, "reads the wrong folders");
    let wrong: Vec<String> = inner
        .iter()
        .filter_map(|source| {
            let said = words.find(before_tests(&source.code))?;
            Some(format!("{} says {}", source.path, said.as_str()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn queries_are_written_in_the_store_and_nowhere_else() {
    let sql = Regex::new(
        r#"(?i)"[^"]*\b(select\s+[\w*(,. ]+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+table|pragma\s+\w+|alter\s+table)\b"#,
    )
    .unwrap();
    let sources = sources();
    let outside = sources.iter().filter(|source| source.top() != "store");
    let wrong: Vec<String> = outside
        .filter_map(|source| Some(format!("{}: {}", source.path, sql.find(&source.code)?.as_str())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let store = sources.iter().filter(|source| source.top() == "store");
    assert!(
        store.filter(|source| sql.is_match(&source.code)).count() > 0,
        "the pattern finds nothing"
    );
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines > 400)
        .map(|source| format!("{} has {} lines", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_file_is_named_after_what_it_is() {
    let empty = Regex::new(r"(?i)^(utils?|helpers?|commons?|managers?|misc|stuff|shared)$").unwrap();
    for file in files() {
        for part in file.strip_prefix(root()).unwrap().components() {
            let name = part.as_os_str().to_str().unwrap();
            let stem = name.split('.').next().unwrap_or_default();
            assert!(
                !stem.split(['_', '-']).any(|word| empty.is_match(word)),
                "{}",
                file.display()
            );
        }
    }
}

/// The code before the tests of a file: they may do what they test.
fn before_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}
