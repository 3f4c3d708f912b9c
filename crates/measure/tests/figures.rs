//! Each metric on a journal small enough to compute by hand.

use measure::{By, CATALOGUE, Fact, Group};
use routing::event::{Close, LegEnd, PresenceCause, QueueCause};
use routing::input::{DialResult, Outcome, ReasonSource};
use routing::*;

use crate::common::*;

/// Five customers: answered after 10 s and 40 s, abandoned after 5 s and 50 s, one still waiting. The target is 20 s.
fn five_customers() -> Journal {
    let mut j = Journal::new();
    j.joins(1, 1).joins(2, 2).at(10).connected(1, MINA).at(40).connected(2, JUN);
    j.at(100).joins(3, 3).joins(4, 4).at(105).closed(3, Close::Abandoned).at(150).closed(4, Close::Abandoned);
    j.at(160).joins(5, 5).at(200);
    j
}

#[test]
fn the_line() {
    let values = five_customers().total();
    for (metric, expected) in [
        ("offered", (5, 1)),
        ("answered", (2, 1)),
        ("response_rate", (2, 5)),
        ("service_level", (1, 3)),
        ("service_level_with_short_abandons", (1, 4)),
        ("service_level_short_abandons_as_answered", (2, 4)),
        ("asa", (50_000, 2)),
        ("longest_wait", (50_000, 1)),
        ("abandonment", (2, 4)),
    ] {
        assert_eq!(figure(&values, metric), Some(expected), "{metric}");
    }
}

#[test]
fn the_floor_says_who_waits_since_when() {
    let mut j = five_customers();
    let floor = j.measures.floor(secs(200));
    assert_eq!((floor.total.waiting, floor.total.talking, floor.total.waiting_since), (1, 2, Some(secs(160))));
    assert_eq!(floor.agents.get(&MINA).map(|agent| agent.talks), Some(1));
    j.queued(5, QueueCause::Refiled);
    assert_eq!(j.measures.floor(secs(210)).total.waiting_since, Some(secs(160)), "a new policy makes no wait younger");
}

#[test]
fn time_before_the_agent_is_measured_apart() {
    let mut j = Journal::new();
    j.arrives(1, 1, None);
    let contact = id(1);
    j.at(3).row(vec![
        Event::ReasonSet { contact, reason: REFUND, source: ReasonSource::Customer },
        Event::Triaged { contact, reason: REFUND, options: Default::default() },
    ]);
    let bot = Event::Queued { contact, rank: 0, for_bot: Some(BOT), cause: QueueCause::Chosen, sent_to: None };
    j.at(10).row(vec![bot]).at(11).connected(1, BOT);
    j.at(71).leg_ended(1, BOT, LegEnd::HandedOver, false).queued(1, QueueCause::HandOver);
    j.at(76).connected(1, MINA).at(80);
    let values = j.total();
    assert_eq!(figure(&values, "time_in_entry"), Some((3_000, 1)));
    assert_eq!(figure(&values, "time_in_menu"), Some((7_000, 1)));
    assert_eq!(figure(&values, "time_in_steering"), Some((61_000, 1)));
    assert_eq!(figure(&values, "asa"), Some((5_000, 1)), "with a bot nobody has been answered");
    assert_eq!(figure(&values, "time_before_agent"), Some((76_000, 1)));
}

#[test]
fn handling_time_and_its_parts() {
    let mut j = Journal::new();
    j.joins(1, 1).at(10).connected(1, MINA);
    j.at(40).row(vec![Event::Held { contact: id(1), agent: MINA }]);
    j.at(55).row(vec![Event::Resumed { contact: id(1), agent: MINA }]);
    j.at(60).leg_ended(1, MINA, LegEnd::Transferred, true).queued(1, QueueCause::Transfer);
    j.at(70).connected(1, JUN).at(80).row(vec![Event::WrappedUp {
        contact: id(1),
        agent: MINA,
        reason: None,
        outcome: Outcome::Solved,
    }]);
    j.at(100).ended(1, JUN).at(110).wrapped(1, JUN);
    let values = j.total();
    assert_eq!(figure(&values, "talk_time"), Some((30_000 + 5_000 + 30_000, 2)));
    assert_eq!(figure(&values, "hold_time"), Some((15_000, 2)));
    assert_eq!(figure(&values, "wrap_up_time"), Some((20_000 + 10_000, 2)));
    assert_eq!(figure(&values, "aht"), Some((110_000, 2)));
    assert_eq!(figure(&values, "transfers"), Some((1, 1)));
    assert_eq!(figure(&values, "offered"), Some((1, 1)), "a transferred contact is offered once");
    let of_mina = j.rows(By::Agent).into_iter().find(|row| row.group == Group::Agent(MINA)).unwrap();
    assert_eq!(figure(&of_mina.values, "aht"), Some((70_000, 1)));
}

