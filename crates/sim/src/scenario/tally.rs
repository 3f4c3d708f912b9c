//! What a scenario's day comes to, counted as it is played: the sums of `measure` that scenarios show and no others, by interval
//! and reason, without the memory that a live floor needs. `tests/tally.rs` holds both side by side to the digit.

use measure::Sums;
use routing::event::{Close, LegEnd, QueueCause};
use routing::input::DialResult;
use routing::{AgentId, Channel, ContactId, Event, Presence, ReasonId, Time};

use super::Scenario;
use super::window::Window;

/// Sums of one day by interval and reason, and agents' time by interval and group.
#[derive(Debug, Clone)]
pub struct Tally {
    begins: Time,
    counts_from: Time,
    interval_ms: i64,
    /// Intervals of the day; what comes after it is counted with one more.
    intervals: usize,
    reasons: Vec<(ReasonId, u32)>,
    groups: usize,
    /// By contact, from the oldest that is open.
    lives: Window<Life>,
    desks: Vec<Desk>,
    cells: Vec<Sums>,
    at_work: Vec<AtWork>,
    now: Time,
}

/// Time of agents in an interval, in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AtWork {
    /// With at least one contact.
    pub busy_ms: u64,
    /// Ready, with none.
    pub idle_ms: u64,
}

/// Whose time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Other,
    Line,
    Talk,
    Hold,
    Over,
}

#[derive(Debug, Clone, Copy, Default)]
struct Life {
    reason: usize,
    channel: Option<Channel>,
    phase: Phase,
    since: Time,
    asked: Option<Asked>,
    answered: bool,
    served: bool,
    waited_ms: u64,
    promise: Option<Promise>,
    part: Option<Part>,
    desk: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    cell: Option<usize>,
    live: bool,
}

#[derive(Debug, Clone, Copy)]
struct Promise {
    cell: Option<usize>,
    end: Time,
    tried: bool,
    reached: bool,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    talk_ms: u64,
    hold_ms: u64,
    wrap_since: Option<Time>,
}

#[derive(Debug, Clone, Copy)]
struct Desk {
    group: usize,
    ready: bool,
    /// Contacts in talk or wrap-up.
    works: u32,
    counted: Time,
}

impl Tally {
    pub fn new(scenario: &Scenario) -> Tally {
        let interval_ms = scenario.interval_ms.max(1);
        let intervals = ((scenario.length_ms + interval_ms - 1) / interval_ms).max(1) as usize;
        let people = scenario.seats.iter().filter(|seat| !seat.is_bot());
        let groups = people.clone().map(|seat| usize::from(seat.group) + 1).max().unwrap_or(0);
        let begins = scenario.begins;
        let desk = |group: u16| Desk { group: group.into(), ready: false, works: 0, counted: begins };
        let reasons: Vec<_> =
            scenario.policy.reasons.iter().map(|(reason, known)| (*reason, known.target_ms)).collect();
        Tally {
            begins,
            counts_from: begins.plus_ms(scenario.warm_up_ms),
            interval_ms,
            intervals,
            groups,
            lives: Window::default(),
            desks: people.map(|seat| desk(seat.group)).collect(),
            cells: vec![Sums::default(); (intervals + 1) * reasons.len()],
            at_work: vec![AtWork::default(); (intervals + 1) * groups],
            reasons,
            now: begins,
        }
    }

    /// Takes what was decided at once in.
    pub fn see(&mut self, at: Time, events: &[Event]) {
        self.now = at;
        for event in events {
            self.event(event);
        }
    }

    /// Counts agents' time until `at`.
    pub fn close(&mut self, at: Time) {
        self.now = self.now.max(at);
        for desk in 0..self.desks.len() {
            self.count(desk);
        }
    }

    /// Intervals of the day.
    pub fn intervals(&self) -> usize {
        self.intervals
    }

    /// Of a reason, by its place in the policy, in an interval; the one after the last holds what came later.
    pub fn sums(&self, interval: usize, reason: usize) -> Sums {
        self.cells.get(interval * self.reasons.len() + reason).copied().unwrap_or_default()
    }

