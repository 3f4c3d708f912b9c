//! `contact_step`: the path of a contact, one row per event that touches it.

use serde_json::Value;

use routing::{ContactId, Event};

use super::{Step, contact_of};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    let Some(contact) = contact_of(event) else { return Ok(()) };
    let (kind, fields) = parts(event)?;
    insert(step, contact, &kind, &fields)?;
    match event {
        Event::MergedInto { existing, .. } => insert(step, *existing, &kind, &fields),
        _ => Ok(()),
    }
}

fn insert(step: &Step<'_>, contact: ContactId, kind: &str, fields: &Value) -> Result<()> {
    let agent = fields.get("agent").and_then(Value::as_u64);
    step.execute(
        "INSERT INTO contact_step (centre, contact, seq, nth, at, kind, agent, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (step.centre, contact.0, step.seq, step.nth, step.at, kind, agent, fields.to_string()),
    )
}

/// An event's name and fields, as the journal writes them.
pub(super) fn parts(event: &Event) -> Result<(String, Value)> {
    let json = serde_json::to_value(event).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    match json {
        Value::Object(named) => Ok(named.into_iter().next().unwrap_or_default()),
        other => Ok((other.as_str().unwrap_or_default().to_owned(), Value::Null)),
    }
}