#[test]
fn handling_time_within_the_same_reason_mix() {
    let mut j = Journal::new();
    let mut take = |contact: u64, reason, agent, seconds: i64| {
        let start = contact as i64 * 1000;
        j.at(start)
            .arrives(contact, contact, Some(reason))
            .queued(contact, QueueCause::Chosen)
            .connected(contact, agent);
        j.at(start + seconds).ended(contact, agent).wrapped(contact, agent);
    };
    // Everyone: refund 100 and 200 (150 each), late 400 and 600 (500 each).
    take(1, REFUND, MINA, 100);
    take(2, REFUND, JUN, 200);
    take(3, LATE, MINA, 400);
    take(4, LATE, MINA, 600);
    let rows = j.rows(By::Agent);
    let index =
        |agent| figure(&rows.iter().find(|row| row.group == Group::Agent(agent)).unwrap().values, "aht_same_mix");
    assert_eq!(index(MINA), Some((1_100_000, 1_150_000)), "her 1,100 s beside 150 + 2 × 500");
    assert_eq!(index(JUN), Some((200_000, 150_000)));
    assert_eq!(figure(&j.total(), "aht_same_mix"), Some((1_300_000, 1_300_000)), "everyone is as fast as everyone");
}

const DAY: i64 = 86_400;

#[test]
fn first_contact_resolution_by_case_in_seven_days() {
    let mut j = Journal::new();
    for contact in 1..=4 {
        j.joins(contact, contact).connected(contact, MINA).ended(contact, MINA).wrapped(contact, MINA);
    }
    j.at(6 * DAY).joins(11, 1);
    assert_eq!(figure(&j.total(), "fcr"), Some((0, 1)), "case 1 came again; the others are not decided yet");
    j.at(8 * DAY).joins(12, 2);
    assert_eq!(figure(&j.total(), "fcr"), Some((3, 4)), "coming again after seven days is another matter");
    j.at(9 * DAY).joins(13, 3).closed(13, Close::Abandoned).at(20 * DAY);
    assert_eq!(figure(&j.total(), "fcr"), Some((3, 4)), "who was never served has no first contact to judge");
}

#[test]
fn callbacks_kept_late_failed_and_in_the_response_rate() {
    let mut j = Journal::new();
    // 1: reached at the first attempt. 2: reached at the second. 3: first attempt late. 4: wrong number.
    for contact in 1..=4 {
        j.at(0).arrives(contact, contact, Some(REFUND)).booked(contact, 900, 1800, 1);
        j.at(900).slot_came(contact);
    }
    j.at(1000).connected(1, MINA).dialled(1, MINA, DialResult::Reached, 1);
    j.at(1100).connected(2, JUN).dialled(2, JUN, DialResult::NotReached, 1);
    j.leg_ended(2, JUN, LegEnd::NotReached, false).booked(2, 2000, 2900, 2);
    j.at(1200).connected(4, JUN).dialled(4, JUN, DialResult::WrongNumber, 1);
    j.leg_ended(4, JUN, LegEnd::NotReached, false).closed(4, Close::CallbackFailed);
    j.at(1801).connected(3, JUN).dialled(3, JUN, DialResult::Reached, 1);
    j.at(2000).slot_came(2).connected(2, MINA).dialled(2, MINA, DialResult::Reached, 2);
    // 5 waits in line and is answered.
    j.at(2000).joins(5, 5).connected(5, MINA);
    let values = j.total();
    assert_eq!(figure(&values, "callbacks_kept"), Some((3, 4)));
    assert_eq!(figure(&values, "callbacks_first_try"), Some((1, 4)));
    assert_eq!(figure(&values, "callbacks_late"), Some((1, 4)));
    assert_eq!(figure(&values, "callbacks_failed"), Some((1, 4)));
    assert_eq!(figure(&values, "offered"), Some((1, 1)), "while the centre is to call, nobody waits in line");
    assert_eq!(figure(&values, "response_rate"), Some((1, 1)));
    assert_eq!(figure(&values, "response_rate_with_callbacks"), Some((1 + 2, 1 + 4)));
    assert_eq!(figure(&values, "asa"), Some((0, 1)));
    j.at(3000);
    for contact in [1, 2, 3, 5] {
        let agent = if contact == 3 { JUN } else { MINA };
        j.ended(contact, agent).wrapped(contact, agent);
    }
    let values = j.total();
    assert_eq!(figure(&values, "broken_promises"), Some((1, 5)), "the late one; a wrong number is nobody's promise");
    assert_eq!(figure(&values, "aht").map(|(_, parts)| parts), Some(4), "an unanswered attempt handled nothing");
}

