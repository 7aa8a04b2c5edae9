//! How long a sign-in name rests after failed sign-ins. It depends on the name alone, so that a name nobody has
//! rests like any other; no address of a visitor is part of it.

/// So many failures in a row cost nothing: people mistype.
pub const FREE: i32 = 5;
/// How long the name rests after the next one, in seconds; each further one doubles it.
pub const FIRST_REST: i64 = 60;
/// The longest rest, in seconds.
pub const LONGEST_REST: i64 = 15 * 60;
/// After so many seconds without a failure they are forgotten.
pub const FORGOTTEN_AFTER: i64 = 24 * 3_600;

/// The failures in a row under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Failures {
    /// How many.
    pub count: i32,
    /// When the last one was, in seconds since the epoch.
    pub last_at: i64,
}

impl Failures {
    /// For how many seconds the name still rests; nothing when it may be tried now. A clock that was set back
    /// makes nobody wait.
    pub fn rest(self, now: i64) -> Option<i64> {
        let further = u32::try_from(self.count.checked_sub(FREE)?).ok()?;
        let doubled = FIRST_REST.checked_shl(further.min(16))?;
        let passed = now.saturating_sub(self.last_at);
        let left = doubled.min(LONGEST_REST).saturating_sub(passed);
        (passed >= 0 && left > 0).then_some(left)
    }

    /// The failures with one more at this moment.
    #[must_use]
    pub fn with_one(self, now: i64) -> Self {
        let passed = now.saturating_sub(self.last_at);
        let before = if (0..FORGOTTEN_AFTER).contains(&passed) {
            self.count
        } else {
            0
        };
        Self {
            count: before.saturating_add(1),
            last_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(count: i32) -> Failures {
        Failures {
            count,
            last_at: 1_000,
        }
    }

    #[test]
    fn five_slips_are_free_and_then_the_rest_doubles_up_to_a_quarter_of_an_hour() {
        let rests: Vec<Option<i64>> = (0..12).map(|count| after(count).rest(1_000)).collect();
        let some = |seconds| Some(seconds);
        assert_eq!(rests[..5], [None; 5]);
        assert_eq!(
            rests[5..],
            [60, 120, 240, 480, 900, 900, 900].map(some),
            "after the fifth"
        );
        assert_eq!(after(i32::MAX).rest(1_000), Some(LONGEST_REST));
    }

    #[test]
    fn a_rest_ends_and_a_clock_set_back_makes_nobody_wait() {
        assert_eq!(after(5).rest(1_059), Some(1));
        assert_eq!(after(5).rest(1_060), None);
        assert_eq!(after(9).rest(999), None);
        assert_eq!(after(9).rest(i64::MIN), None);
    }

    #[test]
    fn a_day_without_a_failure_forgets_them() {
        assert_eq!(after(9).with_one(1_000 + FORGOTTEN_AFTER).count, 1);
        assert_eq!(after(9).with_one(999 + FORGOTTEN_AFTER).count, 10);
    }

    proptest! {
        #[test]
        fn nobody_ever_waits_longer_than_the_longest_rest(count in any::<i32>(), last_at in any::<i64>(), now in any::<i64>()) {
            let left = Failures { count, last_at }.rest(now).unwrap_or(0);
            prop_assert!((0..=LONGEST_REST).contains(&left));
        }
    }
}
