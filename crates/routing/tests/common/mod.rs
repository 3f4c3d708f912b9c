//! A floor of one or two, driven by hand: every step holds against the invariants.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use routing::input::{Arrival, Effort};
use routing::policy::*;
use routing::*;

pub const REFUND: ReasonId = ReasonId(1);
pub const SKILL: SkillId = SkillId(7);
pub const MINA: AgentId = AgentId(1);
pub const JUN: AgentId = AgentId(2);

pub fn reason() -> Reason {
    Reason {
        urgency: 1,
        importance_customer: 1,
        importance_company: 0,
        rings: vec![
            Ring { after_ms: 0, needs: vec![Need { skill: SKILL, level: 3 }] },
            Ring { after_ms: 60_000, needs: vec![Need { skill: SKILL, level: 1 }] },
        ],
        rule: Rule::BestLevel,
        preferred_hold_ms: 30_000,
        expected_ms: 300_000,
        target_ms: 30_000,
        hard: false,
        group: Some(GroupId(1)),
        hours: HoursId(1),
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: None,
        nobody: Nobody::Wait,
    }
}

pub fn policy() -> Policy {
    Policy {
        version: 1,
        reasons: BTreeMap::from([(REFUND, reason())]),
        unknown_reason: REFUND,
        groups: BTreeMap::from([(GroupId(1), CallbackGroup { slot_ms: 1_800_000, places: 1 })]),
        channels: BTreeMap::from([
            (Channel::Chat, ChannelRule { load: 50, silent_grace_ms: 60_000 }),
            (Channel::Callback, ChannelRule { load: 100, silent_grace_ms: 0 }),
        ]),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 2,
            wrap_up_ms: 180_000,
            return_credit_ms: 86_400_000,
        },
        callbacks: CallbackRules { tries: 2, retry_ms: 900_000 },
        bots: BotRules { deadline_ms: 600_000, not_again_ms: 86_400_000 },
        effort: EffortWeights {
            transfer_ms: 120_000,
            repeat_ms: 180_000,
            broken_promise_ms: 300_000,
            waited_minute_ms: 6_000,
            cap_ms: 900_000,
        },
        strain: StrainRules {
            ten_minutes: 3,
            hard_in_a_row: 10,
            abuse: 25,
            short_rest: 15,
            breath_after_hard: 3,
            breath_ms: 30_000,
            protect_rest_ms: 600_000,
            pause_ms: 300_000,
        },
    }
}

pub struct Floor {
    pub engine: Engine,
    pub now: i64,
    pub log: Vec<(Time, Event)>,
}

impl Floor {
    pub fn open() -> Floor {
        let mut floor = Floor { engine: Engine::new(), now: 1_800_000_000_000, log: Vec::new() };
        floor.ok(Input::Publish { policy: Box::new(policy()) });
        floor
    }

    pub fn tell(&mut self, input: Input) -> (Result<(), Refusal>, Vec<Event>) {
        let mut out = Vec::new();
        let answer = self.engine.handle(Time(self.now), &input, &mut out);
        invariants::check(&self.engine).unwrap();
        self.log.extend(out.iter().map(|event| (self.engine.now(), event.clone())));
        (answer, out)
    }

    pub fn ok(&mut self, input: Input) -> Vec<Event> {
        let (answer, out) = self.tell(input);
        answer.unwrap();
        out
    }

    pub fn pass(&mut self, ms: i64) -> Vec<Event> {
        let until = self.now + ms;
        let mut all = Vec::new();
        while let Some(at) = self.engine.next_deadline().filter(|at| at.0 <= until) {
            self.now = self.now.max(at.0);
            all.extend(self.ok(Input::Tick));
        }
        self.now = until;
        all
    }

    pub fn agent(&mut self, agent: AgentId, level: u8) {
        let profile = AgentProfile {
            agent,
            kind: AgentKind::Person,
            skills: BTreeMap::from([(SKILL, level)]),
            capacity: 100,
            limits: BTreeMap::from([(Channel::Chat, 2), (Channel::Callback, 1)]),
            auto_accept: false,
            short_rest: false,
            predicted: BTreeMap::new(),
        };
        self.ok(Input::Agent { profile });
        self.ok(Input::Presence { agent, presence: Presence::Ready, until: None, by: None });
    }

    pub fn chat(&mut self, id: u64) -> Vec<Event> {
        let arrival = Arrival {
            contact: ContactId(id),
            customer: CustomerId(id),
            case: CaseId(id),
            channel: Channel::Chat,
            known: true,
            reason: Some(REFUND),
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        };
        self.ok(Input::Arrive { arrival });
        self.ok(Input::AskPerson { contact: ContactId(id), channel: None })
    }

    /// Folding what was decided, from the start and from a snapshot, gives this very state.
    pub fn refold(&self) {
        let mut again = Engine::new();
        for (at, event) in &self.log {
            again.apply(*at, event);
        }
        assert_eq!(again.digest(), self.engine.digest());
        let restored = Engine::restore(self.engine.snapshot());
        assert_eq!(restored.digest(), self.engine.digest());
    }
}

pub fn offer_in(events: &[Event]) -> Option<(OfferId, AgentId)> {
    events.iter().find_map(|event| match event {
        Event::Offered { offer, agent, .. } => Some((*offer, *agent)),
        _ => None,
    })
}