#[test]
fn a_customer_who_leaves_the_line_for_a_callback() {
    let mut j = Journal::new();
    j.joins(1, 1).at(60).booked(1, 900, 1800, 1).at(900).slot_came(1);
    j.at(950).connected(1, MINA).dialled(1, MINA, DialResult::Reached, 1);
    let values = j.total();
    assert_eq!(figure(&values, "response_rate"), Some((0, 1)));
    assert_eq!(figure(&values, "response_rate_with_callbacks"), Some((1, 1)));
    assert_eq!(figure(&values, "abandonment"), None);
}

#[test]
fn who_booked_and_then_joined_the_line_is_one_contact() {
    let mut j = Journal::new();
    j.arrives(1, 1, Some(REFUND)).booked(1, 900, 1800, 1);
    let chat = Event::ChannelChanged { contact: id(1), channel: Channel::Chat };
    j.at(60).row(vec![chat]).queued(1, QueueCause::AskedForPerson).at(70).connected(1, MINA);
    j.measures.fact(&Fact::FirstReply { contact: id(1), at: secs(75) });
    let values = j.total();
    assert_eq!(figure(&values, "response_rate"), Some((1, 1)));
    assert_eq!(figure(&values, "response_rate_with_callbacks"), Some((1, 1)));
    assert_eq!(figure(&values, "frt"), Some((15_000, 1)), "from asking for a person, not from the booking");
}

#[test]
fn a_reason_that_is_published_no_more_has_the_target_of_the_unknown_one() {
    let mut j = Journal::new();
    j.arrives(1, 1, Some(LATE));
    let mut policy = policy();
    policy.reasons.remove(&LATE);
    j.row(vec![Event::Published { policy: Box::new(policy) }]);
    j.queued(1, QueueCause::Chosen).at(20).connected(1, MINA);
    assert_eq!(figure(&j.total(), "service_level"), Some((1, 1)));
}

#[test]
fn effort_is_the_ledger_of_the_case() {
    let mut j = Journal::new();
    j.joins(1, 1).row(vec![Event::WaitTold { contact: id(1), low_ms: 0, high_ms: 60_000, until: secs(60) }]);
    j.at(150).connected(1, MINA).leg_ended(1, MINA, LegEnd::Transferred, true).queued(1, QueueCause::Transfer);
    j.at(160).connected(1, JUN).ended(1, JUN);
    j.row(vec![Event::WrappedUp { contact: id(1), agent: MINA, reason: None, outcome: Outcome::Solved }]);
    j.wrapped(1, JUN).at(1000).joins(2, 1).connected(2, MINA).ended(2, MINA).wrapped(2, MINA);
    let values = j.total();
    assert_eq!(figure(&values, "repeats"), Some((1, 2)));
    assert_eq!(figure(&values, "transfers"), Some((1, 2)));
    assert_eq!(figure(&values, "broken_promises"), Some((1, 2)), "told one minute, waited two and a half");
    assert_eq!(figure(&values, "waited"), Some((160_000, 2)));
    // 60 s a transfer + 90 s a broken promise + 2 full minutes × 6 s; then 30 s for the repeat beside.
    let first = 60_000 + 90_000 + 12_000;
    assert_eq!(figure(&values, "effort"), Some((first + first + 30_000, 2)));
}

#[test]
fn joining_the_own_place_in_line_is_no_repeat() {
    let mut j = Journal::new();
    j.joins(1, 1).at(5).arrives(2, 1, Some(REFUND));
    j.row(vec![
        Event::MergedInto { contact: id(2), existing: id(1) },
        Event::Closed { contact: id(2), how: Close::Merged { into: id(1) } },
    ]);
    j.at(9).connected(1, MINA).ended(1, MINA).wrapped(1, MINA);
    let values = j.total();
    assert_eq!(figure(&values, "repeats"), Some((0, 1)));
    assert_eq!(figure(&values, "offered"), Some((1, 1)));
}

