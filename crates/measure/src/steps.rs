//! What each step of a contact's life adds.

use routing::event::{Close, LegEnd, QueueCause};
use routing::input::{DialResult, Outcome};
use routing::{AgentId, Channel, ContactId, Time};

use crate::desk::Work;
use crate::fold::Measures;
use crate::life::{Asked, Before, Life, Part, Phase, Promise, Told};
use crate::sums::{Key, Sums};

impl Measures {
    // In line

    pub(crate) fn booked(&mut self, id: ContactId, start: Time, end: Time, attempt: u8) {
        self.enter(id, Phase::Booked);
        let cell = self.report.interval_of(start);
        self.life(id, |life| {
            (life.told_until, life.told) = (None, None);
            if attempt <= 1 {
                let key = Key { channel: Some(Channel::Callback), ..life.key() };
                let fresh = Promise { start: cell, end, key, kept: None, reached: false, wrong_number: false };
                life.promise = Some(fresh);
            }
        });
        if attempt <= 1 {
            self.asked(id, false);
        }
    }

    pub(crate) fn queued(&mut self, id: ContactId, for_bot: Option<AgentId>, cause: QueueCause) {
        let calling = self.lives.get(&id).is_some_and(Life::is_calling);
        let given_up = calling && cause == QueueCause::AskedForPerson;
        let phase = match (for_bot, calling && !given_up) {
            (Some(_), _) => Phase::BotLine,
            (None, true) => Phase::Calling { offered: false },
            (None, false) => Phase::Line { offered: false },
        };
        self.enter(id, phase);
        self.life(id, |life| {
            if life.channel != Channel::Callback || given_up {
                life.promise = None;
            }
        });
        if matches!(phase, Phase::Line { .. }) {
            self.asked(id, true);
        }
    }

    /// The first wish for a person decides where a contact is counted; a live one after a booking counts as offered too.
    fn asked(&mut self, id: ContactId, live: bool) {
        let (at, start) = (self.now, self.report.interval_of(self.now));
        let Some(life) = self.lives.get_mut(&id).filter(|life| !life.served) else { return };
        let target_ms = self.rules.target_ms(life.reason);
        match &mut life.asked {
            None => {
                let asked = Asked { at, start, key: life.key(), target_ms, live };
                life.asked = Some(asked);
                let sums = self.report.cell(start, asked.key);
                if live {
                    sums.offered += 1;
                } else {
                    sums.booked_only += 1;
                }
            }
            Some(asked) if live && !asked.live => {
                // Who had booked waits for words only from now on.
                (asked.live, asked.at) = (true, at);
                let sums = Sums { offered: 1, booked_then_offered: 1, ..Sums::default() };
                self.report.cell(asked.start, asked.key).merge(&sums);
            }
            Some(_) => {}
        }
    }

    /// The first range told in a wait for a person is the one it is judged by.
    pub(crate) fn told(&mut self, id: ContactId, low_ms: u32, high_ms: u32) {
        let (at, start) = (self.now, self.report.interval_of(self.now));
        self.life(id, |life| {
            let told = Told {
                start,
                key: life.key(),
                earliest: at.plus_ms(low_ms.into()),
                latest: at.plus_ms(high_ms.into()),
            };
            if matches!(life.phase, Phase::Line { .. }) {
                life.told.get_or_insert(told);
            }
        });
    }

    /// A wait that was told is over. Who leaves before the range ends does not say how long it would have been.
    fn told_is_over(&mut self, id: ContactId, answered: bool) {
        let at = self.now;
        let Some(told) = self.lives.get_mut(&id).and_then(|life| life.told.take()) else { return };
        let longer = told.latest < at;
        if answered || longer {
            self.report.cell(told.start, told.key).merge(&Sums {
                waits_settled: 1,
                waits_in_range: u64::from(!longer && told.earliest <= at),
                waits_longer: longer.into(),
                ..Sums::default()
            });
        }
    }

