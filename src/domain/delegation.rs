//! An officer names a substitute for some days (R41): new reports that are sealed to the officer are sealed to the
//! substitute too, unless the substitute is involved.

use super::appointment::Term;
use super::coded::coded;
use super::day::Day;
use super::ids::{AgencyId, DelegationId, OfficerId};
use super::involved::Involved;
use super::officer::Officer;
use super::routing;

coded!(
    /// In which of the three legal forms somebody acts for another.
    ActingMode {
        /// รักษาการแทน
        InPlace = 1 => "in_place",
        /// รักษาราชการแทน
        InOfficialPlace = 2 => "in_official_place",
        /// ปฏิบัติราชการแทน
        OnBehalf = 3 => "on_behalf",
    }
);

/// A delegation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// The agency.
    pub agency: AgencyId,
    /// Who is away.
    pub from: OfficerId,
    /// Who acts for them.
    pub to: OfficerId,
    /// In which form.
    pub mode: ActingMode,
    /// Number of the order.
    pub order: String,
    /// For how long; it always ends.
    pub term: Term,
    /// Who entered it: the officer who is away, or an administrator.
    pub by: OfficerId,
    /// When it was made, in seconds since the epoch.
    pub at: i64,
    /// When it was ended before its last day.
    pub ended_at: Option<i64>,
}

impl Delegation {
    /// Whether the substitute acts on this day.
    pub fn holds(&self, today: Day) -> bool {
        self.ended_at.is_none() && self.term.holds(today)
    }

    /// Whether both run on some day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let ended = self.ended_at.is_some() || other.ended_at.is_some();
        let last = |one: &Self| one.term.until().unwrap_or(one.term.from());
        !ended && self.term.from() <= last(other) && other.term.from() <= last(self)
    }

    /// Whether it has ended for good.
    pub fn is_over(&self, today: Day) -> bool {
        self.ended_at.is_some() || self.term.is_over(today)
    }
}

/// Who reads a report besides the readers that routing chose, and by which delegation. Only those who act for a chosen
/// reader: whoever acts for somebody who was stepped over would carry the report to the accused.
pub fn substitutes(
    readers: &[OfficerId],
    delegations: &[Delegation],
    officers: &[Officer],
    involved: &Involved,
    today: Day,
) -> Vec<(OfficerId, DelegationId)> {
    let mut found: Vec<(OfficerId, DelegationId)> = Vec::new();
    for reader in readers {
        for delegation in delegations {
            let acts = delegation.from == *reader && delegation.holds(today);
            let substitute = officers.iter().find(|officer| officer.id == delegation.to);
            let fit = substitute
                .is_some_and(|officer| routing::can_read(officer) && !involved.may_name(officer, officers));
            let reads = readers.contains(&delegation.to) || found.iter().any(|(id, _)| *id == delegation.to);
            if acts && fit && !reads {
                found.push((delegation.to, delegation.id));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::officer::Login;
    use crate::domain::role::{Role, Roles};

    const TODAY: Day = Day::from_number(20_000);

    const fn id(number: u8) -> OfficerId {
        OfficerId([number; 16])
    }

    fn officer(number: u8) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: None,
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(&[Role::Responsible]),
            key: [number; 32],
            active: true,
            earlier: Vec::new(),
        }
    }

    fn delegation(from: u8, to: u8, first: i32, last: i32) -> Delegation {
        Delegation {
            id: DelegationId([from * 16 + to; 16]),
            agency: AgencyId([1; 16]),
            from: id(from),
            to: id(to),
            mode: ActingMode::InPlace,
            order: "1/2570".to_owned(),
            by: id(from),
            term: Term::new(TODAY.plus(first), Some(TODAY.plus(last))).unwrap(),
            at: 0,
            ended_at: None,
        }
    }

    fn named(readers: &[u8], delegations: &[Delegation], involved: &[u8]) -> Vec<OfficerId> {
        named_of(
            &(1..=5).map(officer).collect::<Vec<_>>(),
            readers,
            delegations,
            involved,
        )
    }

    fn named_of(
        officers: &[Officer],
        readers: &[u8],
        delegations: &[Delegation],
        involved: &[u8],
    ) -> Vec<OfficerId> {
        let ids = |numbers: &[u8]| numbers.iter().copied().map(id).collect::<Vec<_>>();
        let involved = Involved::new(ids(involved), vec![]);
        let found = substitutes(&ids(readers), delegations, officers, &involved, TODAY);
        found.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn a_substitute_reads_for_a_chosen_reader_from_the_first_day_to_the_last() {
        for (first, last, reads) in [
            (0, 0, true),
            (-3, 0, true),
            (0, 3, true),
            (1, 3, false),
            (-3, -1, false),
        ] {
            let found = named(&[1, 2], &[delegation(1, 4, first, last)], &[]);
            assert_eq!(found == [id(4)], reads, "{first} to {last}");
        }
    }

    #[test]
    fn nobody_acts_for_the_accused_and_no_accused_acts() {
        // 1 is marked, so that routing chose 2 and 3.
        assert!(named(&[2, 3], &[delegation(1, 4, 0, 9)], &[1]).is_empty());
        assert!(named(&[1, 2], &[delegation(1, 4, 0, 9)], &[4]).is_empty());
    }

    #[test]
    fn whoever_is_called_like_the_accused_acts_for_nobody() {
        let mut officers: Vec<Officer> = (1..=5).map(officer).collect();
        officers[2].name = "นายสมชาย ใจดี".to_owned();
        officers[3].name = "สมชาย  ใจดี".to_owned();
        let acts = [delegation(1, 4, 0, 9)];
        assert!(named_of(&officers, &[1, 2], &acts, &[3]).is_empty());
        assert_eq!(named_of(&officers, &[1, 2], &acts, &[5]), [id(4)]);
    }

    #[test]
    fn whoever_reads_already_is_not_named_twice_and_a_substitute_has_none() {
        let both = [
            delegation(1, 2, 0, 9),
            delegation(1, 4, 0, 9),
            delegation(2, 4, 0, 9),
            delegation(4, 5, 0, 9),
        ];
        assert_eq!(named(&[1, 2], &both, &[]), [id(4)]);
    }

    #[test]
    fn two_overlap_when_they_share_a_day_and_none_was_ended() {
        let one = delegation(1, 4, 0, 5);
        for (first, last, shares) in [
            (5, 9, true),
            (6, 9, false),
            (-3, 0, true),
            (-3, -1, false),
            (2, 3, true),
        ] {
            let other = delegation(1, 5, first, last);
            assert_eq!(one.overlaps(&other), shares, "{first} to {last}");
            assert_eq!(other.overlaps(&one), shares, "{first} to {last}");
        }
        let mut ended = delegation(1, 5, 2, 3);
        ended.ended_at = Some(1);
        assert!(!one.overlaps(&ended));
    }

    #[test]
    fn what_was_ended_early_is_over() {
        let mut ended = delegation(1, 4, 0, 9);
        ended.ended_at = Some(1);
        assert!(ended.is_over(TODAY) && !ended.holds(TODAY));
        assert!(named(&[1, 2], &[ended], &[]).is_empty());
    }
}
