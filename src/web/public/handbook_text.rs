//! The handbook in words: one text, which the page and the paper show alike.

use crate::documents::{Block, Booklet, Cell, Column, ColumnKind, Paper, Row, RowKind, Section, Table};
use crate::domain::agency::Agency;
use crate::domain::category::IdentityMode;
use crate::domain::day::Day;
use crate::domain::narrative::Narrative;
use crate::domain::thai::dates;
use crate::domain::thai::digits::{Digits, grouped};
use crate::flow::publishing::handbook::Duties;
use crate::web::citizen::wording::day;
use crate::web::layout::Face;
use crate::web::visit::Visit;
use crate::words::{Language, Words};

/// Key of the table of steps.
pub const STEPS: &str = "steps";

/// The handbook of an agency in the visitor's language: as it is now, or as it is announced on a day.
pub fn booklet(visit: &Visit, agency: &Agency, duties: &Duties, announced: Option<Day>) -> Booklet {
    let (words, language) = (visit.words(), visit.language());
    let w = &words.handbook;
    let name = Face::of(agency, language).name;
    let address = address(visit, "");
    let ending = match (announced, language) {
        (Some(on), Language::Thai) => w.announced(dates::announcement(on, Digits::Arabic)),
        (Some(on), Language::English) => w.announced(dates::english(on)),
        (None, _) => w.as_of(day(language, visit.today())),
    };
    let paper = Paper {
        title: w.title.to_owned(),
        language: language.tag(),
        author: name.clone(),
        dated: announced.unwrap_or_else(|| visit.today()),
        digits: match language {
            Language::Thai => Digits::Thai,
            Language::English => Digits::Arabic,
        },
        foot: address.clone(),
    };
    let sections = vec![
        section(
            w.about_title,
            [
                Block::Paragraph(w.about(&name)),
                Block::Paragraph(w.separate.to_owned()),
            ],
        ),
        filing(words, agency, &address),
        section(
            w.steps_title,
            [
                Block::Paragraph(w.steps.to_owned()),
                Block::Table(steps(words, duties)),
            ],
        ),
        responsible(words, agency, duties),
        periods(words, duties),
        protection(words, agency),
        section(
            w.published_title,
            [
                Block::Paragraph(w.published(&name)),
                Block::Address(self::address(visit, "/statistics")),
            ],
        ),
        section(
            w.elsewhere_title,
            [Block::Paragraph(words.home.elsewhere.to_owned())],
        ),
    ];
    Booklet {
        paper,
        title: w.title.to_owned(),
        lines: vec![name],
        sections,
        ending: vec![ending],
        signer: None,
    }
}

/// An address of the agency's pages, as it stands on paper.
pub fn address(visit: &Visit, path: &str) -> String {
    format!("{}{}", visit.site().public_address(), visit.link(path))
}

fn section<const N: usize>(heading: &str, blocks: [Block; N]) -> Section {
    Section {
        heading: heading.to_owned(),
        blocks: blocks.into(),
    }
}

/// Items with numbers before them.
fn numbered(items: Vec<String>) -> Vec<Block> {
    let items = items.into_iter().zip(1_u32..);
    let item = |(text, number)| Block::Item {
        label: format!("{number}."),
        text,
    };
    items.map(item).collect()
}

fn filing(words: &Words, agency: &Agency, address: &str) -> Section {
    let w = &words.handbook;
    let identity = IdentityMode::ALL.iter().map(|identity| {
        let key = identity.key();
        format!(
            "{} {}",
            words.identity.by_key(key),
            words.identity_hint.by_key(key)
        )
    });
    let mut items = vec![w.file_open.to_owned()];
    items.extend(identity);
    items.push(w.file_tell(grouped(Narrative::MAX)));
    items.push(w.file_involved.to_owned());
    items.push(w.file_code.to_owned());
    let mut blocks = vec![Block::Address(address.to_owned())];
    blocks.extend(numbered(items));
    let contact = agency.contact.trim();
    if !contact.is_empty() {
        blocks.push(Block::Paragraph(w.file_other.to_owned()));
        blocks.push(Block::Paragraph(contact.to_owned()));
    }
    Section {
        heading: w.file_title.to_owned(),
        blocks,
    }
}