    pub(crate) fn offered(&mut self, id: ContactId, on: bool) {
        self.life(id, |life| match &mut life.phase {
            Phase::Line { offered } | Phase::Calling { offered } => *offered = on,
            _ => {}
        });
    }

    // With an agent

    pub(crate) fn connected(&mut self, id: ContactId, agent: AgentId) {
        self.work(agent, id, Work::Offer, false);
        self.work(agent, id, Work::Join, false);
        self.work(agent, id, Work::Talk, true);
        let at = self.now;
        let bot = self.is_bot(agent);
        if self.lives.get(&id).is_some_and(|life| life.waited_too_long(at)) {
            self.broken_promise(id);
        }
        let calling = self.lives.get(&id).is_some_and(Life::is_calling);
        self.enter(id, if bot { Phase::Bot } else { Phase::Talking { agent } });
        let Some(life) = self.lives.get_mut(&id) else { return };
        life.told_until = None;
        if bot {
            (life.by_bot, life.told) = (true, None);
            return;
        }
        life.parts.push(Part { agent, talk_ms: 0, hold_ms: 0, wrap_since: None, protected: false });
        life.last_agent = Some(agent);
        if !calling {
            self.told_is_over(id, true);
            self.answered(id);
        }
    }

    /// A person and the waiting customer are connected for the first time.
    fn answered(&mut self, id: ContactId) {
        let Some(life) = self.lives.get_mut(&id) else { return };
        life.served = true;
        let Some(asked) = life.asked.filter(|asked| asked.live && !life.answered) else { return };
        life.answered = true;
        let Before { entry_ms, menu_ms, steering_ms, wait_ms } = life.before;
        self.report.cell(asked.start, asked.key).merge(&Sums {
            answered: 1,
            answered_in_target: u64::from(wait_ms <= asked.target_ms.into()),
            answer_wait_ms: wait_ms,
            longest_wait_ms: wait_ms,
            entry_ms,
            menu_ms,
            steering_ms,
            ..Sums::default()
        });
    }

    pub(crate) fn leg_ended(&mut self, id: ContactId, agent: AgentId, cause: LegEnd, wrap_up: bool) {
        let at = self.now;
        let bot = self.is_bot(agent);
        self.enter(id, Phase::Menu);
        self.work(agent, id, Work::Talk, false);
        if wrap_up {
            self.work(agent, id, Work::WrapUp, true);
        }
        let Some(life) = self.lives.get_mut(&id) else { return };
        let part = if bot { None } else { life.end_talk(at, agent, wrap_up) };
        if cause.is_transfer() {
            life.spent.transfers = life.spent.transfers.saturating_add(1);
            let case = life.case;
            self.cases.add(case, |ledger| ledger.transfers = ledger.transfers.saturating_add(1));
        }
        if cause != LegEnd::NotReached {
            self.handled(id, part);
        }
    }

    pub(crate) fn dialled(&mut self, id: ContactId, result: DialResult) {
        let at = self.now;
        let Some(promise) = self.lives.get_mut(&id).and_then(|life| life.promise.as_mut()) else { return };
        let first = promise.kept.is_none();
        let kept = *promise.kept.get_or_insert(at <= promise.end);
        promise.reached |= result == DialResult::Reached;
        promise.wrong_number |= result == DialResult::WrongNumber;
        let promise = *promise;
        if first {
            self.report.cell(promise.start, promise.key).merge(&Sums {
                callbacks_attempted: 1,
                callbacks_kept: kept.into(),
                callbacks_late: (!kept).into(),
                callbacks_first_try: u64::from(kept && promise.reached),
                ..Sums::default()
            });
            if !kept {
                self.broken_promise(id);
            }
        }
        if promise.reached {
            self.reached(id, promise);
        }
    }

    fn reached(&mut self, id: ContactId, promise: Promise) {
        let Some(life) = self.lives.get_mut(&id) else { return };
        let first = !life.served;
        life.served = true;
        if let Some(asked) = life.asked.filter(|_| first && promise.kept == Some(true)) {
            self.report.cell(asked.start, asked.key).callback_answered += 1;
        }
    }

