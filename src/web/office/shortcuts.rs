//! `/{agency}/office/shortcuts`: the keys of the officers' pages. One table makes this page, the list that the script
//! reads, and the names; the pages work without them.
//!
//! The keys are Ctrl and Alt with a digit, taken by their place on the keyboard: a letter alone would be typed, and a
//! digit typed with the Thai layout is a letter.

use actix_web::HttpResponse;
use askama::Template;

use super::{Place, frame};
use crate::domain::role::Act;
use crate::web::layout::{Frame, Key, ok};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// One key.
struct Shortcut {
    digit: char,
    /// `KeyboardEvent.code`: the place of the key, whatever the layout types there.
    code: &'static str,
    /// Its name among the words.
    name: &'static str,
    act: Act,
    /// A place below the agency, or a part of the page shown.
    to: &'static str,
}

const fn shortcut(
    digit: char,
    code: &'static str,
    name: &'static str,
    act: Act,
    to: &'static str,
) -> Shortcut {
    Shortcut {
        digit,
        code,
        name,
        act,
        to,
    }
}

static SHORTCUTS: &[Shortcut] = &[
    shortcut('1', "Digit1", "inbox", Act::HandleCases, "/office"),
    shortcut('2', "Digit2", "search", Act::HandleCases, "/office/search"),
    shortcut('3', "Digit3", "register", Act::Register, "/office/register"),
    shortcut('4', "Digit4", "late", Act::HandleCases, "/office?queue=late"),
    shortcut('5', "Digit5", "turn", Act::HandleCases, "/office?queue=turn"),
    shortcut('6', "Digit6", "acts", Act::HandleCases, "#acts"),
    shortcut('7', "Digit7", "conversation", Act::HandleCases, "#conversation"),
    shortcut('8', "Digit8", "notes", Act::HandleCases, "#notes"),
    shortcut('9', "Digit9", "main", Act::OwnAccount, "#main"),
    shortcut('0', "Digit0", "help", Act::OwnAccount, "/office/shortcuts"),
];

/// The keys of what this officer may do.
pub(super) fn keys(visit: &Visit, may: impl Fn(Act) -> bool) -> Vec<Key> {
    SHORTCUTS
        .iter()
        .filter(|shortcut| may(shortcut.act))
        .map(|shortcut| Key {
            code: shortcut.code,
            digit: shortcut.digit,
            label: visit.words().shortcuts.to.by_key(shortcut.name),
            to: if shortcut.to.starts_with('#') {
                shortcut.to.to_owned()
            } else {
                visit.link(shortcut.to)
            },
        })
        .collect()
}

#[derive(Template)]
#[template(path = "web/office/shortcuts.html")]
struct ShortcutsPage {
    frame: Frame,
}

/// Shows them.
///
/// # Errors
/// None of its own.
pub async fn show(visit: Visit, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let frame = frame(&visit, &officer, visit.words().shortcuts.title, Place::Account);
    Ok(ok(&ShortcutsPage { frame }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::queue::Queue;
    use crate::web::routes::{Access, Method, ROUTES};
    use crate::words::{Language, words};

    #[test]
    fn every_key_stands_once_is_no_letter_and_has_a_name_in_both_languages() {
        let codes: BTreeSet<&str> = SHORTCUTS.iter().map(|one| one.code).collect();
        assert_eq!(codes.len(), SHORTCUTS.len());
        for one in SHORTCUTS {
            assert_eq!(one.code, format!("Digit{}", one.digit));
            for language in Language::ALL {
                assert!(
                    !words(language).shortcuts.to.by_key(one.name).is_empty(),
                    "{}",
                    one.name
                );
            }
        }
    }

    #[test]
    fn every_place_is_a_route_that_the_same_people_may_open() {
        for one in SHORTCUTS.iter().filter(|one| one.to.starts_with('/')) {
            let (path, query) = one.to.split_once('?').unwrap_or((one.to, ""));
            let route = ROUTES
                .iter()
                .find(|route| route.method == Method::Get && route.path == format!("/{{agency}}{path}"));
            let access = route.unwrap().access;
            let led = access == Access::Officer(Act::Enter);
            assert!(led || access == Access::Officer(one.act), "{}", one.to);
            if let Some(queue) = query.strip_prefix("queue=") {
                assert!(Queue::from_key(queue).is_some());
            }
        }
    }

    #[test]
    fn every_part_of_a_page_is_on_the_page_of_a_case() {
        let page = concat!(include_str!("cases/case.html"), include_str!("../layout.html"));
        for one in SHORTCUTS {
            if let Some(part) = one.to.strip_prefix('#') {
                assert_eq!(page.matches(&format!("id=\"{part}\"")).count(), 1, "{part}");
            }
        }
    }
}
