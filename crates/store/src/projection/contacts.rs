//! `contact`: how each contact stands. `pair_block`: who must not meet again.

use routing::event::{Close, QueueCause};
use routing::policy::Treatment;
use routing::{ContactId, Event};

use super::{Step, contact_of, word};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    if let Event::Arrived { arrival, .. } = event {
        let since = arrival.since.map_or(step.at, |since| since.0);
        return step.execute(
            "INSERT INTO contact (centre, contact, customer, case_id, known, channel, state, reason, preferred, since_at, arrived_at, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'choosing', ?7, ?8, ?9, ?10, ?11)",
            (
                step.centre,
                arrival.contact.0,
                arrival.customer.0,
                arrival.case.0,
                arrival.known,
                word(arrival.channel)?,
                arrival.reason.map(|reason| reason.0),
                arrival.preferred.map(|agent| agent.0),
                since,
                step.at,
                step.seq,
            ),
        );
    }
    let Some(contact) = contact_of(event) else { return Ok(()) };
    step.execute("UPDATE contact SET seq = ?3 WHERE centre = ?1 AND contact = ?2", (step.centre, contact.0, step.seq))?;
    if let Event::MergedInto { existing, .. } = event {
        set(step, *existing, "seq = ?3", step.seq)?;
        let since = "since_at = min(since_at, (SELECT since_at FROM contact WHERE centre = ?1 AND contact = ?3))";
        set(step, *existing, since, contact.0)?;
    }
    change(step, contact, event)
}