    /// Given up: a broken promise, unless it was late and so counted, or the number was wrong.
    fn callback_failed(&mut self, id: ContactId) {
        let Some(life) = self.lives.get(&id) else { return };
        let Some(promise) = life.promise else { return };
        self.report.cell(promise.start, promise.key).callbacks_failed += 1;
        if promise.kept != Some(false) && !promise.wrong_number {
            self.broken_promise(id);
        }
    }

    fn broken_promise(&mut self, id: ContactId) {
        let Some(life) = self.lives.get_mut(&id) else { return };
        life.spent.broken_promises = life.spent.broken_promises.saturating_add(1);
        let case = life.case;
        self.cases.add(case, |ledger| ledger.broken_promises = ledger.broken_promises.saturating_add(1));
    }

    pub(crate) fn ended(&mut self, id: ContactId, agent: Option<AgentId>, closes: Option<Close>) {
        self.left_in_line(id, closes == Some(Close::Abandoned));
        self.enter(id, Phase::Over);
        let Some(agent) = agent else { return };
        let at = self.now;
        let wrap_up = !self.is_bot(agent);
        self.work(agent, id, Work::Talk, false);
        if let Some(life) = self.lives.get_mut(&id).filter(|_| wrap_up) {
            life.end_talk(at, agent, true);
            self.work(agent, id, Work::WrapUp, true);
        }
    }

    /// Counts a finished part of a person under the reason the contact has now.
    pub(crate) fn handled(&mut self, id: ContactId, part: Option<Part>) {
        let (Some(part), Some(life)) = (part, self.lives.get(&id)) else { return };
        let start = self.report.interval_of(self.now);
        let key = Key { agent: Some(part.agent), ..life.key() };
        let wrap_up_ms = part.wrap_since.map_or(0, |since| self.now.since_ms(since).unsigned_abs());
        let Part { talk_ms, hold_ms, protected, .. } = part;
        let sums = if protected {
            Sums { protected_ms: talk_ms + hold_ms, protected_wrap_up_ms: wrap_up_ms, ..Sums::default() }
        } else {
            Sums { handled: 1, talk_ms, hold_ms, wrap_up_ms, ..Sums::default() }
        };
        self.report.cell(start, key).merge(&sums);
    }

    pub(crate) fn hard(&mut self, id: ContactId, agent: AgentId) {
        let reason = self.lives.get(&id).and_then(|life| life.reason);
        let hard = self.rules.is_hard(reason);
        let start = self.report.interval_of(self.now);
        let Some(desk) = self.desks.get_mut(&agent) else { return };
        desk.hard_in_a_row = if hard { desk.hard_in_a_row + 1 } else { 0 };
        let sums = Sums { hard_in_a_row: desk.hard_in_a_row, ..Sums::default() };
        self.report.cell(start, Key::of_agent(agent)).merge(&sums);
    }

    // The end, and after it

    /// A customer who leaves the line: an abandonment when nobody was ever connected.
    fn left_in_line(&mut self, id: ContactId, abandoned: bool) {
        let at = self.now;
        if !abandoned {
            return;
        }
        if self.lives.get(&id).is_some_and(|life| life.waited_too_long(at)) {
            self.broken_promise(id);
        }
        let Some(life) = self.lives.get(&id) else { return };
        let in_line = matches!(life.phase, Phase::Line { .. });
        if in_line {
            self.told_is_over(id, false);
        }
        let Some(life) = self.lives.get(&id) else { return };
        let Some(asked) = life.asked.filter(|asked| asked.live && in_line && !life.answered) else { return };
        let wait_ms = life.before.wait_ms + at.since_ms(life.since).unsigned_abs();
        self.report.cell(asked.start, asked.key).merge(&Sums {
            abandoned: 1,
            abandoned_in_target: u64::from(wait_ms <= asked.target_ms.into()),
            longest_wait_ms: wait_ms,
            ..Sums::default()
        });
    }

