//! Everything the desk shows about one contact, put together from the tables.

use routing::Event;
use routing::input::Effort;
use rusqlite::{Connection, OptionalExtension, Transaction};
use store::access::Action;

use super::types::{
    BeforeAgent, CallbackView, ComposerLimits, ContactDetail, ContactRow, ContactState, Draft, EffortView,
    EffortWeightsView, ProposalCause, RankView, Who, Why, WrapUpProposal,
};
use super::{may, path, rows, summary};
use crate::customers::looks::Look;
use crate::customers::{mask, records};
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::guide;
use crate::knowledge;
use crate::limits;
use crate::models;
use crate::models::types::ModelTask;
use crate::protection;
use crate::rows::{Names, maybe_agent, maybe_word};
use crate::setup::catalogue::Catalogue;
use crate::wire::{Channel, Ms, Outcome};

/// Earlier contacts shown beside a contact.
const HISTORY: u32 = 3;

/// The whole picture for somebody who opens the contact; that she did is recorded in the same transaction.
pub fn opened(
    tx: &Transaction<'_>,
    staff: &Staff,
    contact: u64,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<ContactDetail> {
    may::see(tx, staff, contact)?;
    let detail = of(tx, staff, contact, catalogue, now)?;
    let looked = Look {
        subject: Some(detail.row.customer.id),
        action: Action::View,
        what: "contact",
        why: "",
        contact: Some(contact),
    };
    looked.record(tx, staff, now)?;
    Ok(detail)
}

/// The whole picture as of `now`.
pub fn of(view: &Connection, staff: &Staff, contact: u64, catalogue: &Catalogue, now: Ms) -> Result<ContactDetail> {
    let centre = staff.centre;
    let names = Names::load(view, centre)?;
    let row =
        rows::find(view, centre, catalogue, &names, "c.contact = ?2", &[&contact])?.pop().ok_or(Error::NotFound)?;
    let events = path::events(view, centre, contact)?;
    let times = Times::read(view, centre, contact)?;
    let customer = row.customer.id;
    let reason = times.reason.and_then(|reason| catalogue.reason(reason));
    let articles = match reason {
        Some(reason) => knowledge::rows::for_reason(view, centre, reason.id.0)?,
        None => Vec::new(),
    };
    let tone = crate::tone::of(view, centre, contact)?;
    let guide = match reason.filter(|_| !crate::tone::in_danger(tone.as_ref())) {
        Some(reason) => guide::of(view, centre, contact, reason.id.0, catalogue)?,
        None => None,
    };
    Ok(ContactDetail {
        as_of: now,
        who: who(view, centre, &row, now)?,
        why: why(view, centre, &row, catalogue)?,
        path: path::steps(&events, catalogue, &names),
        before_agent: times.before_agent(now),
        effort: effort(view, centre, row.case, &events, catalogue)?,
        rank: rank(view, centre, &row, &times, &events, catalogue)?,
        callback: callback(view, staff, &row, catalogue)?,
        history: records::past(view, centre, customer, contact, HISTORY, catalogue)?,
        orders: records::orders(view, centre, customer)?,
        cases: records::cases(view, centre, customer, catalogue)?,
        articles,
        guide,
        draft: draft(view, staff, contact)?,
        wrap_up: proposal(view, staff, &row, &events)?,
        composer: composer(row.channel),
        tone,
        trend: if may::sees_all(staff) { crate::tone::trend::of(view, centre, contact)? } else { None },
        protection: protection::of(view, centre, contact, catalogue, &names)?,
        procedures: crate::procedures::any(view, centre, &row, catalogue)?,
        trials: crate::bot::trial::of_contact(view, centre, contact)?,
        may: may::actions(staff, &row),
        row,
    })
}

fn who(view: &Connection, centre: u32, row: &ContactRow, now: Ms) -> Result<Who> {
    let mut select = view.prepare_cached(
        "SELECT d.verified, coalesce(cu.language, d.language), cu.phone, cu.email, s.name
         FROM contact c
         LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         LEFT JOIN customer cu ON cu.centre = c.centre AND cu.customer = c.customer
         LEFT JOIN site s ON s.centre = c.centre AND s.site = d.site
         WHERE c.centre = ?1 AND c.contact = ?2",
    )?;
    let restrictions = records::restrictions(view, centre, row.customer.id, now)?;
    Ok(select.query_row((centre, row.id), |found| {
        Ok(Who {
            customer: row.customer.clone(),
            verified: row.customer.known,
            verified_by: maybe_word(found, 0)?,
            language: found.get(1)?,
            phone: found.get::<_, Option<String>>(2)?.as_deref().map(mask::phone),
            email: found.get::<_, Option<String>>(3)?.as_deref().map(mask::email),
            restrictions,
            site: found.get(4)?,
        })
    })?)
}

fn why(view: &Connection, centre: u32, row: &ContactRow, catalogue: &Catalogue) -> Result<Why> {
    let mut select = view.prepare_cached(
        "SELECT c.reason, c.reason_source, d.words, a.account, a.name, a.alias, a.kind = 'bot'
         FROM contact c
         LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         LEFT JOIN account a ON a.centre = c.centre AND a.account = c.preferred
         WHERE c.centre = ?1 AND c.contact = ?2",
    )?;
    let thought = crate::reasons::rows::thoughts(view, centre, row.id, catalogue)?;
    Ok(select.query_row((centre, row.id), |found| {
        Ok(Why {
            reason: catalogue.reason_name(found.get(0)?),
            source: maybe_word(found, 1)?,
            thought,
            words: found.get::<_, Option<String>>(2)?.filter(|words| !words.is_empty()),
            preferred: maybe_agent(found, 3)?,
        })
    })?)
}

/// Times of a contact that several parts need.
struct Times {
    reason: Option<u32>,
    since: Ms,
    arrived: Ms,
    triaged: Option<Ms>,
    chosen: Option<Ms>,
    queued: Option<Ms>,
    answered: Option<Ms>,
    closed: Option<Ms>,
    rank: Option<i64>,
}

impl Times {
    fn read(view: &Connection, centre: u32, contact: u64) -> Result<Self> {
        let mut select = view.prepare_cached(
            "SELECT reason, since_at, arrived_at, triaged_at, chosen_at, queued_at, answered_at, closed_at, rank
             FROM contact WHERE centre = ?1 AND contact = ?2",
        )?;
        Ok(select.query_row((centre, contact), |row| {
            Ok(Self {
                reason: row.get(0)?,
                since: row.get(1)?,
                arrived: row.get(2)?,
                triaged: row.get(3)?,
                chosen: row.get(4)?,
                queued: row.get(5)?,
                answered: row.get(6)?,
                closed: row.get(7)?,
                rank: row.get(8)?,
            })
        })?)
    }

    /// Each stretch ends where the next begins; one that was skipped is zero.
    fn before_agent(&self, now: Ms) -> BeforeAgent {
        let end = self.answered.or(self.closed).unwrap_or(now);
        let queued = self.queued.unwrap_or(end).min(end);
        let chosen = self.chosen.unwrap_or(queued).min(queued);
        let triaged = self.triaged.unwrap_or(chosen).min(chosen);
        let stretch = |from: Ms, to: Ms| to.saturating_sub(from).max(0);
        BeforeAgent {
            entry_ms: stretch(self.arrived, triaged),
            menu_ms: stretch(triaged, chosen),
            steering_ms: stretch(chosen, queued),
            wait_ms: stretch(queued, end),
        }
    }
}

/// The case's effort as it stands, with what it was worth in this contact's rank.
fn effort(
    view: &Connection,
    centre: u32,
    case: u64,
    events: &[(i64, Event)],
    catalogue: &Catalogue,
) -> Result<EffortView> {
    let mut select = view.prepare_cached(
        "SELECT transfers, repeats, broken_promises, waited_ms FROM effort WHERE centre = ?1 AND case_id = ?2",
    )?;
    let found = select.query_row((centre, case), |row| {
        Ok(Effort {
            transfers: row.get(0)?,
            repeats: row.get(1)?,
            broken_promises: row.get(2)?,
            waited_ms: row.get(3)?,
        })
    });
    let facts = found.optional()?.unwrap_or_default();
    let weights = catalogue.document.as_ref().map(|document| &document.effort);
    Ok(EffortView {
        transfers: facts.transfers,
        repeats: facts.repeats,
        broken_promises: facts.broken_promises,
        waited_ms: facts.waited_ms,
        weights: weights.map(EffortWeightsView::from).unwrap_or_default(),
        credit_ms: credit_ms(events),
    })
}

/// The credit the contact arrived with.
fn credit_ms(events: &[(i64, Event)]) -> u32 {
    let credit = events.iter().find_map(|(_, event)| match event {
        Event::Arrived { credit_ms, .. } => Some(*credit_ms),
        _ => None,
    });
    credit.unwrap_or_default()
}

impl From<&routing::policy::EffortWeights> for EffortWeightsView {
    fn from(weights: &routing::policy::EffortWeights) -> Self {
        Self {
            transfer_ms: weights.transfer_ms,
            repeat_ms: weights.repeat_ms,
            broken_promise_ms: weights.broken_promise_ms,
            waited_minute_ms: weights.waited_minute_ms,
            cap_ms: weights.cap_ms,
        }
    }
}

/// The parts of the rank. What the known parts do not explain came with its return to the line.
fn rank(
    view: &Connection,
    centre: u32,
    row: &ContactRow,
    times: &Times,
    events: &[(i64, Event)],
    catalogue: &Catalogue,
) -> Result<Option<RankView>> {
    let Some(rank) = times.rank else { return Ok(None) };
    let entry = catalogue.reason(row.reason.id);
    let priority = entry.map_or(0, |reason| {
        u32::from(reason.urgency) + u32::from(reason.importance_customer) + u32::from(reason.importance_company)
    });
    let priority_ms = i64::from(priority).saturating_mul(routing::engine::PRIORITY_MS);
    let credit_ms = credit_ms(events);
    let unexplained = times.since.saturating_sub(priority_ms).saturating_sub(i64::from(credit_ms)).saturating_sub(rank);
    let ahead = match row.state {
        ContactState::Waiting => {
            let mut count = view.prepare_cached(
                "SELECT count(*) FROM contact WHERE centre = ?1 AND state = 'waiting' AND for_bot IS NULL AND rank < ?2",
            )?;
            Some(count.query_row((centre, rank), |found| found.get(0))?)
        }
        _ => None,
    };
    Ok(Some(RankView { rank, arrived: times.since, priority, priority_ms, credit_ms, return_ms: unexplained, ahead }))
}

/// The number is for whoever has the contact; she sees it in full, to call.
fn callback(view: &Connection, staff: &Staff, row: &ContactRow, catalogue: &Catalogue) -> Result<Option<CallbackView>> {
    let mut select = view.prepare_cached(
        "SELECT cb.starts_at, cb.ends_at, cb.attempt, d.phone FROM callback cb
         LEFT JOIN contact_detail d ON d.centre = cb.centre AND d.contact = cb.contact
         WHERE cb.centre = ?1 AND cb.contact = ?2",
    )?;
    let tries = catalogue.document.as_ref().map_or(1, |document| document.callbacks.tries);
    let mine = row.agent.as_ref().is_some_and(|agent| agent.id == staff.account)
        && matches!(row.state, ContactState::Talking | ContactState::Held);
    let found = select.query_row((staff.centre, row.id), |found| {
        let phone = found.get::<_, Option<String>>(3)?.unwrap_or_default();
        Ok(CallbackView {
            start: found.get(0)?,
            end: found.get(1)?,
            attempt: found.get(2)?,
            tries,
            masked: mask::phone(&phone),
            tel: (mine && !phone.is_empty()).then(|| format!("tel:{phone}")),
        })
    });
    Ok(found.optional()?)
}

/// The reader's own draft.
pub fn draft(view: &Connection, staff: &Staff, contact: u64) -> Result<Option<Draft>> {
    let mut select =
        view.prepare_cached("SELECT body, updated_at FROM draft WHERE centre = ?1 AND contact = ?2 AND account = ?3")?;
    let found = select.query_row((staff.centre, contact, staff.account), |row| {
        Ok(Draft { body: row.get(0)?, saved_at: row.get(1)? })
    });
    Ok(found.optional()?)
}

/// What to write up, from what happened; the agent confirms.
fn proposal(
    view: &Connection,
    staff: &Staff,
    row: &ContactRow,
    events: &[(i64, Event)],
) -> Result<Option<WrapUpProposal>> {
    if !row.wrapping_up.contains(&staff.account) {
        return Ok(None);
    }
    // Who had to protect herself has solved nothing.
    let protected = events.iter().any(|(_, event)| matches!(event, Event::Protected { .. }));
    let found = match protected {
        true => Some((Outcome::Unsolved, ProposalCause::Usual)),
        false => events.iter().rev().find_map(|(_, event)| usual_outcome(event)),
    };
    let (outcome, because) = found.unwrap_or((Outcome::Solved, ProposalCause::Usual));
    Ok(Some(WrapUpProposal {
        reason: row.reason.clone(),
        outcome,
        because,
        summary: summary::proposed(view, staff, row, events)?,
        asks_model: models::rows::asks(view, staff.centre, ModelTask::Summary)?,
    }))
}

fn usual_outcome(event: &Event) -> Option<(Outcome, ProposalCause)> {
    use routing::input::{DialResult, Party};
    match event {
        Event::Dialled { result: DialResult::WrongNumber, .. } => {
            Some((Outcome::NotAContact, ProposalCause::NotReached))
        }
        Event::Dialled { result: DialResult::NotReached, .. } => Some((Outcome::FollowUp, ProposalCause::NotReached)),
        Event::Ended { by: Party::Agent, .. } => Some((Outcome::Solved, ProposalCause::Usual)),
        Event::Ended { by: Party::Customer | Party::System, .. } => {
            Some((Outcome::Unsolved, ProposalCause::CustomerLeftMidway))
        }
        Event::LegEnded { .. } => Some((Outcome::FollowUp, ProposalCause::Usual)),
        _ => None,
    }
}

/// Calls are not written in; the note is.
fn composer(channel: Channel) -> ComposerLimits {
    let files = matches!(channel, Channel::Chat | Channel::Message | Channel::Mail);
    ComposerLimits { message_chars: limits::MESSAGE_CHARS as u32, file_bytes: limits::FILE_BYTES as u64, files }
}
