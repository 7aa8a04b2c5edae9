//! Turns the words of the pages (`src/words/{th,en}/*.toml`) into typed structs.
//!
//! A section becomes a struct; a text without placeholders a field; a text with `{name}` placeholders a
//! method that takes its values in **alphabetical order of their names**. A key that only one language has,
//! a placeholder that differs, a key given twice or an empty text stops the build and names the key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// The words of one language: section or text by key.
type Table = BTreeMap<String, Node>;

/// What stands under a key.
enum Node {
    Section(Table),
    Text(String),
}

/// Words that Rust keeps for itself and that may still be keys, such as `box`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=src/words");
    // The migrations are embedded; cargo would rebuild for ever if it watched a folder that is not there.
    if Path::new("migrations").exists() {
        println!("cargo::rerun-if-changed=migrations");
    }
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Vec<String>> {
    let thai = read_language("th")?;
    let english = read_language("en")?;
    let mut problems = Vec::new();
    compare("", &thai, &english, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut code = String::new();
    write_section(&mut code, "", &thai, &english).map_err(|error| vec![error.to_string()])?;
    write_texts(&mut code, &thai, &english).map_err(|error| vec![error.to_string()])?;
    let folder = env::var_os("OUT_DIR").ok_or_else(|| vec!["OUT_DIR is not set".to_owned()])?;
    fs::write(Path::new(&folder).join("words.rs"), code).map_err(|error| vec![error.to_string()])
}

/// Reads and merges every file of one language.
fn read_language(language: &str) -> Result<Table, Vec<String>> {
    let folder = Path::new("src/words").join(language);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .map_err(|error| vec![format!("{}: {error}", folder.display())])?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut words = Table::new();
    let mut problems = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let parsed = fs::read_to_string(&file)
            .map_err(|error| error.to_string())
            .and_then(|text| {
                text.parse::<toml::Table>()
                    .map_err(|error| error.message().to_owned())
            });
        match parsed {
            Ok(table) => merge(&name, "", &mut words, table, &mut problems),
            Err(error) => problems.push(format!("{name}: {error}")),
        }
    }
    if problems.is_empty() {
        Ok(words)
    } else {
        Err(problems)
    }
}

fn merge(file: &str, path: &str, into: &mut Table, from: toml::Table, problems: &mut Vec<String>) {
    for (key, value) in from {
        let path = join(path, &key);
        if !is_key(&key) {
            problems.push(format!(
                "{file}: {path}: a key is made of a-z, 0-9 and _ and begins with a letter"
            ));
            continue;
        }
        match value {
            toml::Value::String(text) => {
                check_text(file, &path, &text, problems);
                if into.insert(key, Node::Text(text)).is_some() {
                    problems.push(format!("{file}: {path} is given twice"));
                }
            }
            toml::Value::Table(table) => {
                let section = into.entry(key).or_insert_with(|| Node::Section(Table::new()));
                match section {
                    Node::Section(section) => merge(file, &path, section, table, problems),
                    Node::Text(_) => problems.push(format!("{file}: {path} is a text and a section")),
                }
            }
            _ => problems.push(format!("{file}: {path} is neither a text nor a section")),
        }
    }
}

fn check_text(file: &str, path: &str, text: &str, problems: &mut Vec<String>) {
    if text.trim().is_empty() {
        problems.push(format!("{file}: {path} is empty"));
    }
    if text.contains(['<', '>']) {
        problems.push(format!("{file}: {path} contains markup; words are plain text"));
    }
    if placeholders(text).is_none() {
        problems.push(format!("{file}: {path} has a brace that is no {{placeholder}}"));
    }
}

fn compare(path: &str, thai: &Table, english: &Table, problems: &mut Vec<String>) {
    for (key, node) in thai {
        let path = join(path, key);
        match (node, english.get(key)) {
            (Node::Section(thai), Some(Node::Section(english))) => compare(&path, thai, english, problems),
            (Node::Text(thai), Some(Node::Text(english))) => {
                if placeholders(thai) != placeholders(english) {
                    problems.push(format!(
                        "words: {path} has other placeholders in Thai than in English"
                    ));
                }
            }
            (_, Some(_)) => problems.push(format!(
                "words: {path} is a text in one language, a section in the other"
            )),
            (_, None) => problems.push(format!("words: {path} is missing in English (src/words/en)")),
        }
    }
    for key in english.keys().filter(|key| !thai.contains_key(*key)) {
        problems.push(format!(
            "words: {} is missing in Thai (src/words/th)",
            join(path, key)
        ));
    }
}