    /// Of a group in an interval.
    pub fn at_work(&self, interval: usize, group: usize) -> AtWork {
        self.at_work.get(interval * self.groups + group).copied().unwrap_or_default()
    }

    /// Contacts about a reason that joined the line in an interval and are in it still.
    pub fn left_in_line(&self, interval: usize, reason: usize) -> u32 {
        let cell = interval * self.reasons.len() + reason;
        let left = |life: &&Life| life.phase == Phase::Line && life.asked.is_some_and(|asked| asked.cell == Some(cell));
        self.lives.iter().filter(left).count() as u32
    }

    /// Of every reason of which anything was counted, over the whole day.
    pub fn by_reason(&self) -> impl Iterator<Item = (ReasonId, Sums)> {
        self.reasons.iter().enumerate().filter_map(|(at, (reason, _))| {
            let mut all = Sums::default();
            (0..=self.intervals).for_each(|interval| all.merge(&self.sums(interval, at)));
            (all != Sums::default()).then_some((*reason, all))
        })
    }

    /// Everybody's time while customers came.
    pub fn all_at_work(&self) -> AtWork {
        let of_day = self.at_work.iter().take(self.intervals * self.groups);
        of_day.fold(AtWork::default(), |sum, own| AtWork {
            busy_ms: sum.busy_ms + own.busy_ms,
            idle_ms: sum.idle_ms + own.idle_ms,
        })
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::PresenceChanged { agent, presence, .. } => self.presence(*agent, *presence),
            Event::Arrived { arrival, .. } => {
                let known = |id: &(ReasonId, u32)| Some(id.0) == arrival.reason;
                let reason = self.reasons.iter().position(known).unwrap_or(0);
                let life = Life { reason, channel: Some(arrival.channel), since: self.now, ..Life::default() };
                let at = index(arrival.contact);
                while self.lives.next() <= at {
                    self.lives.push(Life::default());
                }
                if let Some(own) = self.lives.get_mut(at) {
                    *own = life;
                }
            }
            Event::ChannelChanged { contact, channel } => {
                if let Some(life) = self.life(*contact) {
                    life.channel = Some(*channel);
                }
            }
            Event::Booked { contact, start, end, attempt, .. } => self.booked(*contact, *start, *end, *attempt),
            Event::Queued { contact, for_bot, cause, .. } => self.queued(*contact, for_bot.is_some(), *cause),
            Event::Connected { contact, agent, .. } => self.connected(*contact, *agent),
            Event::Held { contact, .. } => self.enter(*contact, Phase::Hold),
            Event::Resumed { contact, .. } => self.enter(*contact, Phase::Talk),
            Event::LegEnded { contact, agent, cause, wrap_up } => self.leg_ended(*contact, *agent, *cause, *wrap_up),
            Event::Dialled { contact, result, .. } => self.dialled(*contact, *result),
            Event::Ended { contact, closes, .. } => {
                self.left(*contact, *closes == Some(Close::Abandoned));
                self.enter(*contact, Phase::Over);
                let now = self.now;
                if let Some(part) = self.life(*contact).and_then(|life| life.part.as_mut()) {
                    part.wrap_since = Some(now);
                }
            }
            Event::WrappedUp { contact, .. } => self.finish(*contact, true),
            Event::Closed { contact, how } => {
                self.left(*contact, *how == Close::Abandoned);
                self.finish(*contact, true);
                if matches!(how, Close::ByBot { .. }) {
                    let cell =
                        self.life(*contact).map(|life| life.reason).and_then(|reason| self.cell(self.now, reason));
                    self.add(cell, |sums| sums.bot_solved += 1);
                }
                self.lives.done_with(index(*contact));
            }
            _ => {}
        }
    }

    fn life(&mut self, contact: ContactId) -> Option<&mut Life> {
        self.lives.get_mut(index(contact))
    }

    /// The cell of a moment; none in the warm-up.
    fn cell(&self, at: Time, reason: usize) -> Option<usize> {
        (at >= self.counts_from).then(|| self.interval(at) * self.reasons.len() + reason)
    }

    fn interval(&self, at: Time) -> usize {
        let interval = at.since_ms(self.begins).max(0) / self.interval_ms;
        (interval as usize).min(self.intervals)
    }

    fn add(&mut self, cell: Option<usize>, change: impl FnOnce(&mut Sums)) {
        if let Some(sums) = cell.and_then(|cell| self.cells.get_mut(cell)) {
            change(sums);
        }
    }

    /// Ends the present phase and begins another.
    fn enter(&mut self, contact: ContactId, phase: Phase) {
        let now = self.now;
        let Some(life) = self.life(contact) else { return };
        let ms = now.since_ms(life.since).unsigned_abs();
        match (life.phase, life.part.as_mut()) {
            (Phase::Line, _) if !life.answered => life.waited_ms += ms,
            (Phase::Talk, Some(part)) => part.talk_ms += ms,
            (Phase::Hold, Some(part)) => part.hold_ms += ms,
            _ => {}
        }
        (life.phase, life.since) = (phase, now);
    }

    fn booked(&mut self, contact: ContactId, start: Time, end: Time, attempt: u8) {
        self.enter(contact, Phase::Other);
        let Some(reason) = self.life(contact).map(|life| life.reason) else { return };
        if attempt <= 1 {
            let promise = Promise { cell: self.cell(start, reason), end, tried: false, reached: false };
            if let Some(life) = self.life(contact) {
                life.promise = Some(promise);
            }
            self.asked(contact, false);
        }
    }

    fn queued(&mut self, contact: ContactId, for_bot: bool, cause: QueueCause) {
        let Some(life) = self.life(contact).copied() else { return };
        let on_callback = life.channel == Some(Channel::Callback);
        let calling = on_callback && life.promise.is_some_and(|promise| !promise.reached);
        let given_up = calling && cause == QueueCause::AskedForPerson;
        let waits = !for_bot && (!calling || given_up);
        self.enter(contact, if waits { Phase::Line } else { Phase::Other });
        if let Some(life) = self.life(contact).filter(|_| !on_callback || given_up) {
            life.promise = None;
        }
        if waits {
            self.asked(contact, true);
        }
    }

    /// The first wish for a person decides where a contact is counted.
    fn asked(&mut self, contact: ContactId, live: bool) {
        let Some(life) = self.life(contact).copied().filter(|life| !life.served) else { return };
        let asked = match life.asked {
            None => Asked { cell: self.cell(self.now, life.reason), live },
            Some(asked) if live && !asked.live => Asked { live, ..asked },
            Some(_) => return,
        };
        if live {
            self.add(asked.cell, |sums| sums.offered += 1);
        }
        if let Some(life) = self.life(contact) {
            life.asked = Some(asked);
        }
    }

    fn connected(&mut self, contact: ContactId, agent: AgentId) {
        let Some(desk) = self.desk_of(agent) else { return self.enter(contact, Phase::Other) };
        self.count(desk);
        if let Some(desk) = self.desks.get_mut(desk) {
            desk.works += 1;
        }
        self.enter(contact, Phase::Talk);
        let Some(life) = self.life(contact) else { return };
        life.desk = Some(desk);
        life.part = Some(Part { talk_ms: 0, hold_ms: 0, wrap_since: None });
        let calling = life.channel == Some(Channel::Callback) && life.promise.is_some_and(|promise| !promise.reached);
        if calling {
            return;
        }
        life.served = true;
        let Some(asked) = life.asked.filter(|asked| asked.live && !life.answered) else { return };
        life.answered = true;
        let (wait_ms, reason) = (life.waited_ms, life.reason);
        let in_target = wait_ms <= self.target_ms(reason);
        self.add(asked.cell, |sums| {
            sums.answered += 1;
            sums.answered_in_target += u64::from(in_target);
            sums.answer_wait_ms += wait_ms;
        });
    }

    fn target_ms(&self, reason: usize) -> u64 {
        self.reasons.get(reason).map_or(0, |(_, target_ms)| u64::from(*target_ms))
    }

    fn leg_ended(&mut self, contact: ContactId, agent: AgentId, cause: LegEnd, wrap_up: bool) {
        self.enter(contact, Phase::Other);
        let now = self.now;
        if self.desk_of(agent).is_none() {
            return;
        }
        match self.life(contact).and_then(|life| life.part.as_mut()) {
            Some(part) if wrap_up => part.wrap_since = Some(now),
            _ => self.finish(contact, cause != LegEnd::NotReached),
        }
    }

    /// An agent's part is over, and counted as handled or not.
    fn finish(&mut self, contact: ContactId, handled: bool) {
        let now = self.now;
        let Some(life) = self.life(contact) else { return };
        let (part, desk, reason) = (life.part.take(), life.desk.take(), life.reason);
        if let Some(part) = part.filter(|_| handled) {
            let cell = self.cell(now, reason);
            let wrap_up_ms = part.wrap_since.map_or(0, |since| now.since_ms(since).unsigned_abs());
            self.add(cell, |sums| {
                sums.handled += 1;
                sums.talk_ms += part.talk_ms;
                sums.hold_ms += part.hold_ms;
                sums.wrap_up_ms += wrap_up_ms;
            });
        }
        let Some(at) = desk else { return };
        self.count(at);
        if let Some(desk) = self.desks.get_mut(at) {
            desk.works = desk.works.saturating_sub(1);
        }
    }

    fn dialled(&mut self, contact: ContactId, result: DialResult) {
        let now = self.now;
        let Some(life) = self.life(contact) else { return };
        let Some(promise) = life.promise.as_mut() else { return };
        let first = !std::mem::replace(&mut promise.tried, true);
        promise.reached |= result == DialResult::Reached;
        let promise = *promise;
        life.served |= promise.reached;
        if first {
            let kept = now <= promise.end;
            self.add(promise.cell, |sums| {
                sums.callbacks_attempted += 1;
                sums.callbacks_kept += u64::from(kept);
                sums.callbacks_first_try += u64::from(kept && promise.reached);
            });
        }
    }

    /// Who leaves the line is an abandonment when nobody was ever connected.
    fn left(&mut self, contact: ContactId, abandoned: bool) {
        let now = self.now;
        let Some(life) = self.life(contact).copied().filter(|life| abandoned && life.phase == Phase::Line) else {
            return;
        };
        let Some(asked) = life.asked.filter(|asked| asked.live && !life.answered) else { return };
        let wait_ms = life.waited_ms + now.since_ms(life.since).unsigned_abs();
        let in_target = wait_ms <= self.target_ms(life.reason);
        self.add(asked.cell, |sums| {
            sums.abandoned += 1;
            sums.abandoned_in_target += u64::from(in_target);
        });
        self.enter(contact, Phase::Over);
    }

    fn desk_of(&self, agent: AgentId) -> Option<usize> {
        let at = (agent.0 as usize).wrapping_sub(1);
        (at < self.desks.len()).then_some(at)
    }

    fn presence(&mut self, agent: AgentId, presence: Presence) {
        let Some(at) = self.desk_of(agent) else { return };
        self.count(at);
        if let Some(desk) = self.desks.get_mut(at) {
            desk.ready = presence == Presence::Ready;
        }
    }

    /// Counts an agent's time until now as what it was, each interval for itself.
    fn count(&mut self, at: usize) {
        let Some(desk) = self.desks.get_mut(at) else { return };
        let mut from = desk.counted.max(self.counts_from);
        let (group, busy, idle) = (desk.group, desk.works > 0, desk.works == 0 && desk.ready);
        desk.counted = self.now;
        while (busy || idle) && from < self.now {
            let interval = self.interval(from);
            let ends = self.begins.plus_ms((interval as i64 + 1) * self.interval_ms);
            let to = if interval < self.intervals { ends.min(self.now) } else { self.now };
            let ms = to.since_ms(from).unsigned_abs();
            if let Some(own) = self.at_work.get_mut(interval * self.groups + group) {
                *if busy { &mut own.busy_ms } else { &mut own.idle_ms } += ms;
            }
            from = to;
        }
    }
}

fn index(contact: ContactId) -> usize {
    (contact.0 as usize).wrapping_sub(1)
}
