//! A tracking code as a page shows it: in groups, each of which a screen reader spells out.

use zeroize::Zeroizing;

/// One group of four symbols.
pub struct Group {
    /// As people see it: `33Q9`.
    pub shown: Zeroizing<String>,
    /// As a screen reader says it: `3 3 Q 9`.
    pub spelled: Zeroizing<String>,
}

/// The groups of a spelling.
pub fn groups(spelling: &str) -> Vec<Group> {
    spelling
        .split('-')
        .map(|group| {
            let mut spelled = Zeroizing::new(String::with_capacity(2 * group.len()));
            for symbol in group.chars() {
                if !spelled.is_empty() {
                    spelled.push(' ');
                }
                spelled.push(symbol);
            }
            Group {
                shown: Zeroizing::new(group.to_owned()),
                spelled,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_shown_once_and_spelled_once() {
        let shown = groups("33Q9-1ZVC");
        let pairs: Vec<(&str, &str)> = shown
            .iter()
            .map(|group| (group.shown.as_str(), group.spelled.as_str()))
            .collect();
        assert_eq!(pairs, [("33Q9", "3 3 Q 9"), ("1ZVC", "1 Z V C")]);
    }
}