    pub(crate) fn closed(&mut self, id: ContactId, how: Close) {
        self.left_in_line(id, how == Close::Abandoned);
        self.enter(id, Phase::Over);
        if how == Close::CallbackFailed {
            self.callback_failed(id);
        }
        let at = self.now;
        let left: Vec<Part> = self.lives.get_mut(&id).map(|life| std::mem::take(&mut life.parts)).unwrap_or_default();
        for part in left {
            self.handled(id, Some(part));
        }
        let Some(mut life) = self.lives.remove(&id) else { return };
        for agent in std::mem::take(&mut life.around) {
            self.desk(agent, |desk| desk.work.retain(|(contact, _)| *contact != id));
        }
        let start = self.report.interval_of(at);
        let key = life.key();
        let worth = self.rules.effort.as_ref();
        let effort_ms = worth.map_or(0, |w| routing::effort::credit_ms(&self.cases.ledger(life.case), w));
        let solved = matches!(how, Close::ByBot { .. });
        let alone = solved || how == Close::SelfServed;
        let messages = life.messages.saturating_sub(std::mem::replace(&mut life.messages_counted, life.messages));
        let again = life.said_again && !std::mem::replace(&mut life.said_again_counted, life.said_again);
        if !matches!(how, Close::Merged { .. }) {
            self.report.cell(start, key).merge(&Sums {
                closed: 1,
                transfers: life.spent.transfers.into(),
                repeats: life.spent.repeats.into(),
                broken_promises: life.spent.broken_promises.into(),
                waited_ms: life.spent.waited_ms.into(),
                effort_ms: effort_ms.into(),
                bot_served: life.by_bot.into(),
                bot_solved: solved.into(),
                self_solved: alone.into(),
                messages,
                said_again: again.into(),
                ..Sums::default()
            });
        }
        let spam = matches!(how, Close::Wrapped { outcome: Outcome::NotAContact });
        self.cases.end(at, life.case, (life.served && !spam).then_some((start, key)));
        self.closed_at.insert((at, id));
        self.closed.insert(id, life);
    }

    pub(crate) fn reopened(&mut self, id: ContactId) {
        let Some(before) = self.closed.remove(&id) else { return };
        // It has been over since it closed.
        self.closed_at.remove(&(before.since, id));
        let mut life = Life::new(self.now, before.case, before.channel, before.reason);
        life.phase = Phase::Menu;
        life.client = before.client;
        life.spent.repeats = 1;
        // What was said once about a contact is not said again.
        life.replied = before.replied;
        life.ease_answered = before.ease_answered;
        life.satisfaction_answered = before.satisfaction_answered;
        (life.messages, life.messages_counted) = (before.messages, before.messages_counted);
        (life.said_again, life.said_again_counted) = (before.said_again, before.said_again_counted);
        self.cases.begin(before.case, Default::default(), &mut self.report);
        self.lives.insert(id, life);
    }

    pub(crate) fn first_reply(&mut self, id: ContactId, at: Time) {
        let life = self.lives.get_mut(&id).or_else(|| self.closed.get_mut(&id));
        let Some(life) = life.filter(|life| !life.replied) else { return };
        let Some(asked) = life.asked else { return };
        life.replied = true;
        let sums = Sums { first_replies: 1, first_reply_ms: at.since_ms(asked.at).unsigned_abs(), ..Sums::default() };
        self.report.cell(asked.start, asked.key).merge(&sums);
    }

    pub(crate) fn answer(&mut self, id: ContactId, at: Time, sums: Sums, given: impl Fn(&mut Life) -> &mut bool) {
        let life = self.closed.get_mut(&id).or_else(|| self.lives.get_mut(&id));
        let Some(life) = life else { return };
        if std::mem::replace(given(life), true) {
            return;
        }
        let key = Key { agent: life.last_agent, ..life.key() };
        let start = self.report.interval_of(at);
        self.report.cell(start, key).merge(&sums);
    }
}