fn change(step: &Step<'_>, contact: ContactId, event: &Event) -> Result<()> {
    let at = step.at;
    match event {
        Event::ReasonSet { reason, source, .. } => {
            set(step, contact, "reason = ?3", reason.0)?;
            set(step, contact, "reason_source = ?3", word(source)?)
        }
        Event::Identified { customer, case, known, .. } => {
            set(step, contact, "customer = ?3", customer.0)?;
            set(step, contact, "case_id = ?3", case.0)?;
            set(step, contact, "known = ?3", *known)
        }
        Event::Triaged { .. } => {
            set(step, contact, "triaged_at = coalesce(triaged_at, ?3)", at)?;
            // Options may be worked out anew for a customer who is past choosing.
            set(step, contact, "state = iif(state = 'self_service', ?3, state)", "choosing")
        }
        Event::Chosen { treatment, .. } => {
            set(step, contact, "chosen_at = coalesce(chosen_at, ?3)", at)?;
            if *treatment == Treatment::SelfService {
                set(step, contact, &format!("state = ?3, {OUT_OF_LINE}"), "self_service")?;
            }
            set(step, contact, "treatment = ?3", word(treatment)?)
        }
        Event::Booked { .. } => {
            set(step, contact, &format!("state = 'booked', {OUT_OF_LINE}, told_until = NULL, nobody_there = ?3"), false)
        }
        Event::ChannelChanged { channel, .. } => set(step, contact, "channel = ?3", word(channel)?),
        Event::WaitTold { low_ms, high_ms, until, .. } => {
            set(step, contact, "told_low_ms = ?3", *low_ms)?;
            set(step, contact, "told_high_ms = ?3", *high_ms)?;
            set(step, contact, "told_until = ?3", until.0)
        }
        Event::Queued { rank, for_bot, cause, sent_to, .. } => {
            set(step, contact, "state = 'waiting', ring = 0, offered_to = NULL, rank = ?3", *rank)?;
            set(step, contact, "preferred = coalesce(?3, preferred)", sent_to.map(|agent| agent.0))?;
            if *cause != QueueCause::Refiled {
                set(step, contact, "nobody_there = ?3", false)?;
            }
            set(step, contact, "for_bot = ?3", for_bot.map(|bot| bot.0))?;
            if for_bot.is_none() {
                set(step, contact, "queued_at = coalesce(queued_at, ?3)", at)?;
            }
            // A customer whose slot has come is not waiting: we are to call.
            if *cause == QueueCause::Slot {
                return Ok(());
            }
            set(step, contact, "waiting_since = coalesce(waiting_since, ?3)", at)
        }
        Event::Endangered { rank, .. } => set(step, contact, "rank = ?3", *rank),
        Event::RingWidened { ring, .. } => set(step, contact, "ring = ?3", *ring),
        Event::MergedInto { existing, .. } => set(step, contact, "merged_into = ?3", existing.0),
        Event::NobodyThere { .. } => set(step, contact, "nobody_there = ?3", true),
        Event::SomebodyThere { .. } => set(step, contact, "nobody_there = ?3", false),
        Event::Offered { agent, .. } => set(step, contact, "state = 'offered', offered_to = ?3", agent.0),
        Event::OfferEnded { agent, .. } => set(
            step,
            contact,
            "state = iif(state = 'offered', 'waiting', state), offered_to = nullif(offered_to, ?3)",
            agent.0,
        ),
        Event::Connected { agent, .. } => {
            set(step, contact, &format!("state = 'talking', {OUT_OF_LINE}, agent = ?3"), agent.0)?;
            set(step, contact, "nobody_there = 0, told_until = NULL, connected_at = ?3", at)?;
            if step.is_bot(*agent)? {
                return Ok(());
            }
            set(step, contact, "answered_at = coalesce(answered_at, ?3)", at)
        }
        Event::Held { .. } => set(step, contact, "state = ?3", "held"),
        Event::Resumed { .. } => set(step, contact, "state = ?3", "talking"),
        Event::LegEnded { cause, .. } => {
            set(step, contact, "transfers = transfers + ?3", cause.is_transfer())
        }
        Event::Ended { by, .. } => {
            set(step, contact, &format!("state = 'wrap_up', {OUT_OF_LINE}, ended_at = ?3"), at)?;
            set(step, contact, "ended_by = ?3", word(by)?)
        }
        Event::WrappedUp { reason, outcome, .. } => {
            set(step, contact, "outcome = ?3", word(outcome)?)?;
            // Only what is over: a part written up later does not send a contact elsewhere that has gone on.
            let corrected = "reason = iif(state = 'wrap_up', coalesce(?3, reason), reason)";
            set(step, contact, corrected, reason.map(|reason| reason.0))
        }
        Event::Closed { how, .. } => {
            set(step, contact, &format!("state = 'closed', {OUT_OF_LINE}, nobody_there = 0, closed_at = ?3"), at)?;
            set(step, contact, "closed_how = ?3", word(how)?)?;
            match how {
                Close::Wrapped { outcome } => set(step, contact, "outcome = ?3", word(outcome)?),
                _ => Ok(()),
            }
        }
        Event::Reopened { .. } => set(
            step,
            contact,
            "state = 'choosing', closed_at = NULL, closed_how = NULL, ended_at = NULL, ended_by = NULL, outcome = NULL,
             told_until = NULL, since_at = ?3,
             preferred = coalesce((SELECT agent FROM leg l WHERE l.centre = ?1 AND l.contact = ?2 AND role = 'serve' AND NOT bot
                                   ORDER BY seq DESC, nth DESC LIMIT 1), preferred)",
            at,
        ),
        Event::Protected { customer, agent, .. } => step.execute(
            "INSERT INTO pair_block (centre, customer, agent, contact, since_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            (step.centre, customer.0, agent.0, contact.0, at),
        ),
        _ => Ok(()),
    }
}

/// Nobody is asked, and no wait runs.
const OUT_OF_LINE: &str = "waiting_since = NULL, offered_to = NULL, for_bot = NULL";

fn set(step: &Step<'_>, contact: ContactId, what: &str, value: impl rusqlite::ToSql) -> Result<()> {
    let sql = format!("UPDATE contact SET {what} WHERE centre = ?1 AND contact = ?2");
    step.execute(&sql, (step.centre, contact.0, value))
}
