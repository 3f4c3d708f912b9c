//! A day played again by people who answer as they did: the very decisions of the journal, and what another policy does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use journal::{Body, Row};
use routing::event::{Close, LegEnd, OfferEnd};
use routing::input::Target;
use routing::policy::Treatment;
use routing::{AgentId, ContactId, Engine, Event, Input, Policy, Presence, State, Time};
use sim::replay::{
    Anchor, Case, Change, Collector, Facts, Fixed, Kind, Manner, Pace, Survivals, as_it_was, nobody, play, same,
};
use sim::{any, day, random::Random};

const BEGINS: Time = Time(1_800_000_000_000);
const AS_IT_WAS: Manner = Manner { seed: 1, redraw: false };

fn policy(seed: u64) -> Policy {
    let inputs = any::opening(&mut Random::new(seed));
    let published = inputs.into_iter().find_map(|input| match input {
        Input::Publish { policy } => Some(*policy),
        _ => None,
    });
    published.expect("an opening publishes")
}

/// A day of dice as a journal of rows.
fn rows(seed: u64) -> Vec<Row> {
    let day = day::play(seed, &policy(seed), BEGINS).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
    let row = |(step, seq): (sim::checked::Step, u64)| {
        let body = Body { input: step.input, events: step.events };
        Row { seq, at: step.at, epoch: 1, input_id: None, body }
    };
    day.steps.into_iter().zip(1..).map(row).collect()
}

fn facts(opening: Engine, from: Time, rows: &[Row]) -> Facts {
    let mut collector = Collector::new(opening, from);
    rows.iter().for_each(|row| collector.row(row));
    collector.finish()
}

#[test]
fn nothing_changed_gives_the_very_decisions() {
    for seed in 1..=12 {
        let rows = rows(seed);
        let facts = facts(Engine::new(), rows[0].at, &rows);
        assert_eq!(facts.otherwise, 0, "seed {seed}: this release decides as it did");
        let played = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
        if let Some((at, was, is)) = same(&facts.decided, &played.decided) {
            panic!("seed {seed}: decision {at} of {}: was {was:?}, is {is:?}", facts.decided.len());
        }
        assert!(facts.decided.len() > 1_000, "seed {seed}: a day has decisions");
        assert_eq!(as_it_was(&facts).report, played.report, "seed {seed}: the same figures");
    }
}

#[test]
fn what_an_earlier_release_decided_otherwise_is_counted_and_not_called_the_same() {
    let mut rows = rows(1);
    let facts_now = facts(Engine::new(), rows[0].at, &rows);
    // An earlier release named another rule for every tenth offer; whom it asked is a fact all the same.
    let mut otherwise = 0;
    for row in rows.iter_mut().step_by(10) {
        let offers = row.body.events.iter_mut().filter_map(|event| match event {
            Event::Offered { rule, .. } => Some(rule),
            _ => None,
        });
        let mut differs = false;
        for rule in offers {
            differs |= *rule != routing::policy::Rule::ByLot;
            *rule = routing::policy::Rule::ByLot;
        }
        otherwise += u64::from(differs);
    }
    assert!(otherwise > 3);
    let facts = facts(Engine::new(), rows[0].at, &rows);
    assert_eq!(facts.otherwise, otherwise);
    let played = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
    assert!(same(&facts.decided, &played.decided).is_some(), "the decisions of then are not those of now");
    assert!(same(&facts_now.decided, &played.decided).is_none(), "those of now are the same again");
}

#[test]
fn a_stretch_from_the_middle_of_a_day_gives_the_very_decisions() {
    for seed in 1..=6 {
        let facts = from_the_middle(&rows(seed));
        let played = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
        assert_eq!(same(&facts.decided, &played.decided), None, "seed {seed}");
    }
}

#[test]
fn a_lie_about_one_answer_is_seen() {
    let rows = rows(3);
    let mut facts = facts(Engine::new(), rows[0].at, &rows);
    let talked = facts.contacts.values_mut().flat_map(|own| &mut own.moments).flat_map(|moment| &mut moment.deeds);
    let deed = talked.into_iter().find(|deed| matches!(deed.input, Input::End { .. })).expect("somebody talked");
    deed.delay_ms += 1;
    let played = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
    assert!(same(&facts.decided, &played.decided).is_some(), "a conversation a millisecond longer went unseen");
}

