//! Everyone of a scenario's day, acting by dice of their own.

use std::collections::BTreeMap;

use routing::event::Close;
use routing::input::{Arrival, DialResult, Effort, Outcome, Party};
use routing::policy::Treatment;
use routing::{AgentId, CaseId, Channel, ContactId, CustomerId, Event, Input, Presence, ReasonId, State, Time};

use super::desks::Desk;
use super::window::Window;
use super::{Demand, Scenario, Seat};
use crate::random::Random;
use crate::world::{Moment, People};

/// What the dice of a day are for.
const ARRIVALS: u64 = 1;
const CALLERS: u64 = 2;
const SEATS: u64 = 3;
const DIALLER: u64 = 4;
const BUSYNESS: u64 = 5;

/// How far ahead a callback is booked at most.
const BOOKED_AHEAD_MS: i64 = 86_400_000;

/// Something put down for later.
#[derive(Debug, Clone, Copy)]
pub enum Cue {
    /// A seat changes its state.
    Presence { seat: u32, presence: Presence },
    /// The next customer of a demand comes.
    Comes { demand: u16 },
    /// Somebody who gave up tries again.
    Again { caller: u32 },
    /// Patience is over.
    Leaves { caller: u32 },
    /// The first conversation at a desk is over, unless the desk changed since.
    Done { seat: u32, version: u32 },
    /// A conversation is written up.
    Written { caller: u32, seat: u32 },
    /// A bot has come to its end.
    BotDone { caller: u32 },
    /// The dialler looks for free people.
    Dials,
}

/// What happened that the engine never hears of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Found the line busy.
    pub blocked: u64,
    /// Came again after giving up.
    pub retrials: u64,
    /// Sent away because nobody was there any more.
    pub sent_away: u64,
    /// Calls the dialler tried.
    pub dialled: u64,
}

struct Caller {
    demand: u16,
    patience_ms: Option<u32>,
    talk_ms: u32,
    wrap_up_ms: u32,
    balks: bool,
    /// The first contact of the same matter.
    case: u64,
    /// In earlier tries.
    waited_ms: i64,
    joined_at: Option<Time>,
    sent_away: bool,
    with_bot: bool,
    dice: Random,
}

/// Customers, agents and a dialler.
pub struct Callers<'a> {
    scenario: &'a Scenario,
    seed: u64,
    busyness: f64,
    arrivals: Vec<Random>,
    dialling: Random,
    /// From the oldest whose contact is open or who may come again.
    callers: Window<Caller>,
    /// Customers of each demand so far, those who came again left out.
    came: Vec<u64>,
    desks: Vec<Desk>,
    open: u32,
    /// Joined the line in this call of the engine and may go elsewhere at once.
    joined: Vec<ContactId>,
    /// A seat fell free in this call of the engine.
    freed: bool,
    pub told: Told,
    /// Customers answered within the target, earlier tries counted, by reason.
    pub in_time: BTreeMap<ReasonId, u64>,
}

