//! Where a case stands and the stage from which it is judged: a step consumes the position and may refuse.
//!
//! Asking the reporter is no stage of the examination. A case whose reporter is asked is judged from the stage it was
//! asked from, which the events tell, and goes back there with the answer: a question after fact-finding began neither
//! opens the ways out of the first examination again nor takes the case back to it (ADR 0071).

use super::case::{Outcome, Refused, State, Step};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    state: State,
    stage: State,
}

impl Position {
    /// The position after a case stood in these states, one after the other. Nothing has happened to a case that stood
    /// in none.
    pub fn of(states: impl DoubleEndedIterator<Item = State>) -> Self {
        let mut back = states.rev();
        let state = back.next().unwrap_or(State::Received);
        if state != State::InfoRequested {
            return Self { state, stage: state };
        }
        let from = back.find(|state| *state != State::InfoRequested);
        Self {
            state,
            // An officer who asks has begun the first examination.
            stage: from
                .filter(|from| matches!(from, State::FactFinding | State::Disciplinary))
                .unwrap_or(State::Screening),
        }
    }

    /// The state after the step.
    ///
    /// # Errors
    /// [`Refused`] when the step makes no sense from here; nothing has changed then.
    pub fn after(self, step: Step) -> Result<State, Refused> {
        let asked = self.state == State::InfoRequested;
        match (self.stage, step) {
            // What the reporter adds never moves an open case backwards.
            (open, Step::ReporterWrites) if open.is_open() => Ok(open),
            // The officers go on without waiting for the answer.
            (State::Screening, Step::Screen)
            | (State::FactFinding, Step::FindFacts)
            | (State::Disciplinary, Step::Discipline)
                if asked =>
            {
                Ok(self.stage)
            }
            // A closed case that its reporter answers is looked at again (attacks J129), also one that was merged:
            // each reporter keeps their own thread.
            (
                State::Merged
                | State::Referred
                | State::ClosedSubstantiated
                | State::ClosedUnsubstantiated
                | State::ClosedInsufficient
                | State::NotAccepted,
                Step::ReporterWrites,
            )
            | (State::Received, Step::Screen)
            | (State::Merged, Step::Unlink) => Ok(State::Screening),
            (open, Step::Ask) if open.is_open() => Ok(State::InfoRequested),
            (State::Received | State::Screening, Step::FindFacts) => Ok(State::FactFinding),
            (State::FactFinding, Step::Discipline) => Ok(State::Disciplinary),
            (open, Step::Refer) if open.is_open() => Ok(State::Referred),
            (State::Received | State::Screening, Step::Close(Outcome::NotAccepted)) => Ok(State::NotAccepted),
            (open, Step::Close(Outcome::Substantiated)) if open.is_open() => Ok(State::ClosedSubstantiated),
            (open, Step::Close(Outcome::Unsubstantiated)) if open.is_open() => {
                Ok(State::ClosedUnsubstantiated)
            }
            (open, Step::Close(Outcome::InsufficientEvidence)) if open.is_open() => {
                Ok(State::ClosedInsufficient)
            }
            (State::Received | State::Screening, Step::Retrack) => Ok(State::Retracked),
            (State::Received | State::Screening, Step::Merge) => Ok(State::Merged),
            (open, Step::Link) if open.is_open() => Ok(self.state),
            (_, Step::Unlink) => Ok(self.state),
            _ => Err(Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEPS: &[Step] = &[
        Step::Screen,
        Step::Ask,
        Step::ReporterWrites,
        Step::FindFacts,
        Step::Discipline,
        Step::Refer,
        Step::Close(Outcome::Substantiated),
        Step::Close(Outcome::Unsubstantiated),
        Step::Close(Outcome::InsufficientEvidence),
        Step::Close(Outcome::NotAccepted),
        Step::Retrack,
        Step::Merge,
        Step::Link,
        Step::Unlink,
    ];

    fn after(states: &[State], step: Step) -> Result<State, Refused> {
        Position::of(states.iter().copied()).after(step)
    }

    #[test]
    fn a_case_that_ended_refuses_every_step_of_an_officer() {
        for state in State::ALL.iter().filter(|state| !state.is_open()) {
            for step in STEPS {
                if !matches!(step, Step::ReporterWrites | Step::Unlink) {
                    assert_eq!(after(&[*state], *step), Err(Refused), "{state:?} {step:?}");
                }
            }
        }
    }

    #[test]
    fn the_reporter_can_write_unless_the_case_lives_on_elsewhere() {
        for state in State::ALL {
            let answer = after(&[*state], Step::ReporterWrites);
            assert_eq!(answer.is_ok(), *state != State::Retracked, "{state:?}");
            if let Ok(after) = answer {
                assert!(after.is_open(), "{state:?}");
            }
        }
    }

    #[test]
    fn a_link_ends_nothing_and_undoing_it_opens_only_what_was_merged() {
        for state in State::ALL {
            if state.is_open() {
                assert_eq!(after(&[*state], Step::Link), Ok(*state));
            }
            let opened = if *state == State::Merged {
                State::Screening
            } else {
                *state
            };
            assert_eq!(after(&[*state], Step::Unlink), Ok(opened));
        }
    }

    #[test]
    fn every_state_can_be_reached_from_received() {
        let mut reached = vec![State::Received];
        let mut at = 0;
        while at < reached.len() {
            for step in STEPS {
                if let Ok(next) = after(&[reached[at]], *step)
                    && !reached.contains(&next)
                {
                    reached.push(next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), State::ALL.len());
    }

    #[test]
    fn a_question_is_asked_from_a_stage_and_its_answer_leads_back_there() {
        use State::{Disciplinary, FactFinding, InfoRequested, Received, Screening};
        for (from, stage) in [
            (Received, Screening),
            (Screening, Screening),
            (FactFinding, FactFinding),
            (Disciplinary, Disciplinary),
        ] {
            // Asked twice, with a note in between.
            let asked = [from, InfoRequested, InfoRequested, InfoRequested];
            assert_eq!(after(&asked, Step::ReporterWrites), Ok(stage));
            for step in [Step::Close(Outcome::NotAccepted), Step::Retrack, Step::Merge] {
                assert_eq!(
                    after(&asked, step).is_ok(),
                    stage == Screening,
                    "{from:?} {step:?}"
                );
            }
        }
        let examined = [FactFinding, InfoRequested];
        assert_eq!(after(&examined, Step::Screen), Err(Refused));
        assert_eq!(after(&examined, Step::FindFacts), Ok(FactFinding));
        assert_eq!(after(&examined, Step::Discipline), Ok(Disciplinary));
        assert_eq!(
            after(&[Disciplinary, InfoRequested], Step::FindFacts),
            Err(Refused)
        );
    }

    const fn rank(state: State) -> Option<u8> {
        match state {
            State::Received => Some(0),
            State::Screening => Some(1),
            State::FactFinding => Some(2),
            State::Disciplinary => Some(3),
            // A question is no stage, and whatever has ended begins anew.
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn what_was_examined_can_no_longer_be_turned_away_whatever_was_asked_in_between(
            steps in prop::collection::vec(0_usize..14, 0..40),
        ) {
            let mut states = vec![State::Received];
            let mut reached = 0;
            for step in steps {
                let Ok(next) = after(&states, STEPS[step]) else {
                    continue;
                };
                let turned_away = matches!(next, State::NotAccepted | State::Retracked | State::Merged);
                let was_open = states.last().copied().is_some_and(State::is_open);
                prop_assert!(!(was_open && turned_away && reached > 1), "{:?} then {:?}", states, next);
                if let Some(rank) = rank(next) {
                    prop_assert!(rank >= reached, "{:?} then {:?}", states, next);
                    reached = rank;
                }
                if !next.is_open() {
                    reached = 0;
                }
                states.push(next);
            }
        }
    }
}
