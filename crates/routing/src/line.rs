//! The line: waiting contacts by class, where a class is everything that needs the same.

use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::bits::Bits;
use crate::id::{AgentId, ContactId, ReasonId};
use crate::policy::{Channel, Need};
use crate::roster::Roster;
use crate::sorted::Sorted;

/// Place in line: rank, then turn, then the contact.
pub(crate) type Place = (i64, u64, ContactId);

/// Where a waiting contact was put, so that it can be taken out whatever has changed since.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub spot: Spot,
    pub place: Place,
    /// The class of its last ring.
    pub loosest: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Spot {
    Class(u32),
    Held(AgentId),
}

/// What makes contacts alike to the router.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Needs {
    pub channel: Channel,
    pub needs: Vec<Need>,
    pub bot: Option<AgentId>,
}

/// What a reason asks for over a channel at a ring.
pub(crate) type OfReason = (ReasonId, Channel, u8);

#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    classes: Vec<Class>,
    by_needs: HashMap<Needs, u32>,
    /// The class of a reason over a channel at a ring, under the policy of now.
    by_reason: HashMap<OfReason, u32>,
    /// Classes in which somebody waits.
    waiting: Bits,
    /// Classes that are the last ring of somebody who waits.
    loose: Bits,
    /// Classes each agent (by seat) can serve.
    of_agent: Vec<Bits>,
    /// Contacts held for one agent.
    held: HashMap<AgentId, Sorted<Place>>,
    /// How many there are in all.
    waits: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Class {
    pub needs: Needs,
    pub qualified: Bits,
    pub places: Sorted<Place>,
    /// Those whose last ring this is: who is anybody for them.
    pub loose: Sorted<ContactId>,
}

impl Line {
    pub fn class(&self, class: u32) -> Option<&Class> {
        self.classes.get(class as usize)
    }

    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter()
    }

    /// Classes that are the last ring of somebody who waits.
    pub fn loose(&self) -> impl Iterator<Item = &Class> {
        self.loose.iter().filter_map(|class| self.class(class))
    }

    /// The number of the class that needs this; made on first use.
    pub fn intern(&mut self, needs: Needs, roster: &Roster) -> u32 {
        if let Some(class) = self.by_needs.get(&needs) {
            return *class;
        }
        let class = self.classes.len() as u32;
        let qualified = roster.qualified(needs.channel, &needs.needs, needs.bot);
        for seat in qualified.iter() {
            self.serves(seat, class, true);
        }
        self.by_needs.insert(needs.clone(), class);
        self.classes.push(Class { needs, qualified, places: Sorted::default(), loose: Sorted::default() });
        class
    }

    pub fn intern_for(&mut self, key: OfReason, needs: Needs, roster: &Roster) -> u32 {
        let class = self.intern(needs, roster);
        self.by_reason.insert(key, class);
        class
    }

    pub fn of_reason(&self, key: OfReason) -> Option<u32> {
        self.by_reason.get(&key).copied()
    }

    /// After a policy was published.
    pub fn forget_reasons(&mut self) {
        self.by_reason.clear();
    }

    pub fn find(&self, needs: &Needs) -> Option<u32> {
        self.by_needs.get(needs).copied()
    }

    pub fn add(&mut self, class: u32, place: Place) {
        if let Some(entry) = self.classes.get_mut(class as usize)
            && entry.places.insert(place)
        {
            self.waits += 1;
            self.waiting.set(class, true);
        }
    }

    pub fn remove(&mut self, class: u32, place: &Place) {
        if let Some(entry) = self.classes.get_mut(class as usize)
            && entry.places.remove(place)
        {
            self.waits -= 1;
            let empty = entry.places.is_empty();
            self.waiting.set(class, !empty);
        }
    }

    pub fn add_loose(&mut self, class: u32, contact: ContactId) {
        if let Some(entry) = self.classes.get_mut(class as usize) {
            entry.loose.insert(contact);
            self.loose.set(class, true);
        }
    }

    pub fn remove_loose(&mut self, class: u32, contact: ContactId) {
        if let Some(entry) = self.classes.get_mut(class as usize) {
            entry.loose.remove(&contact);
            self.loose.set(class, !entry.loose.is_empty());
        }
    }

    pub fn hold(&mut self, agent: AgentId, place: Place) {
        self.waits += usize::from(self.held.entry(agent).or_default().insert(place));
    }

    pub fn unhold(&mut self, agent: AgentId, place: &Place) {
        if let Some(held) = self.held.get_mut(&agent)
            && held.remove(place)
        {
            self.waits -= 1;
            if held.is_empty() {
                self.held.remove(&agent);
            }
        }
    }

    pub fn held_for(&self, agent: AgentId) -> impl Iterator<Item = &Place> {
        self.held.get(&agent).into_iter().flat_map(Sorted::iter)
    }

    /// Whether nobody waits, be it for anyone or for one agent.
    pub fn is_empty(&self) -> bool {
        self.waits == 0
    }

    /// Everyone who waits, in no particular order.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let open = self.waiting.iter().filter_map(|class| self.class(class)).flat_map(|class| class.places.iter());
        open.chain(self.held.values().flat_map(Sorted::iter)).copied()
    }

    /// Non-empty classes that the agent in this seat can serve.
    pub fn open_to(&self, seat: u32) -> impl Iterator<Item = &Class> {
        self.of_agent
            .get(seat as usize)
            .into_iter()
            .flat_map(|classes| classes.and(&self.waiting))
            .filter_map(|class| self.class(class))
    }

    /// Renews which classes an agent can serve, after her profile changed.
    pub fn requalify(&mut self, seat: u32, roster: &Roster) {
        for class in 0..self.classes.len() as u32 {
            let Some(entry) = self.classes.get_mut(class as usize) else { continue };
            let able = roster.at(seat).is_some_and(|agent| able(agent, &entry.needs));
            entry.qualified.set(seat, able);
            self.serves(seat, class, able);
        }
    }

    fn serves(&mut self, seat: u32, class: u32, on: bool) {
        let seat = seat as usize;
        if self.of_agent.len() <= seat {
            self.of_agent.resize_with(seat + 1, Bits::default);
        }
        if let Some(classes) = self.of_agent.get_mut(seat) {
            classes.set(class, on);
        }
    }
}

/// Whether an agent could serve a class, on duty or not.
pub(crate) fn able(agent: &crate::state::Agent, needs: &Needs) -> bool {
    let profile = &agent.profile;
    let serves = profile.limits.get(&needs.channel).is_some_and(|limit| *limit > 0);
    match needs.bot {
        Some(bot) => serves && profile.agent == bot,
        None => {
            serves && profile.kind == crate::AgentKind::Person && crate::state::meets(&profile.skills, &needs.needs)
        }
    }
}