fn steps(words: &Words, duties: &Duties) -> Table {
    let w = &words.handbook;
    let joined = |posts: &[String], many: &str| match posts.len() {
        1..=3 => posts.join(", "),
        _ => many.to_owned(),
    };
    let readers = joined(&duties.all_readers(), w.readers_of_category);
    let signers = joined(&duties.supervisors, words.role.by_key("outside"));
    let within = w.within(duties.rule.days);
    let rows = [
        (w.step_file, w.at_once.to_owned(), w.reporter.to_owned()),
        (w.step_screen, within.clone(), readers.clone()),
        (w.step_ask, within.clone(), readers.clone()),
        (w.step_examine, within.clone(), readers.clone()),
        (w.step_sign, within.clone(), signers),
        (w.step_tell, within, readers.clone()),
        (w.step_explain, w.explained(duties.rule.extension_days), readers),
    ];
    let columns = [(w.column_step, 30), (w.column_time, 35), (w.column_post, 35)];
    let rows = rows.map(|(step, time, post)| row([step.to_owned(), time, post]));
    table((STEPS, w.steps_caption), &columns, rows.into())
}

fn responsible(words: &Words, agency: &Agency, duties: &Duties) -> Section {
    let w = &words.handbook;
    let rows = duties.readers.iter().map(|(category, posts, outside)| {
        let mut posts = posts.clone();
        if *outside && !agency.outside_body.is_empty() {
            posts.push(agency.outside_body.clone());
        }
        let posts = if posts.is_empty() {
            w.nobody.to_owned()
        } else {
            posts.join(", ")
        };
        row([words.category.by_key(category.key()).to_owned(), posts])
    });
    let columns = [(w.column_category, 45), (w.column_post, 55)];
    let mut blocks = vec![
        Block::Paragraph(w.responsible.to_owned()),
        Block::Table(table(
            ("readers", w.responsible_caption),
            &columns,
            rows.collect(),
        )),
    ];
    if !duties.custodians.is_empty() {
        blocks.push(Block::Paragraph(w.custodians(duties.custodians.join(", "))));
    }
    if !duties.supervisors.is_empty() {
        blocks.push(Block::Paragraph(w.supervisors(duties.supervisors.join(", "))));
    }
    Section {
        heading: w.responsible_title.to_owned(),
        blocks,
    }
}

fn periods(words: &Words, duties: &Duties) -> Section {
    let w = &words.handbook;
    let rule = &duties.rule;
    let items = vec![
        w.period_count(rule.days),
        w.period_last.to_owned(),
        w.period_explain(rule.extension_days),
        w.period_warn(rule.warn_days),
    ];
    Section {
        heading: w.period_title.to_owned(),
        blocks: numbered(items),
    }
}

fn protection(words: &Words, agency: &Agency) -> Section {
    let a = &words.about;
    let mut items = vec![a.readers.to_owned(), a.involved.to_owned()];
    if !agency.outside_body.is_empty() {
        items.push(a.outside(&agency.outside_body));
    }
    items.extend([a.admin, a.code, a.traces].map(str::to_owned));
    Section {
        heading: words.handbook.protection_title.to_owned(),
        blocks: numbered(items),
    }
}

fn row<const N: usize>(cells: [String; N]) -> Row {
    Row {
        kind: RowKind::Plain,
        cells: cells.map(Cell::Words).into(),
    }
}

fn table((key, caption): (&str, &str), columns: &[(&str, u8)], rows: Vec<Row>) -> Table {
    let columns = columns
        .iter()
        .zip(1_u32..)
        .map(|((heading, share), number)| Column {
            key: format!("c{number}"),
            heading: (*heading).to_owned(),
            share: *share,
            kind: ColumnKind::Words,
        });
    Table {
        key: key.to_owned(),
        caption: caption.to_owned(),
        columns: columns.collect(),
        rows,
    }
}
