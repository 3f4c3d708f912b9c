//! The conversation of a case, over all its channels.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::types::{AuthorKind, Message, MessageKind, Thread, ThreadContact};
use crate::clean::{Clean, Said, Speaker};
use crate::error::Result;
use crate::models::types::ModelMark;
use crate::rows::{as_word, maybe_agent, maybe_word, word};
use crate::setup::catalogue::Catalogue;
use crate::wire::{ArticleCite, FileView, Ms, Words};

const SELECT: &str = "
SELECT m.message, m.contact, m.at, m.author, m.kind, m.body, m.client_key,
       a.account, a.name, a.alias, a.kind = 'bot',
       f.token, f.label, f.media_type, f.bytes,
       m.article, m.revision, ar.title_ko, ar.title_en, tf.class, ml.name, ml.fault, ml.message
FROM message m
LEFT JOIN model_line ml ON ml.centre = m.centre AND ml.message = m.message
LEFT JOIN tone_flag tf ON tf.centre = m.centre AND tf.message = m.message
LEFT JOIN account a ON a.centre = m.centre AND a.account = m.account
LEFT JOIN file f ON f.centre = m.centre AND f.file = m.file
LEFT JOIN article ar ON ar.centre = m.centre AND ar.article = m.article
WHERE m.centre = ?1 AND ";

/// The last lines before a message, oldest first. (The plus signs keep SQLite from walking the whole centre's messages
/// by id instead of this case's by contact.)
/// A whisper is seen by whom it is for, its author, and supervisors.
pub fn of_case(
    view: &Connection,
    centre: u32,
    case: u64,
    reader: Reader,
    before: Option<u64>,
    limit: u32,
    catalogue: &Catalogue,
) -> Result<Thread> {
    let mut select = view.prepare_cached(&format!(
        "{SELECT} m.contact IN (SELECT contact FROM contact WHERE centre = ?1 AND case_id = ?2) AND +m.message < ?3
         AND (m.kind <> 'whisper' OR ?4 OR m.for_account = ?5 OR m.account = ?5)
         ORDER BY +m.message DESC LIMIT ?6"
    ))?;
    let before = before.unwrap_or(store::LAST_LARGE_ID);
    let values = (centre, case, before, reader.sees_whispers, reader.account, limit.saturating_add(1));
    let mut messages = select.query_map(values, read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = messages.len() > limit;
    messages.truncate(limit);
    messages.reverse();
    Ok(Thread { messages, contacts: contacts(view, centre, case, catalogue)?, more })
}

/// Who reads a thread.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub account: u32,
    pub sees_whispers: bool,
}

