//! The plain scan: everyone against everyone, without indexes. Slow, and therefore easy to believe.

use routing::policy::{Need, Rule};
use routing::{AgentId, AgentKind};

use super::{Books, Card, Desk, Kind, Place, Wrong, wrong};

impl Books {
    /// What a contact needs at a ring; the last ring when `ring` is beyond it.
    fn needs(&self, card: &Card, ring: u8) -> Vec<Need> {
        let rings = self.reason_of(card).map(|reason| reason.rings.as_slice()).unwrap_or_default();
        let of_ring = rings.get(usize::from(ring)).or(rings.last());
        let needs = of_ring.map(|ring| ring.needs.clone()).unwrap_or_default();
        needs.into_iter().chain(card.extra.iter().copied()).collect()
    }

    /// Whether she could serve it if she were free, at this ring.
    pub(crate) fn qualified(&self, card: &Card, desk: &Desk, ring: u8) -> bool {
        let profile = &desk.profile;
        if profile.limits.get(&card.channel).copied().unwrap_or(0) == 0 {
            return false;
        }
        match card.for_bot {
            Some(bot) => profile.agent == bot,
            None => {
                let has = |need: &Need| profile.skills.get(&need.skill).is_some_and(|level| *level >= need.level);
                profile.kind == AgentKind::Person && self.needs(card, ring).iter().all(has)
            }
        }
    }

    /// Whether one more contact of this channel may be put to her now.
    pub(crate) fn has_room(&self, card: &Card, desk: &Desk) -> bool {
        let profile = &desk.profile;
        let of_channel = desk.work.iter().filter(|job| job.channel == card.channel && job.kind != Kind::Join).count();
        let limit = profile.limits.get(&card.channel).copied().unwrap_or(0);
        let asked = desk.work.iter().any(|job| job.kind == Kind::Offer);
        desk.on_duty()
            && of_channel < usize::from(limit)
            && desk.load() + self.load_of(card.channel) <= profile.capacity
            && (profile.auto_accept || !asked)
    }

    /// Whether she must not be asked about it now, whatever she can do.
    pub(crate) fn kept_apart(&self, card: &Card, agent: AgentId) -> bool {
        let cooling = card.cooling.get(&agent).is_some_and(|until| self.now < *until);
        cooling || card.never.contains(&agent) || self.apart.contains(&(card.customer, agent))
    }

    /// Whether a contact may be kept for her: she is there, serves its channel and, unless it was sent to her by name,
    /// meets its needs.
    pub(crate) fn may_be_held_for(&self, card: &Card, agent: AgentId) -> bool {
        self.agents.get(&agent).is_some_and(|desk| {
            let serves = desk.profile.limits.get(&card.channel).is_some_and(|limit| *limit > 0);
            let able = card.directed || self.qualified(card, desk, card.ring);
            desk.on_duty() && serves && able && !card.never.contains(&agent)
        })
    }

    /// A waiting contact and an agent between whom nothing stands.
    pub(crate) fn may_take(&self, card: &Card, desk: &Desk) -> bool {
        let agent = desk.profile.agent;
        let mine = match card.hold {
            Some((held_for, _)) if held_for != agent => return false,
            hold => hold.is_some() && card.directed,
        };
        card.at == Place::Waiting
            && !self.kept_apart(card, agent)
            && self.has_room(card, desk)
            && (mine || self.qualified(card, desk, card.ring))
    }

    pub(super) fn nobody_free_beside_the_line(&self) -> Result<(), Wrong> {
        for card in self.open.values().filter(|card| card.at == Place::Waiting) {
            if let Some(desk) = self.agents.values().find(|desk| self.may_take(card, desk)) {
                return wrong(format!("{:?} is free beside {:?}", desk.profile.agent, card.id));
            }
        }
        Ok(())
    }

    pub(super) fn nobody_is_told_the_truth(&self) -> Result<(), Wrong> {
        let waits = |card: &&Card| card.at == Place::Waiting && card.for_bot.is_none() && !card.directed;
        for card in self.open.values().filter(waits) {
            let there = self.agents.values().any(|desk| desk.on_duty() && self.qualified(card, desk, u8::MAX));
            if card.nobody == there {
                return wrong(format!("{:?} is told {} while {there}", card.id, !card.nobody));
            }
        }
        Ok(())
    }

    /// Among everyone waiting whom this agent may take, nobody stands before this contact.
    pub(super) fn is_first_for(&self, card: &Card, desk: &Desk) -> Result<(), Wrong> {
        let place = |card: &Card| (card.rank, card.turn, card.id);
        let better = self.open.values().find(|other| place(other) < place(card) && self.may_take(other, desk));
        match better {
            None => Ok(()),
            Some(other) => {
                wrong(format!("{:?} is given {:?} though {:?} comes first", desk.profile.agent, card.id, other.id))
            }
        }
    }

    /// When a contact chooses, it gets the one who knows it, or the one the rule names.
    pub(super) fn is_named_by_rule(&self, card: &Card, chosen: &Desk) -> Result<(), Wrong> {
        let Some(rule) = self.reason_of(card).map(|reason| reason.rule) else { return Ok(()) };
        if card.preferred == Some(chosen.profile.agent) || rule == Rule::LeastStrained {
            return Ok(());
        }
        let key = |desk: &Desk| (self.figure(rule, card, desk), desk.idle_since, desk.profile.agent);
        let best = self.agents.values().filter(|desk| self.may_take(card, desk)).map(key).min();
        if best.is_some_and(|best| best < key(chosen)) {
            return wrong(format!("{rule:?} names {best:?} for {:?}, not {:?}", card.id, key(chosen)));
        }
        Ok(())
    }

    fn figure(&self, rule: Rule, card: &Card, desk: &Desk) -> i64 {
        let profile = &desk.profile;
        let level = |need: &Need| i64::from(profile.skills.get(&need.skill).copied().unwrap_or(0));
        match rule {
            Rule::Preferred => i64::from(card.preferred != Some(profile.agent)),
            Rule::SpareTheVersatile => profile.skills.len() as i64,
            Rule::BestLevel => {
                let mut needs = self.needs(card, 0);
                needs.sort_unstable();
                needs.dedup();
                -needs.iter().map(level).sum::<i64>()
            }
            Rule::LongestIdle | Rule::LeastStrained => 0,
            Rule::Predicted => {
                let unknown = self.policy.as_ref().map(|policy| policy.unknown_reason);
                let predicted = card.reason.or(unknown).and_then(|reason| profile.predicted.get(&reason));
                -i64::from(predicted.copied().unwrap_or(0))
            }
            Rule::ByLot => routing::policy::lot(card.id, profile.agent),
        }
    }
}