/// Writes the struct of a section and, after it, those of the sections inside.
fn write_section(code: &mut String, path: &str, thai: &Table, english: &Table) -> std::fmt::Result {
    let name = type_name(path);
    let place = if path.is_empty() {
        "The words of one language.".to_owned()
    } else {
        format!("Words of `{path}`.")
    };
    writeln!(
        code,
        "/// {place}\n#[derive(Clone, Copy, Debug)]\npub struct {name} {{\n    language: Language,"
    )?;
    for (key, node) in thai {
        let path = join(path, key);
        match node {
            Node::Section(_) => writeln!(
                code,
                "    /// Words of `{path}`.\n    pub {}: {},",
                identifier(key),
                type_name(&path)
            )?,
            Node::Text(text) if has_placeholders(text) => {}
            Node::Text(_) => writeln!(
                code,
                "    /// Text `{path}`.\n    pub {}: &'static str,",
                identifier(key)
            )?,
        }
    }
    writeln!(code, "}}\nimpl {name} {{")?;
    for (variant, words) in [("Thai", thai), ("English", english)] {
        let constant = variant.to_uppercase();
        writeln!(
            code,
            "    pub(super) const {constant}: Self = Self {{ language: Language::{variant},"
        )?;
        for (key, node) in words {
            match node {
                Node::Section(_) => writeln!(
                    code,
                    "        {}: {}::{constant},",
                    identifier(key),
                    type_name(&join(path, key))
                )?,
                Node::Text(text) if has_placeholders(text) => {}
                Node::Text(text) => writeln!(code, "        {}: {text:?},", identifier(key))?,
            }
        }
        writeln!(code, "    }};")?;
    }
    for (key, node) in thai {
        if let (Node::Text(thai), Some(Node::Text(english))) = (node, english.get(key))
            && has_placeholders(thai)
        {
            write_method(code, &join(path, key), key, thai, english)?;
        }
    }
    if thai
        .values()
        .all(|node| matches!(node, Node::Text(text) if !has_placeholders(text)))
    {
        writeln!(
            code,
            "    /// The text with this key; empty when there is none.\n    pub fn by_key(&self, key: &str) -> &'static str {{\n        match key {{"
        )?;
        for key in thai.keys() {
            writeln!(code, "            {key:?} => self.{},", identifier(key))?;
        }
        writeln!(code, "            _ => \"\",\n        }}\n    }}")?;
    }
    writeln!(
        code,
        "    /// The language of these words.\n    pub fn language(&self) -> Language {{ self.language }}\n}}"
    )?;
    for (key, node) in thai {
        if let (Node::Section(thai), Some(Node::Section(english))) = (node, english.get(key)) {
            write_section(code, &join(path, key), thai, english)?;
        }
    }
    Ok(())
}

fn write_method(code: &mut String, path: &str, key: &str, thai: &str, english: &str) -> std::fmt::Result {
    let names = placeholders(thai).unwrap_or_default();
    let list: Vec<&str> = names.iter().map(String::as_str).collect();
    let values: Vec<String> = names
        .iter()
        .map(|name| format!("{}: impl Display", identifier(name)))
        .collect();
    writeln!(code, "    /// Text `{path}`; takes: {}.", list.join(", "))?;
    writeln!(
        code,
        "    pub fn {}(&self, {}) -> String {{\n        match self.language {{",
        identifier(key),
        values.join(", ")
    )?;
    writeln!(
        code,
        "            Language::Thai => format!({thai:?}),\n            Language::English => format!({english:?}),"
    )?;
    writeln!(code, "        }}\n    }}")
}

/// Writes the flat list of all texts that tests look through (fonts, tone, coverage).
fn write_texts(code: &mut String, thai: &Table, english: &Table) -> std::fmt::Result {
    for (name, words) in [("THAI_TEXTS", thai), ("ENGLISH_TEXTS", english)] {
        writeln!(code, "pub(super) const {name}: &[(&str, &str)] = &[")?;
        let mut flat = Vec::new();
        flatten("", words, &mut flat);
        for (path, text) in flat {
            writeln!(code, "    ({path:?}, {text:?}),")?;
        }
        writeln!(code, "];")?;
    }
    Ok(())
}

fn flatten<'a>(path: &str, table: &'a Table, into: &mut Vec<(String, &'a str)>) {
    for (key, node) in table {
        match node {
            Node::Section(section) => flatten(&join(path, key), section, into),
            Node::Text(text) => into.push((join(path, key), text)),
        }
    }
}

/// The names in braces, or nothing when a brace does not belong to a name.
fn placeholders(text: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (_, from) = rest.split_at(at);
        let (name, after) = from.strip_prefix('{')?.split_once('}')?;
        if !is_key(name) {
            return None;
        }
        names.insert(name.to_owned());
        rest = after;
    }
    Some(names)
}

fn has_placeholders(text: &str) -> bool {
    text.contains('{')
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !matches!(key, "self" | "super" | "crate" | "language" | "by_key")
}

fn identifier(key: &str) -> String {
    if KEYWORDS.contains(&key) {
        format!("r#{key}")
    } else {
        key.to_owned()
    }
}

/// `citizen.start_page` becomes `CitizenStartPage`; the whole is `Words`.
fn type_name(path: &str) -> String {
    if path.is_empty() {
        return "Words".to_owned();
    }
    path.split(['.', '_'])
        .flat_map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
        })
        .collect()
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