fn contacts(view: &Connection, centre: u32, case: u64, catalogue: &Catalogue) -> Result<Vec<ThreadContact>> {
    let mut select = view.prepare_cached(
        "SELECT contact, channel, reason, arrived_at, closed_at FROM contact
         WHERE centre = ?1 AND case_id = ?2 ORDER BY arrived_at",
    )?;
    let rows = select.query_map((centre, case), |row| {
        Ok(ThreadContact {
            id: row.get(0)?,
            channel: word(row, 1)?,
            reason: catalogue.reason_name(row.get(2)?),
            arrived: row.get(3)?,
            closed: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One line by its id.
pub fn one(view: &Connection, centre: u32, message: u64) -> Result<Option<Message>> {
    let mut select = view.prepare_cached(&format!("{SELECT} m.message = ?2"))?;
    Ok(select.query_row((centre, message), read).optional()?)
}

/// The line that was stored under a sender's key before, if any.
pub fn by_client_key(view: &Connection, centre: u32, contact: u64, key: &uuid::Uuid) -> Result<Option<Message>> {
    let mut select = view.prepare_cached(&format!("{SELECT} m.contact = ?2 AND m.client_key = ?3"))?;
    Ok(select.query_row((centre, contact, key.to_string()), read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let file = match row.get::<_, Option<String>>(11)? {
        Some(token) => Some(FileView { token, name: row.get(12)?, media: row.get(13)?, bytes: row.get(14)? }),
        None => None,
    };
    let article = match row.get::<_, Option<u64>>(15)? {
        Some(id) => {
            let title = Words {
                ko: row.get::<_, Option<_>>(17)?.unwrap_or_default(),
                en: row.get::<_, Option<_>>(18)?.unwrap_or_default(),
            };
            Some(ArticleCite { id, title, revision: row.get::<_, Option<_>>(16)?.unwrap_or_default() })
        }
        None => None,
    };
    Ok(Message {
        id: row.get(0)?,
        contact: row.get(1)?,
        at: row.get(2)?,
        author: word(row, 3)?,
        agent: maybe_agent(row, 7)?,
        kind: word(row, 4)?,
        body: row.get(5)?,
        file,
        article,
        tone: maybe_word(row, 19)?,
        model: match row.get::<_, Option<u64>>(22)? {
            Some(_) => Some(ModelMark { name: row.get(20)?, fault: maybe_word(row, 21)? }),
            None => None,
        },
        client_key: row.get::<_, Option<String>>(6)?.and_then(|key| key.parse().ok()),
    })
}

/// A line to be written.
#[derive(Debug, Clone)]
pub struct Line {
    pub contact: u64,
    pub case: u64,
    pub at: Ms,
    pub author: AuthorKind,
    pub account: Option<u32>,
    pub kind: MessageKind,
    pub body: Clean,
    /// Whom a whisper is for.
    pub for_account: Option<u32>,
    pub file: Option<u64>,
    pub article: Option<u64>,
    pub client_key: Option<uuid::Uuid>,
}

/// A line as it stands in the thread.
pub struct Stored {
    pub id: u64,
    /// Not written before under the same client key.
    pub new: bool,
    /// Earlier lines that this one showed to hold a part of somebody's data; it is out of them now.
    pub changed: Vec<u64>,
}

/// Writes a line once: the same client key again is the line written before.
pub fn write(tx: &Transaction<'_>, centre: u32, line: &Line) -> Result<Stored> {
    if let Some(key) = &line.client_key
        && let Some(before) = by_client_key(tx, centre, line.contact, key)?
    {
        return Ok(Stored { id: before.id, new: false, changed: Vec::new() });
    }
    let (body, changed) = match line.kind {
        MessageKind::Text => in_conversation(tx, centre, line)?,
        _ => (line.body.clone(), Vec::new()),
    };
    let message = store::new_id(tx, centre)?;
    tx.prepare_cached(
        "INSERT INTO message (centre, message, case_id, contact, at, author, account, kind, body, for_account, file,
                              article, revision, client_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                 (SELECT revision FROM article WHERE centre = ?1 AND article = ?12), ?13)",
    )?
    .execute((
        centre,
        message,
        line.case,
        line.contact,
        line.at,
        as_word(&line.author)?,
        line.account,
        as_word(&line.kind)?,
        &body,
        line.for_account,
        line.file,
        line.article,
        line.client_key.map(|key| key.to_string()),
    ))?;
    if line.author == AuthorKind::Customer {
        // Whoever put the contact off wants to know that the customer is back.
        tx.prepare_cached("UPDATE contact_detail SET put_off_until = NULL WHERE centre = ?1 AND contact = ?2")?
            .execute((centre, line.contact))?;
    }
    Ok(Stored { id: message, new: true, changed })
}

/// Puts down that a model was asked for the words of a line.
pub fn mark(tx: &Transaction<'_>, centre: u32, message: u64, mark: &ModelMark) -> Result<()> {
    let fault = mark.fault.map(|fault| as_word(&fault)).transpose()?;
    tx.prepare_cached("INSERT INTO model_line (centre, message, name, fault) VALUES (?1, ?2, ?3, ?4)")?
        .execute((centre, message, &mark.name, fault))?;
    Ok(())
}

/// Lines that may hold the beginning of what a new one goes on with.
const LOOKED_BACK_ON: u32 = 16;

/// What the new line says, and the ids of earlier ones that had to change with it.
fn in_conversation(tx: &Transaction<'_>, centre: u32, line: &Line) -> Result<(Clean, Vec<u64>)> {
    let mut select = tx.prepare_cached(
        "SELECT message, author = 'customer', body FROM message
         WHERE centre = ?1 AND contact = ?2 AND kind = 'text' ORDER BY message DESC LIMIT ?3",
    )?;
    let side = |customer: bool| if customer { Speaker::Customer } else { Speaker::Centre };
    let found = select.query_map((centre, line.contact, LOOKED_BACK_ON), |row| {
        Ok((row.get::<_, u64>(0)?, Said { speaker: side(row.get(1)?), text: row.get(2)? }))
    })?;
    let mut found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    found.reverse();
    let (ids, before): (Vec<u64>, Vec<Said>) = found.into_iter().unzip();
    let (body, late) = line.body.clone().follows(&before, side(line.author == AuthorKind::Customer));
    let mut changed = Vec::new();
    for (at, text) in late {
        let Some(id) = ids.get(at) else { continue };
        // The words she came with are also kept with the contact.
        tx.prepare_cached(
            "UPDATE contact_detail SET words = ?3 WHERE centre = ?1 AND contact = ?2
             AND words = (SELECT body FROM message WHERE centre = ?1 AND message = ?4 AND author = 'customer')",
        )?
        .execute((centre, line.contact, &text, id))?;
        tx.prepare_cached("UPDATE message SET body = ?3 WHERE centre = ?1 AND message = ?2")?
            .execute((centre, id, &text))?;
        changed.push(*id);
    }
    Ok((body, changed))
}