#[test]
fn offers_that_are_drawn_are_declined_as_often_as_they_were() {
    let declined = |decided: &[(Time, Event)]| {
        let of = |cause: fn(&OfferEnd) -> bool| {
            decided
                .iter()
                .filter(|(_, event)| matches!(event, Event::OfferEnded { cause: own, .. } if cause(own)))
                .count()
        };
        of(|cause| matches!(cause, OfferEnd::Declined { .. }))
    };
    let (mut was, mut drawn) = (0, 0);
    for seed in 1..=6 {
        let rows = rows(seed);
        let facts = facts(Engine::new(), rows[0].at, &rows);
        was += declined(&facts.decided);
        let again = play(&facts, &Change::default(), Manner { seed, redraw: true }).expect("it ends");
        drawn += declined(&again.decided);
    }
    let ratio = drawn as f64 / was as f64;
    assert!(was > 100 && (0.6..1.6).contains(&ratio), "{was} declined, {drawn} drawn");
}

#[test]
fn more_customers_wait_longer_and_none_is_lost() {
    let rows = rows(5);
    let facts = facts(Engine::new(), rows[0].at, &rows);
    let arrived =
        |decided: &[(Time, Event)]| decided.iter().filter(|(_, event)| matches!(event, Event::Arrived { .. })).count();
    let half = play(&facts, &Change { volume: 0.5, ..Change::default() }, AS_IT_WAS).expect("it ends");
    let twice = play(&facts, &Change { volume: 2.0, ..Change::default() }, AS_IT_WAS).expect("it ends");
    let was = arrived(&facts.decided);
    let near = |found: usize, expected: f64| (found as f64 / expected - 1.0).abs() < 0.15;
    assert!(near(arrived(&half.decided), was as f64 * 0.5), "{} of {was}", arrived(&half.decided));
    assert!(near(arrived(&twice.decided), was as f64 * 2.0), "{} of {was}", arrived(&twice.decided));
    let wait = |played: &sim::replay::Played| {
        let all: i64 = played.waits.values().map(|wait| wait.ms).sum();
        all / played.waits.len().max(1) as i64
    };
    assert!(wait(&half) < wait(&twice), "{} ms at half, {} ms at twice", wait(&half), wait(&twice));
}

#[test]
fn fewer_agents_is_another_day_and_more_agents_answers_sooner() {
    let rows = rows(8);
    let facts = facts(Engine::new(), rows[0].at, &rows);
    let more = play(&facts, &Change { agents: 4, ..Change::default() }, AS_IT_WAS).expect("it ends");
    let wait = |played: &sim::replay::Played| played.waits.values().map(|wait| wait.ms).sum::<i64>();
    assert!(wait(&more) < wait(&as_it_was(&facts)), "twice the agents and no shorter line");
    assert!(more.drawn > 0, "an agent who was not there answers by what others did");
}

#[test]
fn a_floor_with_nobody_is_told_from_when_to_when() {
    let rows = rows(8);
    let facts = facts(Engine::new(), rows[0].at, &rows);
    let was = as_it_was(&facts);
    let played = |agents: i32| [play(&facts, &Change { agents, ..Change::default() }, AS_IT_WAS).expect("it ends")];
    assert_eq!(nobody(&was, &played(0)), [], "as it was");
    let gone = nobody(&was, &played(-100));
    let named: i64 = gone.iter().map(|(from, to)| to.since_ms(*from)).sum();
    let empty: i64 = was.nobody.iter().map(|(from, to)| to.since_ms(*from)).sum();
    assert_eq!(named, facts.to.since_ms(facts.from) - empty, "all the time somebody was there: {gone:?}");
}

#[test]
fn who_comes_in_addition_loses_her_device_when_her_original_does() {
    let (mut was, mut copied) = (0, 0);
    for seed in 1..=2 {
        let rows = rows(seed);
        let facts = facts(Engine::new(), rows[0].at, &rows);
        let more =
            play(&facts, &Change { agents: day::PEOPLE as i32, ..Change::default() }, AS_IT_WAS).expect("it ends");
        let silent = |copy: bool| {
            let silent = |(_, event): &&(Time, Event)| matches!(event, Event::DeviceChanged { agent, alive: false } if (agent.0 >= 1 << 24) == copy && *agent != day::BOT);
            more.decided.iter().filter(silent).count()
        };
        was += silent(false);
        copied += silent(true);
    }
    assert!(was > 3 && copied == was, "{was} devices fell silent, {copied} of copies");
}

