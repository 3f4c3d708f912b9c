//! However a journal is cut, the sums of the pieces are the sums of the whole; and no journal makes a fold panic.

use measure::{INTERVAL_MS, Measures, Report};
use proptest::prelude::*;
use routing::event::{Close, LegEnd, OfferEnd, PresenceCause, QueueCause};
use routing::input::{Arrival, DialResult, Effort, JoinRole, Outcome, Party, ReasonSource};
use routing::policy::Treatment;
use routing::*;

use crate::common::*;

const DAY_MS: i64 = 86_400_000;

fn reason() -> impl Strategy<Value = ReasonId> {
    prop_oneof![Just(REFUND), Just(LATE)]
}

fn agent() -> impl Strategy<Value = AgentId> {
    prop_oneof![Just(MINA), Just(JUN), Just(BOT)]
}

/// Any event about one of five contacts, three cases and three agents, sensible or not.
fn event() -> impl Strategy<Value = Event> {
    use Event as E;
    let contact = || (1..6u64).prop_map(ContactId);
    let queue = prop_oneof![
        Just(QueueCause::Chosen),
        Just(QueueCause::Slot),
        Just(QueueCause::AskedForPerson),
        Just(QueueCause::Transfer),
        Just(QueueCause::Refiled)
    ];
    let leg =
        prop_oneof![Just(LegEnd::Transferred), Just(LegEnd::HandedOver), Just(LegEnd::Lost), Just(LegEnd::NotReached)];
    let close = prop_oneof![
        Just(Close::Abandoned),
        Just(Close::Wrapped { outcome: Outcome::Solved }),
        Just(Close::CallbackFailed),
        Just(Close::Merged { into: ContactId(1) })
    ];
    let dial = prop_oneof![Just(DialResult::Reached), Just(DialResult::NotReached), Just(DialResult::WrongNumber)];
    let presence = prop_oneof![Just(Presence::Ready), Just(Presence::Break), Just(Presence::Offline)];
    prop_oneof![
        (contact(), 1..4u64, proptest::option::of(reason())).prop_map(|(contact, case, reason)| {
            let (customer, case) = (CustomerId(case), CaseId(case));
            let effort = Effort::default();
            let arrival = Arrival {
                contact,
                customer,
                case,
                channel: Channel::Chat,
                known: true,
                reason,
                extra: vec![],
                preferred: None,
                never: vec![],
                effort,
                since: None,
            };
            E::Arrived { arrival, credit_ms: 0 }
        }),
        (contact(), reason()).prop_map(|(contact, reason)| E::ReasonSet {
            contact,
            reason,
            source: ReasonSource::Customer
        }),
        (contact(), reason()).prop_map(|(contact, reason)| E::Triaged { contact, reason, options: Default::default() }),
        (contact(), 1..4u64).prop_map(|(contact, case)| E::Identified {
            contact,
            customer: CustomerId(case),
            case: CaseId(case),
            known: true
        }),
        contact().prop_map(|contact| E::Chosen { contact, treatment: Treatment::SelfService, by: Party::Customer }),
        (contact(), 0..9i64, 1..3u8).prop_map(|(contact, start, attempt)| E::Booked {
            contact,
            group: GroupId(1),
            start: Time(start * DAY_MS),
            end: Time(start * DAY_MS + 900_000),
            attempt
        }),
        (contact(), any::<bool>()).prop_map(|(contact, chat)| E::ChannelChanged {
            contact,
            channel: if chat { Channel::Chat } else { Channel::Callback }
        }),
        (contact(), 0..9i64).prop_map(|(contact, day)| E::WaitTold {
            contact,
            low_ms: 0,
            high_ms: 1,
            until: Time(day * DAY_MS)
        }),
        (contact(), queue, any::<bool>()).prop_map(|(contact, cause, bot)| E::Queued {
            contact,
            rank: 0,
            for_bot: bot.then_some(BOT),
            cause,
            sent_to: None
        }),
        (contact(), agent()).prop_map(|(contact, agent)| E::OfferEnded {
            offer: OfferId(1),
            contact,
            agent,
            cause: OfferEnd::Unanswered
        }),
        (contact(), agent()).prop_map(|(contact, agent)| E::Connected { contact, agent, offer: None }),
        (contact(), agent()).prop_map(|(contact, agent)| E::Held { contact, agent }),
        (contact(), agent()).prop_map(|(contact, agent)| E::Resumed { contact, agent }),
        (contact(), agent()).prop_map(|(contact, agent)| E::AgentJoined { contact, agent, role: JoinRole::Consult }),
        (contact(), agent(), leg, any::<bool>()).prop_map(|(contact, agent, cause, wrap_up)| E::LegEnded {
            contact,
            agent,
            cause,
            wrap_up
        }),
        (contact(), agent(), dial).prop_map(|(contact, agent, result)| E::Dialled {
            contact,
            agent,
            result,
            attempt: 1
        }),
        (contact(), agent()).prop_map(|(contact, agent)| E::Ended {
            contact,
            agent: Some(agent),
            by: Party::Agent,
            closes: None
        }),
        (contact(), agent()).prop_map(|(contact, agent)| E::WrappedUp {
            contact,
            agent,
            reason: None,
            outcome: Outcome::Solved
        }),
        (contact(), close).prop_map(|(contact, how)| E::Closed { contact, how }),
        contact().prop_map(|contact| E::Reopened { contact }),
        (agent(), presence).prop_map(|(agent, presence)| E::PresenceChanged {
            agent,
            presence,
            until: None,
            cause: PresenceCause::Own
        }),
        agent().prop_map(|agent| E::DeviceChanged { agent, alive: false }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn halves_merged_are_the_whole(
        rows in proptest::collection::vec((0..DAY_MS, event()), 1..80),
        cut in 0..80usize,
    ) {
        let mut at = Time(0);
        let mut whole = Journal::new().measures;
        let mut pieces = whole.clone();
        let mut merged = Report::new(INTERVAL_MS);
        for (n, (later, event)) in rows.iter().enumerate() {
            if n == cut {
                merged.merge(&pieces.take_report());
                let kept = serde_json::to_string(&pieces).unwrap();
                pieces = serde_json::from_str::<Measures>(&kept).unwrap();
            }
            at = at.plus_ms(*later);
            let seq = whole.seq() + 1;
            whole.row(seq, at, std::slice::from_ref(event));
            pieces.row(seq, at, std::slice::from_ref(event));
            pieces.row(seq, at, std::slice::from_ref(event));
            if n % 7 == 0 {
                // Asking does not change what is counted.
                pieces.floor(at.plus_ms(10));
            }
        }
        let end = at.plus_ms(10 * DAY_MS);
        let last = whole.seq() + 1;
        whole.row(last, end, &[]);
        pieces.row(last, end, &[]);
        merged.merge(&pieces.report(end));
        prop_assert_eq!(whole.report(end), merged);
    }
}
