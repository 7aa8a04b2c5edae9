//! Reed-Solomon (24, 20) over GF(32), the check symbols of a tracking code in letters.
//!
//! Field polynomial x^5 + x^2 + 1, alpha = 2, generator (x+a)(x+a^2)(x+a^3)(x+a^4). Symbol `i` of a word is
//! the coefficient of x^(23-i). The distance is 5: any four wrong symbols are noticed, and a word that one
//! change turns into a code word has only one such change.

/// Symbols in a word.
pub(super) const WORD: usize = 24;
/// Symbols that carry the secret.
pub(super) const DATA: usize = 20;
/// Check symbols, and so the number of syndromes.
const CHECKS: usize = WORD - DATA;

/// A word: each symbol is below 32.
pub(super) type Word = [u8; WORD];

/// Doubling in the field, that is multiplying by alpha.
fn double(a: u8) -> u8 {
    let shifted = a << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

fn multiply(a: u8, b: u8) -> u8 {
    let mut product = 0;
    let mut power = a;
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            product ^= power;
        }
        power = double(power);
    }
    product
}

/// a^30 = 1/a for a ≠ 0.
fn inverse(a: u8) -> u8 {
    (0..30).fold(1, |product, _| multiply(product, a))
}

/// alpha^exponent.
fn power(exponent: usize) -> u8 {
    (0..exponent % 31).fold(1, |product, _| double(product))
}

/// The word evaluated at alpha^1 … alpha^4; all zero means a code word.
fn syndromes(word: &Word) -> [u8; CHECKS] {
    std::array::from_fn(|index| {
        let root = power(index + 1);
        word.iter().fold(0, |sum, symbol| multiply(sum, root) ^ symbol)
    })
}

/// Whether `word` is a code word.
pub(super) fn is_clean(word: &Word) -> bool {
    syndromes(word) == [0; CHECKS]
}

/// The code word that begins with `data`.
pub(super) fn encode(data: &[u8; DATA]) -> Word {
    let mut word = [0; WORD];
    for (to, from) in word.iter_mut().zip(data) {
        *to = *from;
    }
    // The check symbols are the four erased ones: four equations, always solvable.
    fill(&word, &[20, 21, 22, 23]).unwrap_or(word)
}

/// The only code word that agrees with `word` outside `erased` (at most four places), if there is one.
pub(super) fn fill(word: &Word, erased: &[usize]) -> Option<Word> {
    if erased.len() > CHECKS {
        return None;
    }
    let mut known = *word;
    for place in erased {
        *known.get_mut(*place)? = 0;
    }
    // One row per syndrome: sum over erased places of value * locator^(row) = syndrome(row).
    let mut rows: Vec<Vec<u8>> = syndromes(&known)
        .iter()
        .enumerate()
        .map(|(index, syndrome)| {
            let mut row: Vec<u8> = erased
                .iter()
                .map(|place| power((WORD - 1 - place) * (index + 1)))
                .collect();
            row.push(*syndrome);
            row
        })
        .collect();
    let solution = solve(&mut rows, erased.len())?;
    for (place, value) in erased.iter().zip(solution) {
        *known.get_mut(*place)? = value;
    }
    is_clean(&known).then_some(known)
}

/// Gauss-Jordan elimination; the first `unknowns` rows end as the identity matrix.
fn solve(rows: &mut [Vec<u8>], unknowns: usize) -> Option<Vec<u8>> {
    for column in 0..unknowns {
        let pivot = (column..rows.len()).find(|row| at(rows, *row, column) != 0)?;
        rows.swap(column, pivot);
        let scale = inverse(at(rows, column, column));
        let pivot_row: Vec<u8> = rows
            .get(column)?
            .iter()
            .map(|value| multiply(*value, scale))
            .collect();
        for (number, row) in rows.iter_mut().enumerate() {
            if number == column {
                row.clone_from(&pivot_row);
                continue;
            }
            let factor = row.get(column).copied()?;
            for (value, above) in row.iter_mut().zip(&pivot_row) {
                *value ^= multiply(factor, *above);
            }
        }
    }
    rows.iter()
        .take(unknowns)
        .map(|row| row.last().copied())
        .collect()
}

fn at(rows: &[Vec<u8>], row: usize, column: usize) -> u8 {
    rows.get(row)
        .and_then(|values| values.get(column))
        .copied()
        .unwrap_or(0)
}
