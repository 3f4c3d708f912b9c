//! What is written on a contact beside its routing: lines, drafts, putting off.

use rusqlite::Transaction;
use serde_json::json;
use store::outbox::{self, Notice};

use super::thread::{self, Line, Stored};
use super::types::{AuthorKind, ContactAction, ContactRow, Draft, Message, MessageKind, NewMessage};
use super::{may, rows};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// A line as written, and the contact as it stands after it.
pub struct Written {
    pub message: Message,
    pub row: ContactRow,
    /// The same line had been written before.
    pub again: bool,
    /// Earlier lines as they stand now, where this one showed that they hold somebody's data.
    pub changed: Vec<Message>,
}

/// Refuses what no line may be.
pub fn check(new: &NewMessage) -> Result<ContactAction> {
    let mut fields = Fields::default();
    fields.text(&new.body, limits::MESSAGE_CHARS, "body");
    let action = match new.kind {
        MessageKind::Text => ContactAction::Write,
        MessageKind::Note => ContactAction::Note,
        MessageKind::Whisper => ContactAction::Whisper,
        MessageKind::File | MessageKind::Notice => return Err(Error::field("kind", FieldCode::Invalid)),
    };
    fields.check()?;
    Ok(action)
}

/// Writes an agent's line.
pub fn line(
    tx: &Transaction<'_>,
    staff: &Staff,
    contact: u64,
    new: &NewMessage,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<Written> {
    let action = check(new)?;
    may::see(tx, staff, contact)?;
    let row = rows::one(tx, staff.centre, catalogue, contact)?.ok_or(Error::NotFound)?;
    if let Some(message) = thread::by_client_key(tx, staff.centre, contact, &new.client_key)? {
        let own = message.agent.as_ref().is_some_and(|author| author.id == staff.account);
        return if own {
            Ok(Written { message, row, again: true, changed: Vec::new() })
        } else {
            Err(Error::field("client_key", FieldCode::Taken))
        };
    }
    if !may::actions(staff, &row).contains(&action) {
        return Err(Error::WrongState);
    }
    if let Some(article) = new.article {
        let mut there =
            tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE centre = ?1 AND article = ?2)")?;
        if !there.query_row((staff.centre, article), |row| row.get::<_, bool>(0))? {
            return Err(Error::field("article", FieldCode::NotThere));
        }
    }
    let for_account = match new.kind {
        MessageKind::Whisper => row.agent.as_ref().map(|agent| agent.id),
        _ => None,
    };
    let line = Line {
        contact,
        case: row.case,
        at: now,
        author: AuthorKind::Agent,
        account: Some(staff.account),
        kind: new.kind,
        body: new.body.clone(),
        for_account,
        file: None,
        article: new.article,
        client_key: Some(new.client_key),
    };
    put(tx, staff, &line, catalogue)
}

/// Writes any line of an agent's: the first that the customer gets is a fact for the first reply time.
pub fn put(tx: &Transaction<'_>, staff: &Staff, line: &Line, catalogue: &Catalogue) -> Result<Written> {
    let Stored { id, new, changed } = thread::write(tx, staff.centre, line)?;
    if new && matches!(line.kind, MessageKind::Text | MessageKind::File) {
        first_reply(tx, staff.centre, line.contact, staff.account, line.at)?;
        tx.prepare_cached("DELETE FROM draft WHERE centre = ?1 AND contact = ?2 AND account = ?3")?.execute((
            staff.centre,
            line.contact,
            staff.account,
        ))?;
        created(tx, staff.centre, id, line)?;
    }
    let message = thread::one(tx, staff.centre, id)?.ok_or(Error::Internal)?;
    let row = rows::one(tx, staff.centre, catalogue, line.contact)?.ok_or(Error::NotFound)?;
    Ok(Written { message, row, again: !new, changed: lines(tx, staff.centre, &changed)? })
}

/// These lines as they stand.
pub fn lines(tx: &Transaction<'_>, centre: u32, ids: &[u64]) -> Result<Vec<Message>> {
    ids.iter().filter_map(|id| thread::one(tx, centre, *id).transpose()).collect()
}

/// Milliseconds from the first connection with a person to her first line.
fn first_reply(tx: &Transaction<'_>, centre: u32, contact: u64, agent: u32, now: Ms) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO fact (centre, contact, kind, at, value, agent)
         SELECT ?1, ?2, 'first_reply', ?4, max(?4 - answered_at, 0), ?3 FROM contact
         WHERE centre = ?1 AND contact = ?2 AND answered_at IS NOT NULL
         ON CONFLICT DO NOTHING",
    )?
    .execute((centre, contact, agent, now))?;
    Ok(())
}

/// Webhooks hear that a line was written, not what it says.
pub fn created(tx: &Transaction<'_>, centre: u32, message: u64, line: &Line) -> Result<()> {
    let data = json!({ "message": message, "contact": line.contact, "case": line.case, "author": line.author, "kind": line.kind });
    let id = format!("{centre}-message-{message}");
    let notice = Notice {
        id: &id,
        kind: "message.created",
        contact: Some(line.contact),
        at: routing::Time(line.at),
        data: &data,
    };
    Ok(outbox::enqueue(tx, centre, &notice)?)
}

/// Keeps a draft; an empty one is none.
pub fn draft(tx: &Transaction<'_>, staff: &Staff, contact: u64, body: Clean, now: Ms) -> Result<Draft> {
    let mut fields = Fields::default();
    fields.optional_text(&body, limits::MESSAGE_CHARS, "body");
    fields.check()?;
    may::see(tx, staff, contact)?;
    let key = (staff.centre, contact, staff.account);
    if body.is_empty() {
        tx.prepare_cached("DELETE FROM draft WHERE centre = ?1 AND contact = ?2 AND account = ?3")?.execute(key)?;
    } else {
        tx.prepare_cached(
            "INSERT INTO draft (centre, contact, account, body, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at",
        )?
        .execute((key.0, key.1, key.2, &body, now))?;
    }
    Ok(Draft { body: body.into_string(), saved_at: now })
}

/// Puts a contact off until a time, or takes it up again.
pub fn put_off(
    tx: &Transaction<'_>,
    staff: &Staff,
    contact: u64,
    until: Option<Ms>,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<ContactRow> {
    let mut fields = Fields::default();
    fields.ahead(until.unwrap_or(now.saturating_add(1)), now, "until");
    fields.check()?;
    may::see(tx, staff, contact)?;
    let row = rows::one(tx, staff.centre, catalogue, contact)?.ok_or(Error::NotFound)?;
    if !may::actions(staff, &row).contains(&ContactAction::PutOff) {
        return Err(Error::WrongState);
    }
    tx.prepare_cached(
        "INSERT INTO contact_detail (centre, contact, put_off_until, put_off_by) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET put_off_until = excluded.put_off_until, put_off_by = excluded.put_off_by",
    )?
    .execute((staff.centre, contact, until, staff.account))?;
    Ok(ContactRow { put_off_until: until, ..row })
}

/// Keeps the summary written at wrap-up.
pub fn summary(tx: &Transaction<'_>, centre: u32, contact: u64, summary: &Clean) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO contact_detail (centre, contact, summary) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET summary = excluded.summary",
    )?
    .execute((centre, contact, summary))?;
    Ok(())
}