impl<'a> Callers<'a> {
    pub fn new(scenario: &'a Scenario, seed: u64) -> Callers<'a> {
        let mut day = Random::of(seed, BUSYNESS, 0);
        let arrivals = (0..scenario.demands.len()).map(|demand| Random::of(seed, ARRIVALS, demand as u64));
        Callers {
            scenario,
            seed,
            busyness: scenario.busyness.map_or(1.0, |shape| day.gamma(shape) / shape),
            arrivals: arrivals.collect(),
            dialling: Random::of(seed, DIALLER, 0),
            callers: Window::default(),
            came: vec![0; scenario.demands.len()],
            desks: vec![Desk::default(); scenario.seats.len()],
            open: 0,
            joined: Vec::new(),
            freed: false,
            told: Told::default(),
            in_time: BTreeMap::new(),
        }
    }

    /// What is known before the day begins: who comes to work when, and the first customer of each demand.
    pub fn plan(&mut self, agenda: &mut crate::world::Agenda<Cue>) {
        let scenario = self.scenario;
        for (at, seat) in scenario.seats.iter().enumerate() {
            let mut dice = Random::of(self.seed, SEATS, at as u64);
            if dice.chance(scenario.absence) {
                continue;
            }
            for (ms, presence) in &seat.day {
                let late = scenario.late.as_ref().filter(|_| *presence == Presence::Ready);
                let late_ms = late.map_or(0, |law| i64::from(law.draw(&mut dice)));
                let cue = Cue::Presence { seat: at as u32, presence: *presence };
                agenda.put(scenario.begins.plus_ms(ms + late_ms), cue);
            }
        }
        for demand in 0..scenario.demands.len() {
            if let Some(at) = self.next_arrival(demand, scenario.begins) {
                agenda.put(at, Cue::Comes { demand: demand as u16 });
            }
        }
        if let Some(dialler) = &scenario.dialler {
            agenda.put(scenario.begins.plus_ms(dialler.from_ms), Cue::Dials);
        }
    }

    /// When the next customer of a demand comes after `from`, at the rates of the intervals.
    fn next_arrival(&mut self, demand: usize, from: Time) -> Option<Time> {
        let scenario = self.scenario;
        let rates = &scenario.demands.get(demand)?.per_ms;
        let dice = self.arrivals.get_mut(demand)?;
        let mut left = dice.exponential();
        let mut at = from.since_ms(scenario.begins) as f64;
        while at < scenario.length_ms as f64 {
            let now = scenario.begins.plus_ms(at as i64);
            let rate = scenario.by_interval(rates, now)? * self.busyness;
            let interval = scenario.interval_ms as f64;
            let end = ((at / interval).floor() + 1.0) * interval;
            if rate > 0.0 && at + left / rate < end {
                let due = scenario.begins.plus_ms((at + left / rate) as i64);
                return (due < scenario.ends()).then_some(due);
            }
            left -= rate * (end - at);
            at = end;
        }
        None
    }

    fn comes(&mut self, demand: usize, again: Option<usize>, moment: &mut Moment<'_, Cue>) {
        let Some(wants) = self.scenario.demands.get(demand) else { return };
        let id = self.callers.next() as u64 + 1;
        if self.scenario.lines.is_some_and(|lines| self.open >= lines) {
            self.told.blocked += 1;
            return;
        }
        let which = self.came.get(demand).copied().unwrap_or(0);
        let mut caller = self.caller(wants, demand, which, id, moment.now);
        // The same customer with the same matter is as patient as before.
        if let Some(before) = again.and_then(|before| self.callers.get(before)) {
            let (patience_ms, talk_ms, wrap_up_ms) = (before.patience_ms, before.talk_ms, before.wrap_up_ms);
            let (waited_ms, dice) = (before.waited_ms, before.dice.clone());
            caller = Caller { case: before.case, waited_ms, patience_ms, talk_ms, wrap_up_ms, dice, ..caller };
        } else if let Some(came) = self.came.get_mut(demand) {
            *came += 1;
        }
        let arrival = Arrival {
            contact: ContactId(id),
            customer: CustomerId(caller.case),
            case: CaseId(caller.case),
            channel: wants.channel,
            known: true,
            reason: Some(wants.reason),
            extra: Vec::new(),
            preferred: None,
            never: Vec::new(),
            effort: Effort::default(),
            since: None,
        };
        let with_bot = caller.with_bot;
        self.callers.push(caller);
        moment.say(Input::Arrive { arrival });
        moment.say(match with_bot {
            true => Input::Choose { contact: ContactId(id), treatment: Treatment::Bot, channel: None, slot: None },
            false => Input::AskPerson { contact: ContactId(id), channel: None },
        });
    }

    /// Draws everything about a customer, in a fixed order.
    fn caller(&self, wants: &Demand, demand: usize, which: u64, case: u64, now: Time) -> Caller {
        let mut dice = Random::of(self.seed, CALLERS + ((demand as u64) << 8), which);
        let draw = |law: Option<&super::Law>, dice: &mut Random| law.map(|law| law.draw(dice));
        let talk_ms = draw(self.scenario.by_interval(&wants.talk, now), &mut dice).unwrap_or(0);
        let patience_ms = draw(self.scenario.by_interval(&wants.patience, now), &mut dice);
        let wrap_up_ms = draw(wants.wrap_up.as_ref(), &mut dice).unwrap_or(0);
        let balks = wants.balk > 0.0 && dice.chance(wants.balk);
        let with_bot = wants.bot.as_ref().is_some_and(|bot| dice.chance(bot.share));
        let demand = demand as u16;
        Caller {
            demand,
            patience_ms,
            talk_ms,
            wrap_up_ms,
            balks,
            case,
            waited_ms: 0,
            joined_at: None,
            sent_away: false,
            with_bot,
            dice,
        }
    }

    fn demand_of(&self, contact: ContactId) -> Option<&'a Demand> {
        let caller = self.callers.get(index(contact))?;
        self.scenario.demands.get(usize::from(caller.demand))
    }

