//! How the day due of a case was computed, line by line, as the page of the case shows it.

use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::office::terms::rules;
use crate::web::office::wording;
use crate::web::visit::Visit;

/// The days that are counted, the rule and its source, what is said about a holiday, and from when it is warned.
pub(super) fn lines(visit: &Visit, case: &CaseForOfficer) -> Vec<String> {
    let words = visit.words();
    let of = &words.reckoning;
    let deadline = &case.deadline;
    let day = |day| wording::day(visit.language(), day);
    let mut lines = vec![
        words.office.case.working(
            deadline.rule.days,
            day(deadline.first_due_on),
            day(deadline.counted_from),
        ),
        of.case_rule(
            deadline.rule.days,
            case.rule.rule.id,
            rules::source(words, &case.rule),
        ),
    ];
    if deadline.round > 0 {
        lines.push(of.case_round(deadline.round.saturating_add(1)));
    }
    if let Some(holiday) = &case.due_holiday {
        lines.push(of.case_holiday(day(deadline.due_on), &holiday.name));
    } else if !case.due_works {
        lines.push(of.case_weekend(day(deadline.due_on)));
    }
    if case.state().is_open() {
        lines.push(of.case_warn(day(deadline.warn_on)));
    }
    if let Some(answer_by) = case.answer_by {
        lines.push(of.case_answer(day(answer_by)));
    }
    if let Some(late) = deadline.late_explanation {
        lines.push(of.case_late(day(late.until)));
    }
    if deadline.ever_missed {
        lines.push(of.case_missed.to_owned());
    }
    lines
}