/// The engine as it was after the first half of the rows, and the rest.
fn from_the_middle(rows: &[Row]) -> Facts {
    let (before, after) = rows.split_at(rows.len() / 2);
    let mut opening = Engine::new();
    for row in before {
        row.body.events.iter().for_each(|event| opening.apply(row.at, event));
        opening.time_was(row.at);
    }
    facts(opening, after[0].at, after)
}

#[test]
fn who_is_in_line_when_a_stretch_begins_gives_up_as_who_has_waited_so_long_does() {
    let (mut waited, mut gave_up) = (0, 0);
    for seed in 1..=10 {
        let facts = from_the_middle(&rows(seed));
        let in_line = facts.opening.contacts().filter(|contact| contact.in_line() && contact.for_bot.is_none());
        let in_line: BTreeMap<ContactId, Time> = in_line.map(|contact| (contact.id, contact.queued_at)).collect();
        waited += in_line.len();
        // Nobody is there any more, and each has been there as long as the curve says.
        let nobody = Change { agents: -100, ..Change::default() };
        let played = play(&facts, &nobody, AS_IT_WAS).expect("it ends");
        let left = |(_, event): &&(Time, Event)| matches!(event, Event::Closed { contact, how: Close::Abandoned } if in_line.contains_key(contact));
        gave_up += played.decided.iter().filter(left).count();
        let again = play(&facts, &nobody, Manner { seed, redraw: true }).expect("it ends");
        for (at, event) in &again.decided {
            if let Event::Closed { contact, how: Close::Abandoned } = event
                && let Some(since) = in_line.get(contact)
            {
                assert!(*at >= facts.from && *at > *since, "seed {seed}: {contact:?} gave up before it began");
            }
        }
    }
    assert!(waited > 5 && gave_up * 2 > waited, "of {waited} in line {gave_up} gave up");
}

