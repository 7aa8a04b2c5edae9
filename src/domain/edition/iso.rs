//! Days and months as open data spells them: `2026-07-31` and `2026-07`, of the common era.

use serde::{Deserialize, Serialize};

use crate::domain::day::{Day, Month};

/// A day as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IsoDay(pub Day);

/// A month as `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IsoMonth(pub Month);

impl TryFrom<String> for IsoDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().unwrap_or_default();
        let (year, month, day) = (next().parse(), next().parse(), next().parse());
        match (year, month, day) {
            (Ok(year), Ok(month), Ok(day)) => Day::from_ymd(year, month, day).map(Self),
            _ => None,
        }
        .filter(|day| String::from(*day) == text)
        .ok_or("not a day")
    }
}

impl From<IsoDay> for String {
    fn from(day: IsoDay) -> Self {
        day.0.date().to_string()
    }
}

impl TryFrom<String> for IsoMonth {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let day = IsoDay::try_from(format!("{text}-01")).map_err(|_| "not a month")?;
        Ok(Self(day.0.month()))
    }
}

impl From<IsoMonth> for String {
    fn from(month: IsoMonth) -> Self {
        format!("{:04}-{:02}", month.0.year, month.0.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_read_back_and_nothing_else_is() {
        for text in ["2026-07-31", "1999-01-02"] {
            let day = IsoDay::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(day), text);
        }
        for text in [
            "2026-7-31",
            "2026-02-30",
            "2026-07-31T00:00",
            "",
            "31-07-2026",
            "2026-07",
        ] {
            assert!(IsoDay::try_from(text.to_owned()).is_err(), "{text}");
        }
        let month = IsoMonth::try_from("2026-07".to_owned()).unwrap();
        assert_eq!((month.0.year, month.0.month), (2026, 7));
        assert_eq!(String::from(month), "2026-07");
        assert!(IsoMonth::try_from("2026-13".to_owned()).is_err());
    }
}