    fn connected(&mut self, contact: ContactId, agent: AgentId, moment: &mut Moment<'_, Cue>) {
        let Some(wants) = self.demand_of(contact) else { return };
        let Some(caller) = self.callers.get_mut(index(contact)) else { return };
        let Some(desk) = self.desks.get_mut(seat_of(agent)) else {
            let talk_ms = wants.bot.as_ref().map_or(0, |bot| bot.talk.draw(&mut caller.dice));
            moment.later(moment.now.plus_ms(talk_ms.into()), Cue::BotDone { caller: index(contact) as u32 });
            return;
        };
        let calls_back = moment.engine.contact(contact).is_some_and(|found| found.channel == Channel::Callback);
        if calls_back {
            let reached = wants.callback.as_ref().is_none_or(|taken| caller.dice.chance(taken.reached));
            let result = if reached { DialResult::Reached } else { DialResult::NotReached };
            moment.say(Input::Dialled { contact, agent, result });
            if !reached {
                return;
            }
        }
        desk.begin(moment.now, contact, caller.talk_ms, wants.slowdown, wants.deferred);
        put_down_end(desk, agent, moment);
        let waited_ms = caller.waited_ms + caller.joined_at.map_or(0, |joined| moment.now.since_ms(joined));
        let target_ms = self.scenario.policy.reasons.get(&wants.reason).map_or(0, |reason| reason.target_ms);
        if waited_ms <= i64::from(target_ms) {
            *self.in_time.entry(wants.reason).or_default() += 1;
        }
    }

    /// A conversation left a desk; what else is there goes on at its new pace.
    fn leaves_desk(&mut self, contact: ContactId, agent: AgentId, written: bool, moment: &mut Moment<'_, Cue>) {
        let Some(desk) = self.desks.get_mut(seat_of(agent)) else { return };
        desk.end(moment.now, contact);
        put_down_end(desk, agent, moment);
        if !written {
            return;
        }
        desk.writing += 1;
        let wrap_up_ms = self.callers.get(index(contact)).map_or(0, |caller| caller.wrap_up_ms);
        let (caller, seat) = (index(contact) as u32, seat_of(agent) as u32);
        if wrap_up_ms == 0 {
            moment.say(wrapped(caller, seat));
        } else {
            moment.later(moment.now.plus_ms(wrap_up_ms.into()), Cue::Written { caller, seat });
        }
    }

    fn written(&mut self, agent: AgentId, moment: &mut Moment<'_, Cue>) {
        let Some(desk) = self.desks.get_mut(seat_of(agent)) else { return };
        desk.writing = desk.writing.saturating_sub(1);
        if desk.is_empty() && desk.leaving {
            moment.say(presence(agent, Presence::Offline));
        }
        self.freed |= desk.is_empty();
    }

    fn closed(&mut self, contact: ContactId, how: Close, moment: &mut Moment<'_, Cue>) {
        self.open = self.open.saturating_sub(1);
        if !self.comes_again(contact, how, moment) {
            self.callers.done_with(index(contact));
        }
    }

