//! `callback`: the booking in force for a contact, and whether it was kept.

use routing::event::{Close, QueueCause};
use routing::policy::Treatment;
use routing::{ContactId, Event};

use super::{Step, word};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::Booked { contact, group, start, end, attempt, .. } => {
            // A first attempt is a new promise; a further one leaves what became of the promise as it is.
            if *attempt <= 1 {
                step.execute("DELETE FROM callback WHERE centre = ?1 AND contact = ?2", (step.centre, contact.0))?;
            }
            step.execute(
                "INSERT INTO callback (centre, contact, callback_group, starts_at, ends_at, attempt, state, booked_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'booked', ?7)
                 ON CONFLICT DO UPDATE SET starts_at = ?4, ends_at = ?5, attempt = ?6, state = 'booked', due_at = NULL",
                (step.centre, contact.0, group.0, start.0, end.0, *attempt, step.at),
            )
        }
        Event::SlotCame { contact, .. } => set(step, *contact, "state = 'due', due_at = ?3", step.at),
        Event::Dialled { contact, result, .. } => {
            let first = "kept = coalesce(kept, ?3 <= ends_at), dialled_at = coalesce(dialled_at, ?3)";
            set(step, *contact, first, step.at)?;
            let result = word(result)?;
            set(step, *contact, "state = iif(?3 = 'reached', ?3, state), last_result = ?3", result)
        }
        // The customer chose another way: the promise is given back, neither kept nor broken.
        Event::Chosen { contact, treatment, .. } if *treatment != Treatment::Callback => {
            withdraw(step, *contact, "withdrawn")
        }
        Event::Queued { contact, cause: QueueCause::AskedForPerson, .. } => withdraw(step, *contact, "withdrawn"),
        Event::Closed { contact, how, .. } => match how {
            Close::CallbackFailed => set(step, *contact, "state = ?3, kept = coalesce(kept, 0)", "failed"),
            Close::Cancelled => withdraw(step, *contact, "cancelled"),
            _ => withdraw(step, *contact, "withdrawn"),
        },
        _ => Ok(()),
    }
}

fn set(step: &Step<'_>, contact: ContactId, what: &str, value: impl rusqlite::ToSql) -> Result<()> {
    let sql = format!("UPDATE callback SET {what} WHERE centre = ?1 AND contact = ?2");
    step.execute(&sql, (step.centre, contact.0, value))
}

fn withdraw(step: &Step<'_>, contact: ContactId, state: &str) -> Result<()> {
    step.execute(
        "UPDATE callback SET state = ?3 WHERE centre = ?1 AND contact = ?2 AND state IN ('booked', 'due')",
        (step.centre, contact.0, state),
    )
}
