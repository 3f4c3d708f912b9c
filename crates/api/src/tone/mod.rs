//! Words that harm, and words of people in danger: told to whoever has the contact. Nothing here ends, blocks or scores anybody.
//!
//! Distress beats abuse: the crisis line is shown at once, a person is asked for, and supervisors are told.

pub mod limits;
pub mod trend;
pub mod types;

use std::collections::HashSet;

use language::tone::{Class, Flag};
use routing::{ContactId, Input};
use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::centre::submit;
use crate::clean::Clean;
use crate::contacts::rows;
use crate::contacts::thread::{self, Line};
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::customer::act;
use crate::error::{Error, Result};
use crate::floor::alerts::{self, Matter};
use crate::floor::types::AlertKind;
use crate::live::told;
use crate::rows::{as_word, word};
use crate::state::App;
use crate::wire::Ms;
use types::{ToneClass, ToneSource, ToneView};

/// The code of the line that shows a person in danger where help is.
const CRISIS: &str = "crisis";
/// With the contact's number the key of that line: it is written once.
const ONCE: u128 = 0x6372_6973_6973_4000_8000_0000_0000_0000;

/// A customer's line was written: what it does, if anything, is kept. True: she is in danger, and a person has been asked for.
pub async fn heard(app: &App, centre: u32, line: &Line, message: u64) -> Result<bool> {
    let Some(flag) = limits::read(app, centre, &line.body) else { return Ok(false) };
    let (contact, at, flagged) = (line.contact, line.at, Flagged::from(flag));
    let catalogue = app.catalogue(centre).await?;
    let read = move |tx: &Transaction<'_>| {
        keep(tx, centre, contact, message, &flagged, at)?;
        Ok((thread::one(tx, centre, message)?, rows::one(tx, centre, &catalogue, contact)?))
    };
    // Whoever has it open is told the line again, with what it does.
    if let (Some(marked), Some(row)) = app.write(read).await? {
        told::line(app, centre, &row, marked);
    }
    if flag.class != Class::Distress {
        return Ok(false);
    }
    help(app, centre, line).await?;
    Ok(true)
}

/// The words a customer came with, written and flagged as her contact began: danger in them is heard as in any line.
pub async fn came_with(app: &App, centre: u32, line: &Line, flag: Option<Flag>) -> Result<()> {
    match flag {
        Some(flag) if flag.class == Class::Distress => help(app, centre, line).await,
        _ => Ok(()),
    }
}

/// Where help is, shown once in a contact, and a person asked for: both may be said again, so that a fault between them is made up
/// for by the next line.
async fn help(app: &App, centre: u32, line: &Line) -> Result<()> {
    let notice = Line {
        author: AuthorKind::System,
        kind: MessageKind::Notice,
        body: Clean::ours(CRISIS),
        client_key: Some(uuid::Uuid::from_u128(ONCE | u128::from(line.contact))),
        ..line.clone()
    };
    act::put(app, centre, notice).await?;
    let ask = Input::Danger { contact: ContactId(line.contact) };
    match submit(&app.centre(centre)?, ask, None, None).await {
        // Who is with a person, or over, needs none.
        Ok(_) | Err(Error::WrongState) => Ok(()),
        Err(fault) => Err(fault),
    }
}

fn alarm(tx: &Transaction<'_>, centre: u32, contact: u64, at: Ms) -> Result<()> {
    let matter = Matter { subject: format!("contact {contact}"), contact: Some(contact), ..Matter::default() };
    alerts::raise(tx, centre, AlertKind::Distress, &matter, at).map(drop)
}

/// A flag as kept.
pub struct Flagged {
    class: ToneClass,
    source: ToneSource,
    clear: bool,
}

impl From<Flag> for Flagged {
    fn from(flag: Flag) -> Flagged {
        Flagged { class: flag.class.into(), source: flag.source.into(), clear: flag.clear }
    }
}

/// Keeps a flag. Supervisors hear of the first distress.
pub fn keep(tx: &Transaction<'_>, centre: u32, contact: u64, message: u64, flagged: &Flagged, at: Ms) -> Result<()> {
    let (class, source, clear) = (flagged.class, flagged.source, flagged.clear);
    let sql = "SELECT EXISTS (SELECT 1 FROM tone_flag WHERE centre = ?1 AND contact = ?2 AND class = ?3)";
    let before: bool = tx.prepare_cached(sql)?.query_row((centre, contact, as_word(&class)?), |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO tone_flag (centre, message, contact, class, source, clear, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )?
    .execute((centre, message, contact, as_word(&class)?, as_word(&source)?, clear, at))?;
    if class == ToneClass::Distress && !before {
        alarm(tx, centre, contact, at)?;
    }
    Ok(())
}

/// Whether what was told of a contact is danger: nothing is then proposed beside it.
pub fn in_danger(told: Option<&ToneView>) -> bool {
    told.is_some_and(|told| told.class == ToneClass::Distress)
}

/// Contacts with words of danger that nobody has yet.
pub fn dangers(view: &Connection, centre: u32) -> Result<HashSet<u64>> {
    let mut select = view.prepare_cached(
        "SELECT c.contact FROM contact c WHERE c.centre = ?1 AND c.state IN ('choosing', 'self_service', 'waiting', 'offered')
         AND EXISTS (SELECT 1 FROM tone_flag f WHERE f.centre = c.centre AND f.contact = c.contact AND f.class = 'distress')",
    )?;
    Ok(select.query_map([centre], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// What to tell whoever has the contact: distress before all else, then the newest.
pub fn of(view: &Connection, centre: u32, contact: u64) -> Result<Option<ToneView>> {
    let mut select = view.prepare_cached(
        "SELECT message, class, source, clear, at, count(*) OVER () FROM tone_flag WHERE centre = ?1 AND contact = ?2
         ORDER BY class = 'distress' DESC, message DESC LIMIT 1",
    )?;
    let read = select.query_row((centre, contact), |row| {
        Ok(ToneView {
            message: row.get(0)?,
            class: word(row, 1)?,
            source: word(row, 2)?,
            clear: row.get(3)?,
            at: row.get(4)?,
            times: row.get(5)?,
        })
    });
    Ok(read.optional()?)
}