    /// Whether who gave up tries once more.
    fn comes_again(&mut self, contact: ContactId, how: Close, moment: &mut Moment<'_, Cue>) -> bool {
        let Some(retry) = self.demand_of(contact).and_then(|wants| wants.retry.as_ref()) else { return false };
        let Some(caller) = self.callers.get_mut(index(contact)).filter(|caller| !caller.sent_away) else {
            return false;
        };
        caller.waited_ms += caller.joined_at.map_or(0, |joined| moment.now.since_ms(joined));
        let again = how == Close::Abandoned && caller.dice.chance(retry.share);
        if again {
            let after_ms = retry.after.draw(&mut caller.dice);
            moment.later(moment.now.plus_ms(after_ms.into()), Cue::Again { caller: index(contact) as u32 });
        }
        again
    }

    /// Who has just joined and was not taken at once: some leave, some take a callback.
    fn looks_round(&mut self, contact: ContactId, moment: &mut Moment<'_, Cue>) {
        let Some(found) = moment.engine.contact(contact).filter(|found| found.in_line()) else { return };
        let Some(wants) = self.demand_of(contact) else { return };
        let Some(caller) = self.callers.get_mut(index(contact)) else { return };
        if let Some(patience_ms) = caller.patience_ms {
            moment.later(moment.now.plus_ms(patience_ms.into()), Cue::Leaves { caller: index(contact) as u32 });
        }
        if found.state != State::Waiting {
            return;
        }
        if caller.balks {
            moment.say(Input::Leave { contact });
            return;
        }
        let Some(taken) = &wants.callback else { return };
        let told_ms = moment.engine.estimate_for(contact).map_or(u32::MAX, |range| range.high_ms);
        if told_ms <= taken.when_over_ms || !caller.dice.chance(taken.share) {
            return;
        }
        let group = moment.engine.policy().and_then(|policy| policy.reasons.get(&wants.reason)?.group);
        let to = moment.now.plus_ms(BOOKED_AHEAD_MS);
        let slots = group.map(|group| moment.engine.slots(group, moment.now, to)).unwrap_or_default();
        if let Some(slot) = slots.iter().find(|slot| slot.start > moment.now && slot.taken < slot.places) {
            let treatment = Treatment::Callback;
            moment.say(Input::Choose { contact, treatment, channel: None, slot: Some(slot.start) });
        }
    }

    /// The threshold policy: enough people free in all and in the group, then so many calls per free one.
    fn dials(&mut self, moment: &mut Moment<'_, Cue>) {
        let scenario = self.scenario;
        let Some(dialler) = &scenario.dialler else { return };
        let age = moment.now.since_ms(scenario.begins);
        if age < dialler.from_ms || age >= dialler.to_ms {
            return;
        }
        let free = |seat: &&Seat| {
            let agent = moment.engine.agent(seat.profile.agent);
            agent.is_some_and(|agent| agent.on_duty() && agent.work.is_empty())
        };
        let (mut all, mut of_group) = (0_u32, 0_u32);
        for seat in scenario.seats.iter().filter(free) {
            all += 1;
            of_group += u32::from(seat.group == dialler.group);
        }
        if all < dialler.least_free || of_group < dialler.least_free_in_group {
            return;
        }
        let reached = scenario.by_interval(&dialler.reached, moment.now).copied().unwrap_or(0.0);
        for _ in 0..(dialler.per_free * f64::from(of_group)).round() as u32 {
            self.told.dialled += 1;
            if self.dialling.chance(reached) {
                self.comes(dialler.demand, None, moment);
            }
        }
    }
}