#[test]
fn occupancy_and_strain_by_agent() {
    let mut j = Journal::new();
    j.presence(MINA, Presence::Ready);
    j.at(100).arrives(1, 1, Some(LATE)).queued(1, QueueCause::Chosen).connected(1, MINA);
    j.at(400).ended(1, MINA).at(500).wrapped(1, MINA);
    j.at(1000).presence(MINA, Presence::Break).at(1200).presence(MINA, Presence::Ready);
    j.at(1500).row(vec![Event::Protected { contact: id(1), customer: CustomerId(1), agent: MINA }]);
    j.presence(MINA, Presence::Rest).at(2100).presence(MINA, Presence::Ready).at(2200);
    let of_mina = j.rows(By::Agent).into_iter().find(|row| row.group == Group::Agent(MINA)).unwrap();
    assert_eq!(of_mina.sums.signed_in_ms, 2_200_000);
    assert_eq!(figure(&of_mina.values, "occupancy"), Some((400_000, 400_000 + 600_000 + 300_000 + 100_000)));
    assert_eq!(
        figure(&of_mina.values, "strain_stretch"),
        Some((1_500_000, 1)),
        "a pause of 200 s is none; one of 600 s ends it, and is no work"
    );
    assert_eq!(figure(&of_mina.values, "strain_hard_in_a_row"), Some((1, 1)));
    assert_eq!(figure(&of_mina.values, "strain_abuse"), Some((1, 1)));
}

#[test]
fn a_breath_ends_a_run_of_hard_contacts() {
    let mut j = Journal::new();
    j.presence(MINA, Presence::Ready);
    for contact in 1..=3 {
        j.arrives(contact, contact, Some(LATE)).queued(contact, QueueCause::Chosen).connected(contact, MINA);
        j.ended(contact, MINA).wrapped(contact, MINA);
        if contact == 2 {
            let (presence, cause) = (Presence::Rest, PresenceCause::Breath);
            j.row(vec![Event::PresenceChanged { agent: MINA, presence, until: None, cause }]);
            let at = j.at + 30;
            j.at(at).presence(MINA, Presence::Ready);
        }
    }
    assert_eq!(j.measures.floor(secs(j.at)).agents.get(&MINA).map(|agent| agent.hard_in_a_row), Some(1));
    let of_mina = j.rows(By::Agent).into_iter().find(|row| row.group == Group::Agent(MINA)).unwrap();
    assert_eq!(figure(&of_mina.values, "strain_hard_in_a_row"), Some((2, 1)));
}

#[test]
fn a_transfer_is_from_someone_to_somebody_else() {
    let mut j = Journal::new();
    let causes = [LegEnd::TakenOver, LegEnd::Lost, LegEnd::HandedOver, LegEnd::Moved];
    for (contact, cause) in (1..).zip(causes) {
        let first = if cause == LegEnd::HandedOver { BOT } else { MINA };
        j.joins(contact, contact).connected(contact, first).leg_ended(contact, first, cause, false);
        j.queued(contact, QueueCause::Refiled).connected(contact, JUN).ended(contact, JUN).wrapped(contact, JUN);
    }
    assert_eq!(figure(&j.total(), "transfers"), Some((2, 4)), "a bot hands over to the first person");
}

#[test]
fn what_a_merged_contact_cost_counts_with_the_one_it_joins() {
    let mut j = Journal::new();
    j.joins(1, 1).joins(2, 1).at(5).connected(2, MINA).leg_ended(2, MINA, LegEnd::Transferred, false);
    j.row(vec![
        Event::MergedInto { contact: id(2), existing: id(1) },
        Event::Closed { contact: id(2), how: Close::Merged { into: id(1) } },
    ]);
    j.at(9).connected(1, JUN).ended(1, JUN).wrapped(1, JUN);
    assert_eq!(figure(&j.total(), "transfers"), Some((1, 1)));
}