#[test]
fn a_part_after_a_transfer_is_drawn_from_such_parts_and_a_first_conversation_is_not() {
    let lasts = |ms: u32| {
        let kind = Kind { reason: None, pace: Pace::Live };
        Survivals::of(&[(kind, Case { ms, complete: true })])
    };
    let (mut first, mut later) = (0, 0);
    for seed in 1..=3 {
        let rows = rows(seed);
        let mut facts = facts(Engine::new(), rows[0].at, &rows);
        (facts.laws.talk, facts.laws.passed_on) = (lasts(100_000), lasts(7_000));
        let played = play(&facts, &Change::default(), Manner { seed, redraw: true }).expect("it ends");
        let (mut passed_on, mut since) = (BTreeMap::new(), BTreeMap::new());
        for (at, event) in &played.decided {
            match event {
                Event::LegEnded { contact, agent, cause, .. } if *agent != day::BOT => {
                    *passed_on.entry(*contact).or_insert(false) |= *cause != LegEnd::NotReached;
                }
                Event::Reopened { contact } => _ = passed_on.remove(contact),
                Event::Connected { contact, .. } => _ = since.insert(*contact, *at),
                Event::Ended { contact, .. } => {
                    let after = passed_on.get(contact).copied().unwrap_or(false);
                    match at.since_ms(since[contact]) {
                        100_000 if !after => first += 1,
                        7_000 if after => later += 1,
                        100_000 | 7_000 => panic!("seed {seed}: {contact:?}, after a transfer: {after}"),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
    assert!(first > 50 && later > 20, "{first} first, {later} later");
}

/// The engine after all decisions of a play.
fn folded(facts: &Facts, played: &sim::replay::Played) -> Engine {
    let mut engine = facts.opening.clone();
    for (at, event) in &played.decided {
        engine.apply(*at, event);
        engine.time_was(*at);
    }
    engine
}

/// Contacts that have been where they are for an hour.
fn stuck(engine: &Engine, to: Time) -> Vec<(ContactId, State)> {
    let long = |contact: &&routing::state::Contact| to.since_ms(contact.state_since) > 3_600_000;
    let left = |contact: &routing::state::Contact| (contact.id, contact.state);
    engine.contacts().filter(|contact| contact.state != State::SelfService).filter(long).map(left).collect()
}

#[test]
fn what_a_customer_chose_and_another_policy_does_not_offer_is_no_way_out_of_the_day() {
    for seed in 1..=4 {
        let rows = rows(seed);
        let facts = facts(Engine::new(), rows[0].at, &rows);
        let mut people_alone = policy(seed);
        for reason in people_alone.reasons.values_mut() {
            (reason.bot, reason.group) = (None, None);
            (reason.known, reason.unknown) = (vec![Treatment::Person], vec![Treatment::Person]);
        }
        let played = play(&facts, &Change::policy(people_alone), AS_IT_WAS).expect("it ends");
        let stuck = stuck(&folded(&facts, &played), facts.to);
        assert!(stuck.is_empty(), "seed {seed}: {stuck:?}");
    }
}

#[test]
fn a_contact_passed_to_who_is_not_there_goes_to_who_else_can_and_holds_nobody_for_good() {
    let rows = rows(2);
    let mut facts = facts(Engine::new(), rows[0].at, &rows);
    let mut passed = 0;
    let deeds = facts.contacts.values_mut().flat_map(|own| &mut own.moments).flat_map(|moment| &mut moment.deeds);
    for deed in deeds {
        if let Input::Transfer { to, .. } = &mut deed.input {
            (*to, passed) = (Target::Agent { agent: AgentId(77) }, passed + 1);
        }
    }
    assert!(passed > 3, "{passed}");
    let played = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
    let stuck = stuck(&folded(&facts, &played), facts.to);
    assert!(stuck.is_empty(), "{stuck:?}");
}

#[test]
fn who_takes_a_callback_instead_is_called_and_does_not_lose_patience_with_a_line_she_is_not_in() {
    let mut called = 0;
    for seed in 1..=4 {
        let rows = rows(seed);
        let facts = facts(Engine::new(), rows[0].at, &rows);
        let change = Change { callback_share: 1.0, ..Change::default() };
        let played = play(&facts, &change, AS_IT_WAS).expect("it ends");
        let mut first = BTreeMap::new();
        for (_, event) in &played.decided {
            match event {
                Event::Booked { contact, .. } => _ = first.entry(*contact).or_insert("booked"),
                Event::Connected { contact, .. } => {
                    if let Some(state @ &mut "slot") = first.get_mut(contact) {
                        *state = "connected";
                    }
                }
                // She came through elsewhere, and waits there as everybody does.
                Event::ChannelChanged { contact, channel } if *channel != routing::Channel::Callback => {
                    first.insert(*contact, "elsewhere");
                }
                Event::SlotCame { contact } => _ = first.insert(*contact, "slot"),
                Event::Dialled { contact, .. } => _ = first.insert(*contact, "dialled"),
                Event::Closed { contact, how: Close::Abandoned } if first.get(contact) == Some(&"slot") => {
                    first.insert(*contact, "gave up");
                }
                _ => {}
            }
        }
        let otherwise = |contact: &ContactId| {
            let own = &facts.contacts[contact];
            own.moments.iter().all(|moment| moment.anchor != Anchor::Booked)
        };
        for (contact, became) in first.into_iter().filter(|(contact, _)| otherwise(contact)) {
            assert!(!["gave up", "connected"].contains(&became), "seed {seed}: {contact:?} {became}");
            called += u32::from(became == "dialled");
        }
    }
    assert!(called > 20, "{called}");
}

#[test]
fn a_roster_stands_for_who_was_there_from_the_beginning_of_the_stretch() {
    let rows = rows(4);
    let middle = rows.len() / 2;
    let mut opening = Engine::new();
    for row in &rows[..middle] {
        row.body.events.iter().for_each(|event| opening.apply(row.at, event));
        opening.time_was(row.at);
    }
    let people = |engine: &Engine| {
        let ready = engine.agents().filter(|found| found.presence == Presence::Ready);
        ready.map(|found| found.profile.agent).filter(|agent| *agent != day::BOT).collect::<Vec<_>>()
    };
    let was = people(&opening);
    assert!(was.len() > 1, "{was:?}");
    let stays = was[0];
    for (opening, rows, from) in [(opening, &rows[middle..], rows[middle].at), (Engine::new(), &rows[..], rows[0].at)] {
        let facts = facts(opening, from, rows);
        // She came before the stretch began.
        let roster = Some(vec![(from.plus_ms(-60_000), stays, Presence::Ready)]);
        let played = play(&facts, &Change { roster, ..Change::default() }, AS_IT_WAS).expect("it ends");
        let mut offered: Vec<AgentId> = played
            .decided
            .iter()
            .filter_map(|(_, event)| match event {
                Event::Offered { agent, .. } if *agent != day::BOT => Some(*agent),
                _ => None,
            })
            .collect();
        offered.dedup();
        assert_eq!(offered, [stays], "nobody else is there");
    }
}

#[test]
fn everyone_who_comes_in_addition_is_there() {
    let rows = rows(8);
    let facts = facts(Engine::new(), rows[0].at, &rows);
    let more = play(&facts, &Change { agents: 40, ..Change::default() }, AS_IT_WAS).expect("it ends");
    let ready = |(_, event): &&(Time, Event)| matches!(event, Event::PresenceChanged { agent, presence: Presence::Ready, .. } if agent.0 >= 1 << 24);
    let who: std::collections::BTreeSet<_> = more
        .decided
        .iter()
        .filter(ready)
        .filter_map(|(_, event)| match event {
            Event::PresenceChanged { agent, .. } => Some(*agent),
            _ => None,
        })
        .collect();
    assert_eq!(who.len(), 40);
}

#[test]
fn a_day_that_never_ends_is_given_up_and_not_taken_for_a_day() {
    let rows = rows(1);
    let mut facts = facts(Engine::new(), rows[0].at, &rows);
    // A clock that stands still: everything of a year of dice at one moment.
    let told = Fixed { at: facts.to, order: 1, input: Input::Tick };
    facts.fixed.extend(std::iter::repeat_n(told, 1_000_001));
    let endless = play(&facts, &Change::default(), AS_IT_WAS).unwrap_err();
    assert_eq!(endless.at, facts.to);
    assert!(endless.to_string().contains("never end"), "{endless}");
}

mod import {
    use measure::INTERVAL_MS;
    use routing::{Channel, ReasonId};
    use sim::replay::{Came, imported};

    use super::*;

    fn row(at_s: i64, wait_s: i64, talk_s: i64, agent: Option<u32>) -> Came {
        Came {
            at: BEGINS.plus_ms(at_s * 1_000),
            reason: ReasonId(1),
            channel: Channel::Chat,
            wait_ms: wait_s * 1_000,
            talk_ms: talk_s * 1_000,
            wrap_up_ms: 10_000,
            agent: agent.map(AgentId),
        }
    }

    #[test]
    fn contacts_of_another_system_are_measured_and_played_again() {
        let policy = policy(1);
        let agents: Vec<_> = (1..=2)
            .map(|agent| routing::AgentProfile {
                skills: (1..=4).map(|skill| (routing::SkillId(skill), 5)).collect::<BTreeMap<_, _>>(),
                auto_accept: true,
                ..sim::script::profile(AgentId(agent), routing::AgentKind::Person)
            })
            .collect();
        let rows = [
            row(0, 0, 100, Some(1)),
            row(10, 0, 200, Some(2)),
            row(20, 90, 60, Some(1)),
            row(30, 25, 0, None),
            row(60_000, 0, 30, Some(2)),
        ];
        let facts = imported(&rows, &policy, &agents, 3_600_000);
        let was = as_it_was(&facts);
        let sums = was.report.sums(BEGINS.plus_ms(-i64::from(INTERVAL_MS)), facts.to.plus_ms(1));
        assert_eq!((sums.offered, sums.answered, sums.abandoned, sums.answer_wait_ms), (5, 4, 1, 90_000));
        // Two stays of the second agent: 220 s before the gap, 40 s after it; one of the first.
        assert_eq!(sums.busy_ms + sums.idle_ms, 110_000 + 70_000 + 210_000 + 40_000);
        let again = play(&facts, &Change::default(), AS_IT_WAS).expect("it ends");
        let sums = again.report.sums(BEGINS.plus_ms(-i64::from(INTERVAL_MS)), facts.to.plus_ms(1));
        assert_eq!((sums.offered, sums.answered + sums.abandoned), (5, 5));
    }
}
