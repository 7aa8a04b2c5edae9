//! Figures by category, with small numbers hidden: one matter about one office may point at its reporter (G10).

use super::Figures;
use crate::domain::category::Category;

/// A number of 1 or 2 is not published for a category.
const SMALLEST_PUBLISHED: u32 = 3;

/// A figure of the public breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The number; zero is always said (R61).
    Exact(u32),
    /// At least one, hidden.
    Hidden,
}

/// The breakdown by category that may be published, in the order of [`Category::ALL`].
///
/// Totals are exact, so hiding a single cell would hide nothing: it is the total minus the others. Larger
/// cells are therefore hidden too, smallest first, until at least two cells are hidden and these hold
/// together at least one matter more than there are hidden cells. `None` when even hiding every cell that
/// is not zero does not reach that: then only the total can be published.
pub fn by_category(figures: &Figures) -> Option<Vec<(Category, Cell)>> {
    let counts: Vec<(Category, u32)> = Category::ALL
        .iter()
        .map(|category| (*category, figures.of_category(*category)))
        .collect();
    let mut rising: Vec<u32> = counts
        .iter()
        .map(|(_, count)| *count)
        .filter(|count| *count > 0)
        .collect();
    rising.sort_unstable();
    let small = rising.iter().filter(|count| **count < SMALLEST_PUBLISHED).count();
    let hidden = if small == 0 {
        0
    } else {
        (small.max(2)..=rising.len()).find(|cells| says_nothing(&rising, *cells))?
    };
    // Cells as large as the largest hidden one are hidden with it: which of them was chosen says nothing.
    let limit = hidden
        .checked_sub(1)
        .and_then(|last| rising.get(last))
        .copied()
        .unwrap_or_default();
    let cell = |count: u32| {
        if count > 0 && count <= limit {
            Cell::Hidden
        } else {
            Cell::Exact(count)
        }
    };
    Some(
        counts
            .into_iter()
            .map(|(category, count)| (category, cell(count)))
            .collect(),
    )
}

/// Whether the sum of the smallest cells leaves open what is in each of them.
fn says_nothing(rising: &[u32], cells: usize) -> bool {
    let sum: u32 = rising.iter().take(cells).sum();
    usize::try_from(sum).is_ok_and(|sum| sum > cells)
}
