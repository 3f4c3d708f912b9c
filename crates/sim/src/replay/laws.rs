//! How long things took in a stretch, for what did not happen in it: patience, talk, wrap-up, answers to offers.

use std::collections::HashMap;

use routing::input::{DeclineCause, DialResult};
use routing::{ContactId, Input, Time};

use super::facts::{ContactFacts, Moment, length_ms};
use super::moments::{Anchor, ends};
use super::survival::{Case, Kind, Survivals};
use crate::random::Random;

/// The laws of a stretch.
#[derive(Debug, Clone, Default)]
pub struct Laws {
    /// From joining the line to giving up.
    pub patience: Survivals,
    /// From a contact's first connection with a person to the end; who passed it on only shows that it would have lasted longer.
    pub talk: Survivals,
    /// The same of conversations that go on with one that somebody else has had, as after a transfer.
    pub passed_on: Survivals,
    pub with_bot: Survivals,
    pub wrap_up: Survivals,
    /// From an offer to its answer.
    pub answer: Survivals,
    /// Offers that were accepted, and why the others were declined.
    pub accepted: u32,
    pub declined: Vec<DeclineCause>,
    /// Share of conversations with a bot that settle the matter.
    pub bot_settles: f64,
}

impl Laws {
    /// Whether an offer nobody had is declined, and why: as often as those that were answered.
    pub fn answer_to_offer(&self, random: &mut Random) -> Option<DeclineCause> {
        let answered = self.declined.len() as u64 + u64::from(self.accepted);
        self.declined.get(random.below(answered) as usize).copied()
    }
}

#[derive(Default)]
struct Cases {
    patience: Vec<(Kind, Case)>,
    talk: Vec<(Kind, Case)>,
    passed_on: Vec<(Kind, Case)>,
    with_bot: Vec<(Kind, Case)>,
    wrap_up: Vec<(Kind, Case)>,
    answer: Vec<(Kind, Case)>,
}

/// Marks what was still going on at the end, and learns how long things take.
pub(super) fn settle(contacts: &mut HashMap<ContactId, ContactFacts>, from: Time, to: Time) -> Laws {
    let mut all = Cases::default();
    let (mut bots, mut settled) = (0_u32, 0_u32);
    let (mut accepted, mut declined) = (0_u32, Vec::new());
    for own in contacts.values_mut() {
        for moment in &mut own.moments {
            let answered = moment.deeds.iter().find(|deed| ends(moment.anchor, &deed.input));
            if answered.is_some() {
                moment.cut_ms = None;
            }
            if answered.is_none() && moment.cut_ms.is_none() {
                moment.cut_ms = Some(length_ms(moment.at, to));
            }
            match answered.map(|deed| &deed.input) {
                Some(Input::Accept { .. }) => accepted += 1,
                Some(Input::Decline { cause, .. }) => declined.push((moment.at, *cause)),
                _ => {}
            }
            if moment.anchor == Anchor::WithBot {
                bots += 1;
                settled += u32::from(answered.is_some_and(|deed| matches!(deed.input, Input::Solved { .. })));
            }
            // Who was in line already is seen only because she stayed so long: of others that says nothing.
            let whole = moment.at >= from;
            if let Some((case, cases)) = case(moment).filter(|_| whole).zip(all.of(moment)) {
                cases.push((Kind { reason: own.reason, pace: moment.pace }, case));
            }
        }
    }
    // Contacts have no order of their own, draws need one.
    declined.sort_by_key(|(at, cause)| (*at, *cause as u8));
    Laws {
        accepted,
        declined: declined.into_iter().map(|(_, cause)| cause).collect(),
        patience: Survivals::of(&all.patience),
        talk: Survivals::of(&all.talk),
        passed_on: Survivals::of(&all.passed_on),
        with_bot: Survivals::of(&all.with_bot),
        wrap_up: Survivals::of(&all.wrap_up),
        answer: Survivals::of(&all.answer),
        bot_settles: f64::from(settled) / f64::from(bots.max(1)),
    }
}

/// How long a moment lasted, and whether it had come to its own end then. None: a call that reached nobody is no conversation.
fn case(moment: &Moment) -> Option<Case> {
    let Some(deed) = moment.deeds.iter().find(|deed| ends(moment.anchor, &deed.input)) else {
        return Some(Case { ms: moment.cut_ms.unwrap_or(0), complete: false });
    };
    let complete = match deed.input {
        Input::Dialled { result: DialResult::NotReached | DialResult::WrongNumber, .. } => return None,
        Input::Transfer { .. } | Input::TakeOver { .. } => false,
        _ => true,
    };
    Some(Case { ms: deed.delay_ms.clamp(0, i64::from(u32::MAX)) as u32, complete })
}

impl Cases {
    fn of(&mut self, moment: &Moment) -> Option<&mut Vec<(Kind, Case)>> {
        match moment.anchor {
            Anchor::Queued => Some(&mut self.patience),
            Anchor::Talking if moment.goes_on => Some(&mut self.passed_on),
            Anchor::Talking => Some(&mut self.talk),
            Anchor::WithBot => Some(&mut self.with_bot),
            Anchor::Over => Some(&mut self.wrap_up),
            Anchor::Offered => Some(&mut self.answer),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use routing::input::{Party, Target};
    use routing::{AgentId, ReasonId};

    use super::super::facts::Deed;
    use super::super::survival::Pace;
    use super::*;

    const CONTACT: ContactId = ContactId(1);

    fn talk(at_ms: i64, lasted_ms: i64, goes_on: bool, input: Input) -> Moment {
        let deeds = vec![Deed { delay_ms: lasted_ms, order: 1, input }];
        let (anchor, agent) = (Anchor::Talking, Some(AgentId(1)));
        Moment { anchor, at: Time(at_ms), agent, pace: Pace::Live, goes_on, deeds, cut_ms: None }
    }

    #[test]
    fn a_part_that_was_passed_on_is_no_conversation_that_ended_and_the_part_after_it_none_that_began() {
        let ends = || Input::End { contact: CONTACT, by: Party::Customer };
        let to = Target::Reason { reason: ReasonId(2) };
        let passes = Input::Transfer { contact: CONTACT, agent: AgentId(1), to };
        let rings = Input::Dialled { contact: CONTACT, agent: AgentId(1), result: DialResult::NotReached };
        let moments = vec![
            talk(0, 20_000, false, rings),
            talk(100_000, 30_000, false, passes),
            talk(150_000, 200_000, true, ends()),
            talk(900_000, 240_000, false, ends()),
            // Before the stretch began.
            talk(-1, 5_000, false, ends()),
        ];
        let mut contacts = HashMap::from([(CONTACT, ContactFacts { moments, reason: Some(ReasonId(1)) })]);
        let laws = settle(&mut contacts, Time(0), Time(2_000_000));
        assert_eq!((laws.talk.complete(Pace::Live), laws.passed_on.complete(Pace::Live)), (1, 1));
        let kind = Kind { reason: Some(ReasonId(1)), pace: Pace::Live };
        let mut random = Random::new(1);
        for _ in 0..50 {
            assert_eq!(laws.talk.draw(kind, 0, &mut random), Some(240_000));
            assert_eq!(laws.passed_on.draw(kind, 0, &mut random), Some(200_000));
        }
    }
}
