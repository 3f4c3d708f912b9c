//! The floor as it stands, as plain facts for whoever plays it forward: who waits in which order for whom, and whose hands are
//! full of what. No guess is made here.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::engine::Engine;
use crate::id::{ContactId, ReasonId, Time};
use crate::line::Needs;
use crate::policy::{Channel, Need};
use crate::state::{Agent, Contact, State, WorkKind};

/// The most contacts looked at; beyond them the answer is "very long" anyway.
pub const LOOKED_AT: usize = 10_000;

/// Who waits, for whom, and what those are doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    pub now: Time,
    /// What contacts ask for; places and desks name these by their number.
    pub asks: Vec<Ask>,
    /// People on duty, and bots, whom anybody here asks for.
    pub desks: Vec<Desk>,
    /// Contacts in line, best rank first.
    pub line: Vec<InLine>,
    /// Somebody who would join now, where one was asked about.
    pub joiner: Option<InLine>,
    /// As who may come next of each kind that was asked about, with the rank of who comes now; who would go behind everybody is left out.
    pub comers: Vec<InLine>,
}

/// One kind of needs, by what it takes of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ask {
    pub channel: Channel,
    /// Of 100.
    pub load: u32,
}

/// One agent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Desk {
    pub capacity: u32,
    pub limits: BTreeMap<Channel, u16>,
    pub work: Vec<InHand>,
    /// Which asks she meets.
    pub meets: Vec<u32>,
}

/// Something an agent is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InHand {
    pub kind: WorkKind,
    pub channel: Channel,
    pub load: u32,
    /// None for what is not an open contact's own part.
    pub reason: Option<ReasonId>,
    pub since: Time,
}

/// A place in line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InLine {
    pub contact: ContactId,
    /// Smaller first, then by turn.
    pub rank: i64,
    pub turn: u64,
    pub reason: ReasonId,
    pub since: Time,
    /// From when on it asks for what: its ring of now, since it joined, and the wider ones to come.
    pub asks: Vec<(Time, u32)>,
}

/// Somebody who might join.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Joiner {
    pub reason: ReasonId,
    pub channel: Channel,
    /// Beyond what the reason asks for, such as her language.
    pub extra: Vec<Need>,
}

impl Engine {
    /// The floor as it stands, with somebody who would join now, and who may come after her.
    pub fn outlook(&self, joiner: Option<&Joiner>, comers: &[Joiner]) -> Outlook {
        let mut drawn = Drawn { engine: self, asks: HashMap::new(), seats: HashMap::new(), found: Outlook::default() };
        drawn.found.now = self.now;
        // Who is being shown to somebody is as good as answered, and waits for nobody else.
        let waiting = self.waiting_in_order().into_iter().filter_map(|id| self.contact(id));
        for contact in waiting.filter(|contact| contact.state == State::Waiting).take(LOOKED_AT) {
            let place = drawn.place(contact);
            drawn.found.line.push(place);
        }
        drawn.found.joiner = joiner.and_then(|joiner| drawn.joins(joiner));
        let places = drawn.found.line.iter().chain(&drawn.found.joiner);
        let worst = places.map(|place| place.rank).max().unwrap_or(i64::MIN);
        let goes_before = |comer: &&Joiner| self.rank_now(comer).is_some_and(|rank| rank < worst);
        drawn.found.comers = comers.iter().filter(goes_before).filter_map(|comer| drawn.joins(comer)).collect();
        drawn.found
    }

    /// The rank of who comes now.
    fn rank_now(&self, joiner: &Joiner) -> Option<i64> {
        let rule = self.policy()?.reasons.get(&joiner.reason)?;
        Some(self.now.0 - crate::engine::priority(rule) * crate::engine::PRIORITY_MS)
    }
}

/// An outlook in the making.
struct Drawn<'a> {
    engine: &'a Engine,
    asks: HashMap<Needs, u32>,
    /// Desks by seat.
    seats: HashMap<u32, u32>,
    found: Outlook,
}

impl Drawn<'_> {
    fn place(&mut self, contact: &Contact) -> InLine {
        let engine = self.engine;
        let mut asks = Vec::new();
        asks.push((contact.queued_at, self.ask(engine.needs_of(contact, contact.ring))));
        let rings = engine.reason_of(contact).map(|reason| reason.rings.as_slice()).unwrap_or_default();
        for (ring, rule) in
            (0_u8..).zip(rings).skip(usize::from(contact.ring) + 1).filter(|_| contact.for_bot.is_none())
        {
            asks.push((contact.queued_at.plus_ms(rule.after_ms.into()), self.ask(engine.needs_of(contact, ring))));
        }
        InLine {
            contact: contact.id,
            rank: contact.rank,
            turn: contact.turn,
            reason: engine.reason_id(contact),
            since: contact.queued_at,
            asks,
        }
    }

    fn joins(&mut self, joiner: &Joiner) -> Option<InLine> {
        let engine = self.engine;
        let rule = engine.policy()?.reasons.get(&joiner.reason)?;
        let asks = rule.rings.iter().map(|ring| {
            let mut needs: Vec<Need> = ring.needs.iter().chain(&joiner.extra).copied().collect();
            needs.sort_unstable();
            needs.dedup();
            let ask = self.ask(Needs { channel: joiner.channel, needs, bot: None });
            (engine.now.plus_ms(ring.after_ms.into()), ask)
        });
        Some(InLine {
            contact: ContactId(0),
            rank: engine.rank_now(joiner)?,
            turn: u64::MAX,
            reason: joiner.reason,
            since: engine.now,
            asks: asks.collect(),
        })
    }

    /// The number of what these needs ask for; its people get their desks on first use.
    fn ask(&mut self, needs: Needs) -> u32 {
        if let Some(ask) = self.asks.get(&needs) {
            return *ask;
        }
        let roster = &self.engine.roster;
        let ask = self.found.asks.len() as u32;
        self.found.asks.push(Ask { channel: needs.channel, load: roster.load_of(needs.channel) });
        let qualified = roster.qualified(needs.channel, &needs.needs, needs.bot);
        for seat in qualified.and(roster.on_duty()) {
            let Some(agent) = roster.at(seat) else { continue };
            let desk = *self.seats.entry(seat).or_insert_with(|| {
                self.found.desks.push(desk(self.engine, agent));
                self.found.desks.len() as u32 - 1
            });
            if let Some(desk) = self.found.desks.get_mut(desk as usize) {
                desk.meets.push(ask);
            }
        }
        self.asks.insert(needs, ask);
        ask
    }
}

fn desk(engine: &Engine, agent: &Agent) -> Desk {
    let work = agent.work.iter().map(|work| {
        let contact = engine.contact(work.contact);
        let writing = |contact: &Contact| {
            let part = contact.wrapping.iter().find(|part| part.agent == agent.profile.agent);
            part.map_or(contact.state_since, |part| part.since)
        };
        let since = contact.map_or(engine.now, |contact| match work.kind {
            WorkKind::WrapUp => writing(contact),
            WorkKind::Talk => contact.state_since,
            WorkKind::Offer | WorkKind::Join => engine.now,
        });
        let reason = contact.map(|contact| engine.reason_id(contact));
        InHand { kind: work.kind, channel: work.channel, load: work.load, reason, since }
    });
    Desk {
        capacity: agent.profile.capacity,
        limits: agent.profile.limits.clone(),
        work: work.collect(),
        meets: Vec::new(),
    }
}
