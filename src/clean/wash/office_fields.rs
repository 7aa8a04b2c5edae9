//! Fields of Word documents: which of them would fetch something from elsewhere.
//!
//! The instruction of a field may stand in many runs and hold other fields, so that it is known only at its end.

use std::collections::BTreeSet;

use crate::domain::trace::Doubt;

/// How deeply fields may lie in each other.
const MOST_NESTING: usize = 64;

/// A field that has begun.
#[derive(Default)]
struct Field {
    /// What it does, with what the fields in it do and say.
    instruction: String,
    /// What it shows, as far as another field may do something with it.
    result: String,
    /// The runs that its instruction stands in.
    runs: Vec<usize>,
    /// Whether what it does is worked out by another field.
    computed: bool,
    /// Whether its instruction is over, and what follows is what it shows.
    separated: bool,
}

impl Field {
    /// Another field begins in its instruction.
    fn nest(&mut self) {
        let own = self.instruction.trim_start();
        self.computed |= !own.starts_with('=') && !own.contains(char::is_whitespace);
    }
}

/// The fields of one part of a document, as it is gone through: once to know what they do, then to take away the
/// instructions of those that fetch.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// Instructions outside of any field.
    stray: Field,
    runs: usize,
    fetching: BTreeSet<usize>,
}

impl Fields {
    /// The part is gone through from its beginning.
    pub(super) fn begin(&mut self) {
        while let Some(field) = self.open.pop() {
            self.judge(&field);
        }
        let stray = std::mem::take(&mut self.stray);
        self.judge(&stray);
        self.runs = 0;
    }

    /// A field begins, shows something from here on, or ends.
    ///
    /// # Errors
    /// When nobody knows what the mark says, or fields lie too deeply in each other.
    pub(super) fn mark(&mut self, kind: &str) -> Result<(), Doubt> {
        match kind {
            "begin" => {
                if self.open.len() >= MOST_NESTING {
                    return Err(Doubt::Bomb);
                }
                if let Some(outer) = self.outer() {
                    outer.nest();
                }
                self.open.push(Field::default());
            }
            "separate" => {
                if let Some(field) = self.open.last_mut() {
                    field.separated = true;
                }
            }
            "end" => {
                if let Some(field) = self.open.pop() {
                    self.judge(&field);
                    if let Some(outer) = self.outer() {
                        outer.instruction.push_str(&field.instruction);
                        outer.instruction.push_str(&field.result);
                        outer.runs.extend(field.runs);
                    }
                }
            }
            _ => return Err(Doubt::UnknownPart),
        }
        Ok(())
    }

    /// A run of an instruction begins.
    pub(super) fn run(&mut self) {
        let number = self.runs;
        self.runs += 1;
        self.innermost().runs.push(number);
    }

    /// Reads a piece of text; whether it stays.
    pub(super) fn read(&mut self, element: &str, piece: &str) -> bool {
        match element {
            "instrText" | "delInstrText" => {
                self.innermost().instruction.push_str(piece);
                !self.fetching.contains(&self.runs.saturating_sub(1))
            }
            "t" | "delText" if self.open.len() > 1 => {
                self.innermost().result.push_str(piece);
                true
            }
            _ => true,
        }
    }

    /// A field with its instruction in an attribute, which is judged by itself.
    pub(super) fn simple(&mut self, instruction: &str) {
        if let Some(outer) = self.outer() {
            outer.nest();
            outer.instruction.push_str(instruction);
        }
    }

    /// The field of whose instruction something is a part.
    fn outer(&mut self) -> Option<&mut Field> {
        self.open.last_mut().filter(|outer| !outer.separated)
    }

    fn innermost(&mut self) -> &mut Field {
        self.open.last_mut().unwrap_or(&mut self.stray)
    }

    fn judge(&mut self, field: &Field) {
        if field.computed && !field.instruction.trim().is_empty() || fetches(&field.instruction) {
            self.fetching.extend(&field.runs);
        }
    }
}

