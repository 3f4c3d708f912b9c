//! A visitor turns out to be a customer we know: what she has open and what she said becomes the customer's.

use auth::customers::Verified;
use routing::{CaseId, ContactId, CustomerId, Input};
use rusqlite::Connection;

use super::open::before;
use crate::centre::{Also, submit};
use crate::contacts::rows;
use crate::error::{Error, Result};
use crate::protection::restricted::{self, Told};
use crate::state::App;

/// Whom a visitor turned out to be, and on whose word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub customer: u64,
    pub verified: Verified,
}

/// An open contact of a visitor and its matter.
struct Open {
    contact: u64,
    case: u64,
    reason: Option<u32>,
}

/// Makes a visitor's contacts and matters those of the customer. Her other tokens end: what they showed was a
/// stranger's, and must not show a customer's.
pub async fn merge(app: &App, centre: u32, visitor: u64, known: Known) -> Result<()> {
    let open = app.read(move |view| open_of(view, centre, visitor)).await?;
    for contact in open {
        identify(app, centre, contact, known).await?;
    }
    let at = app.now().0;
    app.write(move |tx| {
        tx.execute(
            "UPDATE customer SET state = 'merged', merged_into = ?3, updated_at = ?4
             WHERE centre = ?1 AND customer = ?2 AND state = 'visitor'",
            (centre, visitor, known.customer, at),
        )?;
        tx.execute(
            "UPDATE case_record SET customer = ?3 WHERE centre = ?1 AND customer = ?2",
            (centre, visitor, known.customer),
        )?;
        auth::customers::end_all(tx, centre, visitor)?;
        Ok(())
    })
    .await?;
    app.customers().cut_customer(centre, visitor);
    Ok(())
}

/// A matter the customer has about the same reason is the same matter, with one place in line.
async fn identify(app: &App, centre: u32, open: Open, known: Known) -> Result<()> {
    let now = app.now().0;
    let Open { contact, case: old, reason } = open;
    let catalogue = app.catalogue(centre).await?;
    let names = catalogue.clone();
    let (case, restricted) = app
        .read(move |view| {
            let case = before(view, centre, known.customer, reason, now)?.case;
            Ok((case, restricted::of(view, centre, known.customer, &names, now)?))
        })
        .await?;
    let case = case.unwrap_or(old);
    let also: Also = Box::new(move |tx| {
        tx.execute(
            "UPDATE contact_detail SET verified = ?3 WHERE centre = ?1 AND contact = ?2",
            (centre, contact, known.verified.name()),
        )?;
        // She came as a stranger: from now on she is served as who she is.
        if let Some(restricted) = &restricted {
            let language = rows::language(tx, centre, contact)?;
            restricted.tell(tx, centre, &catalogue, &Told { contact, case, at: now, language })?;
        }
        tx.execute("UPDATE message SET case_id = ?3 WHERE centre = ?1 AND contact = ?2", (centre, contact, case))?;
        Ok(())
    });
    let input = Input::Identified {
        contact: ContactId(contact),
        customer: CustomerId(known.customer),
        case: CaseId(case),
        known: true,
    };
    match submit(&app.centre(centre)?, input, None, Some(also)).await {
        // It closed in the meantime: then it stays what it was.
        Err(Error::NotFound | Error::WrongState) => Ok(()),
        done => done.map(drop),
    }
}

fn open_of(view: &Connection, centre: u32, customer: u64) -> Result<Vec<Open>> {
    let mut select = view.prepare_cached(
        "SELECT contact, case_id, reason FROM contact WHERE centre = ?1 AND customer = ?2 AND state <> 'closed'",
    )?;
    let rows = select.query_map((centre, customer), |row| {
        Ok(Open { contact: row.get(0)?, case: row.get(1)?, reason: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
