#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
//! One contact's life, in the small: the scripted scenarios in crates/sim/scenarios tell the rest.

use std::collections::BTreeMap;

use routing::event::{Close, OfferEnd};
use routing::input::{Arrival, Effort, Outcome, Party};
use routing::policy::*;
use routing::*;

const REFUND: ReasonId = ReasonId(1);
const SKILL: SkillId = SkillId(7);
const MINA: AgentId = AgentId(1);
const JUN: AgentId = AgentId(2);

fn reason() -> Reason {
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

fn policy() -> Policy {
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

struct Floor {
    engine: Engine,
    now: i64,
    log: Vec<(Time, Event)>,
}

impl Floor {
    fn open() -> Floor {
        let mut floor = Floor { engine: Engine::new(), now: 1_800_000_000_000, log: Vec::new() };
        floor.ok(Input::Publish { policy: Box::new(policy()) });
        floor
    }

    fn tell(&mut self, input: Input) -> (Result<(), Refusal>, Vec<Event>) {
        let mut out = Vec::new();
        let answer = self.engine.handle(Time(self.now), &input, &mut out);
        invariants::check(&self.engine).unwrap();
        self.log.extend(out.iter().map(|event| (self.engine.now(), event.clone())));
        (answer, out)
    }

    fn ok(&mut self, input: Input) -> Vec<Event> {
        let (answer, out) = self.tell(input);
        answer.unwrap();
        out
    }

    fn pass(&mut self, ms: i64) -> Vec<Event> {
        let until = self.now + ms;
        let mut all = Vec::new();
        while let Some(at) = self.engine.next_deadline().filter(|at| at.0 <= until) {
            self.now = self.now.max(at.0);
            all.extend(self.ok(Input::Tick));
        }
        self.now = until;
        all
    }

    fn agent(&mut self, agent: AgentId, level: u8) {
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

    fn chat(&mut self, id: u64) -> Vec<Event> {
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
    fn refold(&self) {
        let mut again = Engine::new();
        for (at, event) in &self.log {
            again.apply(*at, event);
        }
        assert_eq!(again.digest(), self.engine.digest());
        let restored = Engine::restore(self.engine.snapshot());
        assert_eq!(restored.digest(), self.engine.digest());
    }
}

fn offer_in(events: &[Event]) -> Option<(OfferId, AgentId)> {
    events.iter().find_map(|event| match event {
        Event::Offered { offer, agent, .. } => Some((*offer, *agent)),
        _ => None,
    })
}

#[test]
fn from_arrival_to_close() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    let (offer, agent) = offer_in(&floor.chat(1)).unwrap();
    assert_eq!(agent, MINA);
    floor.ok(Input::Accept { offer, agent });
    floor.pass(60_000);
    floor.ok(Input::End { contact: ContactId(1), by: Party::Customer });
    let out = floor.ok(Input::Wrapped { contact: ContactId(1), agent, reason: None, outcome: Outcome::Solved });
    assert!(out.contains(&Event::Closed { contact: ContactId(1), how: Close::Wrapped { outcome: Outcome::Solved } }));
    assert_eq!(floor.engine.agent(MINA).unwrap().load, 0);
    floor.refold();
}

#[test]
fn a_late_answer_cannot_hit_another_offer() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    let (first, _) = offer_in(&floor.chat(1)).unwrap();
    let expired = floor.pass(20_000);
    assert!(expired.iter().any(|e| matches!(e, Event::OfferEnded { cause: OfferEnd::Unanswered, .. })));
    let (second, _) = offer_in(&floor.pass(60_000)).expect("asked again once the cooldown is over");
    assert_ne!(first, second);
    assert_eq!(floor.tell(Input::Accept { offer: first, agent: MINA }).0, Err(Refusal::StaleOffer));
    floor.ok(Input::Accept { offer: second, agent: MINA });
    floor.refold();
}

#[test]
fn two_missed_offers_mean_nobody_is_there() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.chat(1);
    let out = floor.pass(120_000);
    assert!(out.contains(&Event::NobodyThere { contact: ContactId(1) }));
    assert_eq!(floor.engine.agent(MINA).unwrap().presence, Presence::Away);
    let out = floor.ok(Input::Presence { agent: MINA, presence: Presence::Ready, until: None, by: None });
    assert!(out.contains(&Event::SomebodyThere { contact: ContactId(1) }));
    floor.refold();
}

#[test]
fn rings_widen_to_the_learner() {
    let mut floor = Floor::open();
    floor.agent(JUN, 1);
    assert_eq!(offer_in(&floor.chat(1)), None);
    let out = floor.pass(60_000);
    assert_eq!(offer_in(&out).map(|(_, agent)| agent), Some(JUN));
    floor.refold();
}

#[test]
fn the_best_level_is_asked_first() {
    let mut floor = Floor::open();
    floor.agent(MINA, 3);
    floor.agent(JUN, 5);
    assert_eq!(offer_in(&floor.chat(1)).map(|(_, agent)| agent), Some(JUN));
}

#[test]
fn a_callback_slot_holds_what_it_says_and_is_kept() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.ok(Input::Presence { agent: MINA, presence: Presence::Break, until: None, by: None });
    floor.chat(1);
    floor.chat(2);
    let slot = Time(floor.now - floor.now % 1_800_000 + 1_800_000);
    let book = |contact| Input::Choose {
        contact: ContactId(contact),
        treatment: Treatment::Callback,
        channel: None,
        slot: Some(slot),
    };
    floor.ok(book(1));
    assert_eq!(floor.tell(book(2)).0, Err(Refusal::SlotFull));
    floor.ok(Input::Leave { contact: ContactId(2) });
    floor.ok(Input::Presence { agent: MINA, presence: Presence::Ready, until: None, by: None });
    let out = floor.pass(1_800_000);
    let (offer, agent) = offer_in(&out).expect("an agent is sought when the slot comes");
    assert!(floor.engine.contact(ContactId(1)).unwrap().since < slot, "age survives the callback");
    floor.pass(0);
    let (answer, _) = floor.tell(Input::Accept { offer, agent });
    if answer.is_ok() {
        floor.ok(Input::Dialled { contact: ContactId(1), agent, result: routing::input::DialResult::Reached });
    }
    floor.refold();
}

#[test]
fn a_supervisor_sees_why_and_what_would_have_changed_it() {
    let mut floor = Floor::open();
    floor.agent(MINA, 3);
    floor.agent(JUN, 5);
    let before = floor.log.len();
    floor.chat(1);
    let offered = floor.log.iter().position(|(_, e)| matches!(e, Event::Offered { .. })).unwrap();
    assert!(offered >= before);
    let mut then = Engine::new();
    for (at, event) in &floor.log[..offered] {
        then.apply(*at, event);
    }
    let why = then.explain(ContactId(1)).unwrap();
    assert_eq!(why.candidates.first().map(|c| c.agent), Some(JUN));
    assert_eq!(why.change, routing::explain::Change::RunnerUp { agent: MINA, by: 2 });
}

#[test]
fn inputs_and_events_survive_json() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.chat(1);
    for (_, event) in &floor.log {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), event);
    }
    let snapshot = floor.engine.snapshot();
    let text = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot);
}