#[test]
fn facts_from_outside() {
    let mut j = Journal::new();
    j.joins(1, 1).at(10).connected(1, MINA);
    let reply = Fact::FirstReply { contact: id(1), at: secs(25) };
    j.measures.fact(&reply);
    j.at(60).ended(1, MINA).wrapped(1, MINA);
    j.measures.fact(&reply);
    for answer in [6, 2] {
        j.measures.fact(&Fact::Ease { contact: id(1), at: secs(100), answer });
    }
    j.measures.fact(&Fact::Satisfaction { contact: id(1), at: secs(100), answer: 3 });
    j.measures.fact(&Fact::Satisfaction { contact: id(77), at: secs(100), answer: 5 });
    let values = j.total();
    assert_eq!(figure(&values, "frt"), Some((25_000, 1)), "from asking for a person, once");
    assert_eq!(figure(&values, "ease"), Some((1, 1)), "one answer a contact");
    assert_eq!(figure(&values, "csat"), Some((0, 1)), "contacts nobody knows are left out");
}

#[test]
fn bots_are_measured_by_what_customers_say() {
    let mut j = Journal::new();
    for contact in [1, 2] {
        j.at(0).arrives(contact, contact, Some(REFUND)).connected(contact, BOT);
    }
    j.at(50).ended(1, BOT).closed(1, Close::ByBot { bot: BOT });
    j.leg_ended(2, BOT, LegEnd::HandedOver, false).queued(2, QueueCause::HandOver).connected(2, MINA).ended(2, MINA);
    j.wrapped(2, MINA);
    let values = j.total();
    assert_eq!(figure(&values, "bot_resolution"), Some((1, 2)));
    assert_eq!(figure(&values, "aht").map(|(_, parts)| parts), Some(1), "a bot's part is no handling by a person");
}

#[test]
fn every_metric_is_computed_by_hand_here() {
    for metric in CATALOGUE {
        let named =
            [include_str!("figures.rs"), include_str!("cost.rs")].concat().contains(&format!("\"{}\"", metric.id));
        assert!(named, "{} has no test", metric.id);
    }
}

#[test]
fn an_answer_of_a_contact_that_came_back_counts_once() {
    let mut j = Journal::new();
    j.joins(1, 1).at(10).connected(1, MINA);
    let reply = Fact::FirstReply { contact: id(1), at: secs(25) };
    let ease = Fact::Ease { contact: id(1), at: secs(70), answer: 7 };
    j.measures.fact(&reply);
    j.at(60).ended(1, MINA).wrapped(1, MINA);
    j.measures.fact(&ease);
    j.at(80).row(vec![Event::Reopened { contact: id(1) }]).queued(1, QueueCause::Chosen).connected(1, MINA);
    j.measures.fact(&reply);
    j.measures.fact(&ease);
    assert_eq!(figure(&j.total(), "frt"), Some((25_000, 1)));
    assert_eq!(figure(&j.total(), "ease"), Some((1, 1)));
}

#[test]
fn by_client_and_for_a_client_alone() {
    let mut j = Journal::new();
    j.measures.fact(&Fact::Client { contact: id(1), client: 7 });
    j.joins(1, 1).joins(2, 2).at(10).connected(1, MINA).ended(1, MINA).wrapped(1, MINA);
    let groups: Vec<(Group, u64)> = j.rows(By::Client).iter().map(|row| (row.group, row.sums.offered)).collect();
    assert_eq!(groups, [(Group::Client(None), 1), (Group::Client(Some(7)), 1)]);
    let report = j.measures.report(secs(10));
    let sums = report.of_clients(&[7]).sums(secs(0), secs(900));
    assert_eq!((sums.offered, sums.handled, sums.signed_in_ms), (1, 1, 0), "whose time it was is not the client's");
    assert_eq!(report.of_clients(&[]).sums(secs(0), secs(900)), measure::Sums::default());
}

#[test]
fn every_metric_is_named_and_explained_in_both_languages() {
    let mut ids = std::collections::BTreeSet::new();
    for metric in CATALOGUE {
        assert!(ids.insert(metric.id), "{} twice", metric.id);
        assert!(metric.version >= 1 && !metric.source.is_empty());
        let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        assert!(hangul(metric.ko) && hangul(metric.formula_ko), "{}", metric.id);
        assert!(!hangul(metric.en) && !hangul(metric.formula_en), "{}", metric.id);
    }
}

