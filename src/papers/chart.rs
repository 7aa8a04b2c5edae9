//! A bar chart as shapes of an SVG picture: two series on top of each other, told apart by a hatch and not by
//! colour alone. Sizes are in units of the picture, which scales with the page.

/// Width of the picture.
pub const WIDTH: u32 = 720;
/// Height of the picture.
pub const HEIGHT: u32 = 260;
/// Where the bars stand and where the scale begins.
const FLOOR: u32 = 220;
const CEILING: u32 = 30;
const LEFT: u32 = 40;

/// The numbers of one bar.
pub struct Bar {
    /// What stands below it.
    pub label: &'static str,
    /// The lower part.
    pub solid: u32,
    /// The upper part.
    pub hatched: u32,
}

/// A chart, ready to be drawn.
pub struct Chart {
    /// The bars, from left to right.
    pub columns: Vec<Column>,
    /// The lines of the scale with their numbers, from bottom to top.
    pub scale: Vec<Mark>,
}

/// One bar in the picture.
pub struct Column {
    /// Its left edge.
    pub x: u32,
    /// Its middle, for the label.
    pub middle: u32,
    /// Its width.
    pub width: u32,
    /// Upper edge and height of the lower part.
    pub solid: (u32, u32),
    /// Upper edge and height of the upper part.
    pub hatched: (u32, u32),
    /// What stands below it.
    pub label: &'static str,
    /// The number above it; 0 is not written.
    pub total: u32,
}

/// One line of the scale.
pub struct Mark {
    /// Its height in the picture.
    pub y: u32,
    /// Its number.
    pub number: u32,
}

/// Room for a month, and for its bars.
const SLOT: u32 = (WIDTH - LEFT) / 12;
const BROAD: u32 = SLOT * 6 / 10;

/// Places the bars, both parts on top of each other. The scale ends at a round number, so that few matters do not look
/// like many.
pub fn draw(bars: &[Bar]) -> Chart {
    let total = |bar: &Bar| bar.solid.saturating_add(bar.hatched);
    let top = round_up(bars.iter().map(total).max().unwrap_or(0));
    let columns = bars.iter().zip(0_u32..).map(|(bar, at)| {
        let x = LEFT + at * SLOT + (SLOT - BROAD) / 2;
        let (solid, whole) = (height(bar.solid, top), height(total(bar), top));
        Column {
            x,
            middle: x + BROAD / 2,
            width: BROAD,
            solid: (FLOOR - solid, solid),
            hatched: (FLOOR - whole, whole - solid),
            label: bar.label,
            total: total(bar),
        }
    });
    Chart {
        columns: columns.collect(),
        scale: scale(top),
    }
}

/// Places the bars with both parts on the floor, the hatched one to the right of the solid one: each is as wide as
/// `width` says. Nothing is written above them.
pub fn draw_beside(bars: &[Bar]) -> Chart {
    let most = bars.iter().map(|bar| bar.solid.max(bar.hatched)).max();
    let top = round_up(most.unwrap_or(0));
    let columns = bars.iter().zip(0_u32..).map(|(bar, at)| {
        let x = LEFT + at * SLOT + (SLOT - BROAD) / 2;
        let (solid, hatched) = (height(bar.solid, top), height(bar.hatched, top));
        Column {
            x,
            middle: x + BROAD / 2,
            width: BROAD / 2,
            solid: (FLOOR - solid, solid),
            hatched: (FLOOR - hatched, hatched),
            label: bar.label,
            total: 0,
        }
    });
    Chart {
        columns: columns.collect(),
        scale: scale(top),
    }
}

fn height(number: u32, top: u32) -> u32 {
    let scaled = u64::from(FLOOR - CEILING) * u64::from(number) / u64::from(top);
    u32::try_from(scaled).unwrap_or(0)
}

fn scale(top: u32) -> Vec<Mark> {
    let mark = |number| Mark {
        y: FLOOR - height(number, top),
        number,
    };
    [0, top / 2, top].map(mark).into()
}

/// The next even number of the row 4, 10, 20, 40, 100, 200, …
fn round_up(most: u32) -> u32 {
    let mut top = 4_u32;
    while top < most {
        top = match top.to_string().as_bytes().first() {
            Some(b'4') => (top / 4).saturating_mul(10),
            _ => top.saturating_mul(2),
        };
        if top == u32::MAX {
            break;
        }
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(solid: u32, hatched: u32) -> Bar {
        Bar {
            label: "ม.ค.",
            solid,
            hatched,
        }
    }

    #[test]
    fn the_scale_ends_at_a_round_number_that_no_bar_exceeds() {
        for (most, top) in [
            (0, 4),
            (4, 4),
            (5, 10),
            (10, 10),
            (11, 20),
            (21, 40),
            (41, 100),
            (101, 200),
            (4_000, 4_000),
        ] {
            assert_eq!(round_up(most), top, "{most}");
        }
        assert!(round_up(u32::MAX) >= 4_000_000_000);
    }

    #[test]
    fn bars_stand_on_the_floor_below_the_ceiling_and_beside_each_other() {
        let bars: Vec<Bar> = (0..12).map(|at| bar(at, 3)).collect();
        let chart = draw(&bars);
        assert_eq!(chart.columns.len(), 12);
        for (column, next) in chart.columns.iter().zip(chart.columns.iter().skip(1)) {
            assert!(column.x + column.width < next.x);
        }
        for column in &chart.columns {
            assert_eq!(column.solid.0 + column.solid.1, FLOOR);
            assert_eq!(column.hatched.0 + column.hatched.1, column.solid.0);
            assert!(column.hatched.0 >= CEILING && column.x + column.width <= WIDTH);
        }
    }

    #[test]
    fn two_years_stand_beside_each_other_on_the_same_floor() {
        let bars: Vec<Bar> = (0..12).map(|at| bar(at, 11 - at)).collect();
        let chart = draw_beside(&bars);
        for (column, next) in chart.columns.iter().zip(chart.columns.iter().skip(1)) {
            assert!(column.x + 2 * column.width < next.x);
        }
        for (column, bar) in chart.columns.iter().zip(&bars) {
            assert_eq!(column.solid.0 + column.solid.1, FLOOR);
            assert_eq!(column.hatched.0 + column.hatched.1, FLOOR);
            assert_eq!(column.solid.1 > column.hatched.1, bar.solid > bar.hatched);
        }
        assert!(draw_beside(&[]).columns.is_empty());
    }

    #[test]
    fn no_matters_make_no_bars_and_nothing_divides_by_zero() {
        let chart = draw(&[bar(0, 0)]);
        assert_eq!(
            chart
                .columns
                .first()
                .map(|column| (column.solid.1, column.hatched.1, column.total)),
            Some((0, 0, 0))
        );
        assert!(draw(&[]).columns.is_empty());
    }
}
