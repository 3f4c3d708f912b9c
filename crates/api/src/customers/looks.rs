//! Every look at a person's data leaves a record, in the transaction of the look.

use rusqlite::Transaction;
use store::access::{self, Access, Action};

use crate::error::Result;
use crate::extract::Staff;
use crate::wire::Ms;

/// A look.
pub struct Look<'a> {
    /// The customer; none for a search.
    pub subject: Option<u64>,
    pub action: Action,
    /// Object or field; never the data itself.
    pub what: &'a str,
    pub why: &'a str,
    pub contact: Option<u64>,
}

impl Look<'_> {
    /// Writes it to the chain; its number.
    pub fn record(&self, tx: &Transaction<'_>, staff: &Staff, now: Ms) -> Result<u64> {
        let place = staff.place.to_canonical().to_string();
        let access = Access {
            at: routing::Time(now),
            account: staff.account,
            place: &place,
            subject: self.subject,
            action: self.action,
            what: self.what,
            why: self.why,
            contact: self.contact,
        };
        Ok(access::record(tx, staff.centre, &access)?)
    }
}