/// Whether an instruction of a field reads from elsewhere. A link to click does not, wherever it leads; and what only
/// mentions such a link does when it says one of the words besides.
pub(super) fn fetches(instruction: &str) -> bool {
    const LINK: &str = "HYPERLINK";
    let upper = instruction.to_ascii_uppercase();
    let is_link = upper
        .trim_start()
        .strip_prefix(LINK)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let other = upper.replace(LINK, " ");
    !is_link
        && ["INCLUDE", "DDE", "LINK", "IMPORT", "DATABASE", "RD "]
            .iter()
            .any(|word| upper.contains(word) && (*word != "LINK" || other.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes through a field, one character for a mark: `{` begins, `|` separates, `}` ends, `~` begins another run.
    /// Gives what is left of its instructions.
    fn left(fields: &str) -> String {
        let mut all = Fields::default();
        let mut shown = String::new();
        for pass in 0..2 {
            all.begin();
            let mut separated = vec![false];
            shown.clear();
            let runs = fields.replace('{', "{~").replace('}', "}~");
            for c in runs.chars() {
                let inside = !separated.last().unwrap();
                match c {
                    '{' => {
                        all.mark("begin").unwrap();
                        separated.push(false);
                    }
                    '|' => {
                        all.mark("separate").unwrap();
                        *separated.last_mut().unwrap() = true;
                    }
                    '}' => {
                        all.mark("end").unwrap();
                        separated.pop();
                    }
                    '~' if inside => all.run(),
                    '~' => {}
                    c if inside => {
                        if all.read("instrText", &c.to_string()) && pass > 0 {
                            shown.push(c);
                        }
                    }
                    c => assert!(all.read("t", &c.to_string()), "what is shown stays"),
                }
            }
        }
        shown
    }

    #[test]
    fn a_link_to_click_stays_and_nothing_hides_behind_the_word() {
        assert!(!fetches(" HYPERLINK \"http://include.example/database\" "));
        assert!(!fetches("hyperlink \\l \"_Toc1\""));
        assert!(!fetches(" PAGE \\* MERGEFORMAT "));
        assert!(fetches("INCLUDEPICTURE \"http://e/HYPERLINK.png\""));
        assert!(fetches("HYPERLINKS INCLUDETEXT \"http://e\""));
        assert!(fetches("LINK Excel.Sheet \"HYPERLINK\""));
        assert!(fetches("dde x"));
    }

    #[test]
    fn an_instruction_in_pieces_is_one_instruction() {
        assert_eq!(left("{ INCLUDE~PICTURE \"http://e/x.png\" |shown}"), "");
        assert_eq!(
            left("{ HYPER~LINK \"http://e/dde\" |shown}"),
            " HYPERLINK \"http://e/dde\" "
        );
        assert_eq!(left("{ PAGE |1}{ INC~LUDETEXT x}{ PAGE |2}"), " PAGE  PAGE ");
        assert_eq!(left("{ INCLUDE~TEXT \"http://e\" "), "", "a field without an end");
        assert_eq!(left("~INCLUDE~TEXT x"), "", "an instruction outside of a field");
    }

    #[test]
    fn a_field_in_a_field_is_part_of_what_the_outer_one_does() {
        assert_eq!(left("{ INCLUDEPICTURE { QUOTE \"http://e\" |http://e} |x}"), "");
        assert_eq!(left("{ IF 1 = 1 { INCLUDE~TEXT x |y} |z}"), "");
        assert_eq!(
            left("{{ QUOTE \"INC\" |INC}{ QUOTE \"LUDETEXT\" |LUDETEXT} \"http://e\" |x}"),
            ""
        );
        assert_eq!(left("{ HYPERLINK { INCLUDETEXT x |y} |z}"), " HYPERLINK  ");
        assert_eq!(
            left("{ TOC |{ PAGEREF a |1}{ INCLUDETEXT x |y}}"),
            " TOC  PAGEREF a "
        );
        assert_eq!(left("{ ={ PAGE |1}+1 |2}"), " = PAGE +1 ");
    }

    #[test]
    fn marks_that_nobody_knows_are_not_passed_over() {
        assert_eq!(Fields::default().mark("Begin"), Err(Doubt::UnknownPart));
        let mut deep = Fields::default();
        let all: Result<Vec<()>, Doubt> = (0..100).map(|_| deep.mark("begin")).collect();
        assert_eq!(all, Err(Doubt::Bomb));
    }
}
