//! What staff change goes into the history, in the transaction of the change itself.

use rusqlite::Transaction;
use serde_json::Value;
use store::audit;

use crate::error::Result;
use crate::extract::Staff;

/// `object`: which of the things that `about` names; `detail` holds no personal data and no secret.
pub fn record(
    tx: &Transaction<'_>,
    staff: &Staff,
    at: routing::Time,
    (about, object): (&str, u64),
    what: &str,
    detail: &Value,
) -> Result<()> {
    let place = staff.place.to_string();
    let (account, object) = (Some(staff.account), Some(object));
    let entry = audit::Entry { at, account, place: &place, about, object, what, detail };
    audit::record(tx, staff.centre, &entry)?;
    Ok(())
}
