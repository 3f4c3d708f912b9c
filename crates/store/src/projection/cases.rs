//! `case_state`: what contacts did to a case. A matter stays open until a contact about it ends otherwise.

use routing::event::Close;
use routing::input::Outcome;
use routing::{ContactId, Event};

use super::Step;
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::Arrived { arrival, .. } => {
            let reason = arrival.reason.map(|reason| reason.0);
            open(step, arrival.case.0, arrival.customer.0, reason)
        }
        // Runs before the contact's row moves, so its old case is still to be found.
        Event::Identified { contact, customer, case, .. } => {
            open(step, case.0, customer.0, None)?;
            step.execute(
                "UPDATE case_state SET reason = coalesce(reason,
                     (SELECT reason FROM contact WHERE centre = ?1 AND contact = ?2))
                 WHERE centre = ?1 AND case_id = ?3",
                (step.centre, contact.0, case.0),
            )?;
            step.execute(
                "DELETE FROM case_state WHERE centre = ?1 AND case_id <> ?3
                 AND case_id = (SELECT case_id FROM contact WHERE centre = ?1 AND contact = ?2)
                 AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.centre = ?1 AND c.contact <> ?2
                                 AND c.case_id = case_state.case_id)",
                (step.centre, contact.0, case.0),
            )
        }
        Event::ReasonSet { contact, reason, .. } => set(step, *contact, "reason = ?4", reason.0),
        Event::Connected { contact, agent, .. } if !step.is_bot(*agent)? => set(step, *contact, "agent = ?4", agent.0),
        Event::WrappedUp { contact, reason: Some(reason), .. } => set(step, *contact, "reason = ?4", reason.0),
        Event::Reopened { contact, .. } => set(step, *contact, "state = ?4, closed_at = NULL", "open"),
        Event::Closed { contact, how, .. } => match ended(how) {
            Some(state) => set(step, *contact, "state = ?4, closed_at = ?3", state),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// How the case stands after its contact closed so; none: the matter stays open.
fn ended(how: &Close) -> Option<&'static str> {
    match how {
        Close::Wrapped { outcome: Outcome::Solved } | Close::SelfServed | Close::ByBot { .. } => Some("solved"),
        Close::Wrapped { outcome: Outcome::Unsolved } => Some("unsolved"),
        Close::Wrapped { outcome: Outcome::Referred } => Some("referred"),
        Close::Wrapped { outcome: Outcome::NotAContact } => Some("not_a_contact"),
        Close::Wrapped { outcome: Outcome::FollowUp }
        | Close::Abandoned
        | Close::Cancelled
        | Close::Withdrawn
        | Close::CallbackFailed
        | Close::Merged { .. } => None,
    }
}

fn open(step: &Step<'_>, case: u64, customer: u64, reason: Option<u32>) -> Result<()> {
    step.execute(
        "INSERT INTO case_state (centre, case_id, customer, state, reason, opened_at, last_at)
         VALUES (?1, ?2, ?3, 'open', ?4, ?5, ?5)
         ON CONFLICT DO UPDATE SET customer = excluded.customer, state = 'open', closed_at = NULL,
             reason = coalesce(excluded.reason, reason), last_at = excluded.last_at",
        (step.centre, case, customer, reason, step.at),
    )
}

/// Changes the case of a contact (?4 is `value`, ?3 is now).
fn set(step: &Step<'_>, contact: ContactId, what: &str, value: impl rusqlite::ToSql) -> Result<()> {
    let sql = format!(
        "UPDATE case_state SET {what}, last_at = ?3 WHERE centre = ?1
         AND case_id = (SELECT case_id FROM contact WHERE centre = ?1 AND contact = ?2)"
    );
    step.execute(&sql, (step.centre, contact.0, step.at, value))
}