#[test]
fn groups_add_up_to_the_total() {
    let mut j = five_customers();
    j.at(2000).joins(6, 6).at(2010).connected(6, MINA);
    for by in [By::Reason, By::Channel, By::Client, By::Spans(vec![secs(0), secs(3600)])] {
        let offered: u64 = j.rows(by.clone()).iter().map(|row| row.sums.offered).sum();
        assert_eq!(offered, 6, "{by:?}");
    }
    let quarter_hours = j.rows(By::Spans(vec![secs(0), secs(900), secs(1800)]));
    let offered: Vec<u64> = quarter_hours.iter().map(|row| row.sums.offered).collect();
    assert_eq!(offered, [5, 0, 1], "each in the interval of joining");
}

#[test]
fn a_range_told_is_settled_by_when_the_wait_ends() {
    let mut j = Journal::new();
    for contact in 1..=7 {
        j.joins(contact, contact);
        let told = |high_s: u32| Event::WaitTold {
            contact: id(contact),
            low_ms: 30_000,
            high_ms: high_s * 1_000,
            until: secs(i64::from(high_s)),
        };
        // What is told again changes nothing: the first is what she goes by.
        j.row(vec![told(60)]).row(vec![told(600)]);
    }
    j.at(20).connected(1, MINA).closed(7, Close::Abandoned);
    j.at(30).connected(2, JUN).at(60).connected(3, MINA).at(61).connected(4, JUN).closed(5, Close::Abandoned).at(200);
    let values = j.total();
    // Too early; at both ends of the range; too late and left too late. Who left early and who still waits settle nothing.
    assert_eq!(figure(&values, "waits_in_range"), Some((2, 5)));
    assert_eq!(figure(&values, "waits_longer"), Some((2, 5)));
}

#[test]
fn what_an_agent_ended_to_protect_herself_is_no_measure_of_her_pace() {
    let mut j = Journal::new();
    j.presence(MINA, Presence::Ready).joins(1, 1).joins(2, 2).joins(3, 3);
    j.at(10).connected(1, MINA).at(70).ended(1, MINA).at(80).wrapped(1, MINA);
    // Ended by protection while talking: 400 s of it would make her slow.
    j.at(100).connected(2, MINA).at(500);
    j.row(vec![Event::Protected { contact: id(2), customer: CustomerId(2), agent: MINA }]).ended(2, MINA);
    j.at(600).wrapped(2, MINA);
    // A colleague's part of the same kind stays hers.
    j.at(700).connected(3, MINA).at(710).leg_ended(3, MINA, LegEnd::Transferred, true).queued(3, QueueCause::Transfer);
    j.at(720).connected(3, JUN).row(vec![Event::Protected { contact: id(3), customer: CustomerId(3), agent: MINA }]);
    j.at(740).ended(3, JUN).at(750).wrapped(3, JUN);
    let rows = j.rows(By::Agent);
    let of = |agent| &rows.iter().find(|row| row.group == Group::Agent(agent)).unwrap().values;
    assert_eq!(figure(of(MINA), "aht"), Some((70_000, 1)));
    assert_eq!(figure(of(MINA), "talk_time"), Some((60_000, 1)));
    assert_eq!(figure(of(MINA), "wrap_up_time"), Some((10_000, 1)));
    assert_eq!(figure(of(MINA), "strain_abuse"), Some((2, 1)));
    assert_eq!(figure(of(JUN), "aht"), Some((30_000, 1)));
    assert_eq!(figure(&j.total(), "occupancy").map(|(busy, _)| busy), Some(70_000 + 500_000 + 50_000 + 30_000));
}

#[test]
fn who_had_to_say_it_again_counts_once_for_a_contact() {
    let mut j = Journal::new();
    j.joins(1, 1).joins(2, 2).at(10).connected(1, MINA).connected(2, JUN).at(20);
    let again = Fact::SaidAgain { contact: id(1) };
    (0..2).for_each(|_| j.measures.fact(&again));
    j.ended(1, MINA).wrapped(1, MINA).ended(2, JUN).wrapped(2, JUN);
    assert_eq!(figure(&j.total(), "said_again"), Some((1, 2)));
    j.at(30).row(vec![Event::Reopened { contact: id(1) }]);
    j.measures.fact(&again);
    j.queued(1, QueueCause::Reopened).at(40).connected(1, MINA).ended(1, MINA).wrapped(1, MINA);
    assert_eq!(figure(&j.total(), "said_again"), Some((1, 3)), "one fact heard twice is one");
}
