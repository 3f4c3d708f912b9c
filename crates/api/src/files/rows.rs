//! Files as rows, and who may read them.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::upload::Stored;
use crate::contacts::may;
use crate::contacts::thread::Line;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::limits;
use crate::rows::as_word;

/// A file that may be read.
pub struct Found {
    pub stored_name: String,
    pub label: String,
    pub media: String,
    pub sha256: [u8; 32],
}

/// Writes the row of a file that a line is about to show; its id.
pub fn insert(tx: &Transaction<'_>, centre: u32, line: &Line, file: &Stored) -> Result<u64> {
    let mut count = tx.prepare_cached("SELECT count(*) FROM file WHERE centre = ?1 AND contact = ?2")?;
    if count.query_row((centre, line.contact), |row| row.get::<_, u32>(0))? >= limits::CONTACT_FILES {
        return Err(Error::field("file", FieldCode::OutOfRange));
    }
    let id = store::new_id(tx, centre)?;
    tx.prepare_cached(
        "INSERT INTO file (centre, file, contact, author, account, token, stored_name, label, media_type, bytes, sha256,
                           created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute((
        centre,
        id,
        line.contact,
        as_word(&line.author)?,
        line.account,
        &file.token,
        &file.stored_name,
        &file.label,
        file.media,
        file.bytes,
        file.sha256,
        line.at,
    ))?;
    Ok(id)
}

const SELECT: &str = "SELECT f.stored_name, f.label, f.media_type, f.sha256, c.contact, c.case_id
     FROM file f JOIN contact c ON c.centre = f.centre AND c.contact = f.contact WHERE f.centre = ?1 AND f.token = ?2";

/// A file for a member of staff who may see a contact of its case.
pub fn for_staff(view: &Connection, staff: &Staff, token: &str) -> Result<Found> {
    let read = |row: &Row<'_>| Ok((found(row)?, row.get::<_, u64>(5)?));
    let (file, case) =
        view.prepare_cached(SELECT)?.query_row((staff.centre, token), read).optional()?.ok_or(Error::NotFound)?;
    let mut contacts = view.prepare_cached("SELECT contact FROM contact WHERE centre = ?1 AND case_id = ?2")?;
    let contacts =
        contacts.query_map((staff.centre, case), |row| row.get(0))?.collect::<rusqlite::Result<Vec<u64>>>()?;
    for contact in contacts {
        match may::see(view, staff, contact) {
            Err(Error::NotFound) => {}
            seen => return seen.map(|()| file),
        }
    }
    Err(Error::NotFound)
}

/// A file of a customer's own conversations.
pub fn for_customer(view: &Connection, centre: u32, customer: u64, token: &str) -> Result<Found> {
    let mut select = view.prepare_cached(&format!("{SELECT} AND c.customer = ?3"))?;
    select.query_row((centre, token, customer), found).optional()?.ok_or(Error::NotFound)
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found { stored_name: row.get(0)?, label: row.get(1)?, media: row.get(2)?, sha256: row.get(3)? })
}