impl People for Callers<'_> {
    type Cue = Cue;

    fn act(&mut self, cue: Cue, moment: &mut Moment<'_, Cue>) {
        match cue {
            Cue::Presence { seat, presence: wanted } => {
                let agent = self.scenario.seats.get(seat as usize).map(|seat| seat.profile.agent);
                let (Some(agent), Some(desk)) = (agent, self.desks.get_mut(seat as usize)) else { return };
                // Who goes home finishes what she has, and takes nothing more.
                desk.leaving = wanted == Presence::Offline && !desk.is_empty();
                let state = if desk.leaving { Presence::Training } else { wanted };
                moment.say(presence(agent, state));
                self.freed |= wanted == Presence::Ready;
            }
            Cue::Comes { demand } => {
                let at = usize::from(demand);
                if let Some(next) = self.next_arrival(at, moment.now) {
                    moment.later(next, Cue::Comes { demand });
                }
                self.comes(at, None, moment);
            }
            Cue::Again { caller } => {
                let Some(first) = self.callers.get(caller as usize) else { return };
                let demand = usize::from(first.demand);
                self.told.retrials += 1;
                self.comes(demand, Some(caller as usize), moment);
                self.callers.done_with(caller as usize);
            }
            Cue::Leaves { caller } => {
                let contact = contact_of(caller);
                if moment.engine.contact(contact).is_some_and(|found| found.in_line() && found.for_bot.is_none()) {
                    moment.say(Input::Leave { contact });
                }
            }
            Cue::Done { seat, version } => {
                let desk = self.desks.get(seat as usize).filter(|desk| desk.version == version);
                if let Some((contact, _)) = desk.and_then(|desk| desk.next_end(moment.now)) {
                    moment.say(Input::End { contact, by: Party::Customer });
                }
            }
            Cue::Written { caller, seat } => moment.say(wrapped(caller, seat)),
            Cue::BotDone { caller } => {
                let contact = contact_of(caller);
                let resolves = self.demand_of(contact).and_then(|wants| wants.bot.as_ref()).map(|bot| bot.resolves);
                let Some(found) = self.callers.get_mut(caller as usize) else { return };
                let solved = resolves.is_some_and(|resolves| found.dice.chance(resolves));
                moment.say(match solved {
                    true => Input::Solved { contact },
                    false => Input::AskPerson { contact, channel: None },
                });
            }
            Cue::Dials => self.dials(moment),
        }
    }

    fn hear(&mut self, event: &Event, moment: &mut Moment<'_, Cue>) {
        match event {
            Event::Arrived { .. } => self.open += 1,
            Event::Queued { contact, for_bot: None, .. } => {
                let Some(caller) = self.callers.get_mut(index(*contact)) else { return };
                if caller.joined_at.is_none() {
                    caller.joined_at = Some(moment.now);
                    self.joined.push(*contact);
                }
            }
            // Who comes when nobody is there any more waits as long as she likes; who was waiting is sent away.
            Event::NobodyThere { contact } if self.scenario.sends_away && !self.joined.contains(contact) => {
                if let Some(caller) = self.callers.get_mut(index(*contact)) {
                    caller.sent_away = true;
                    self.told.sent_away += 1;
                }
                moment.say(Input::Leave { contact: *contact });
            }
            Event::Connected { contact, agent, .. } => self.connected(*contact, *agent, moment),
            Event::Ended { contact, agent: Some(agent), .. } => self.leaves_desk(*contact, *agent, true, moment),
            Event::LegEnded { contact, agent, wrap_up, .. } => self.leaves_desk(*contact, *agent, *wrap_up, moment),
            Event::WrappedUp { agent, .. } => self.written(*agent, moment),
            Event::Closed { contact, how } => self.closed(*contact, *how, moment),
            _ => {}
        }
    }

    fn heard(&mut self, moment: &mut Moment<'_, Cue>) {
        while let Some(contact) = self.joined.pop() {
            self.looks_round(contact, moment);
        }
        if std::mem::take(&mut self.freed) && self.scenario.dialler.is_some() {
            self.dials(moment);
        }
    }
}

fn put_down_end(desk: &Desk, agent: AgentId, moment: &mut Moment<'_, Cue>) {
    if let Some((_, at)) = desk.next_end(moment.now) {
        moment.later(at, Cue::Done { seat: seat_of(agent) as u32, version: desk.version });
    }
}

fn presence(agent: AgentId, presence: Presence) -> Input {
    Input::Presence { agent, presence, until: None, by: None }
}

fn wrapped(caller: u32, seat: u32) -> Input {
    let (contact, agent) = (contact_of(caller), AgentId(seat + 1));
    Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved }
}

fn contact_of(caller: u32) -> ContactId {
    ContactId(u64::from(caller) + 1)
}

fn index(contact: ContactId) -> usize {
    (contact.0 as usize).wrapping_sub(1)
}

fn seat_of(agent: AgentId) -> usize {
    (agent.0 as usize).wrapping_sub(1)
}
