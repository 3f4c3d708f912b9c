//! Rights given and taken. These run inside the caller's transaction, with whatever else it changes; afterwards the
//! caller says [`Auth::rights_changed`]. Sessions that lose a right end; without that word, within a second.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction};

use routing::Time;
use store::accounts::{self, State};

use crate::roles::{self, Change};
use crate::{Auth, Error, Grant, Result};

/// Who changes somebody's rights, when and why; goes into the append-only record.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// None: the server itself, at first start.
    pub account: Option<u32>,
    pub at: Time,
    pub why: &'a str,
}

/// The roles an account has.
pub fn grants(connection: &Connection, centre: u32, account: u32) -> Result<BTreeSet<Grant>> {
    roles::of(connection, centre, account)
}

/// Makes an account's roles exactly `grants`. If one is taken away, its sessions end.
pub fn set_grants(tx: &Transaction<'_>, centre: u32, account: u32, grants: &BTreeSet<Grant>, by: By<'_>) -> Result<()> {
    let change = known(tx, centre, account, by)?;
    let had_admin = is_admin(tx, centre, account)?;
    if roles::set(tx, &change, grants)? {
        end_sessions(tx, centre, account)?;
        if had_admin {
            roles::keep_an_admin(tx, centre)?;
        }
    }
    Ok(())
}

/// Shuts an account: its sessions and its unused links end.
pub fn disable(tx: &Transaction<'_>, centre: u32, account: u32, by: By<'_>) -> Result<()> {
    let change = known(tx, centre, account, by)?;
    let had_admin = is_admin(tx, centre, account)?;
    if set_state(tx, centre, account, State::Disabled)? {
        roles::record(tx, &change, "disabled", None)?;
        end_sessions(tx, centre, account)?;
        let links = "DELETE FROM sign_in_link WHERE centre = ?1 AND account = ?2 AND used_at IS NULL";
        tx.execute(links, [centre, account])?;
        if had_admin {
            roles::keep_an_admin(tx, centre)?;
        }
    }
    Ok(())
}

/// Opens a shut account again. One that never had a password needs a new link.
pub fn enable(tx: &Transaction<'_>, centre: u32, account: u32, by: By<'_>) -> Result<()> {
    let change = known(tx, centre, account, by)?;
    let found = accounts::by_id(tx, centre, account)?.ok_or(Error::NoAccount)?;
    if found.state == State::Disabled {
        let never = "SELECT kind = 'person' AND password_hash IS NULL FROM account WHERE centre = ?1 AND account = ?2";
        let invited: bool = tx.query_row(never, [centre, account], |row| row.get(0))?;
        set_state(tx, centre, account, if invited { State::Invited } else { State::Active })?;
        roles::record(tx, &change, "enabled", None)?;
    }
    Ok(())
}

impl Auth {
    /// Makes every session be looked up again before it is next used. Say it after a commit that changed rights.
    pub fn rights_changed(&self) {
        self.cache.bump();
    }
}

pub(crate) fn end_sessions(tx: &Transaction<'_>, centre: u32, account: u32) -> Result<()> {
    tx.execute("DELETE FROM session WHERE centre = ?1 AND account = ?2", [centre, account])?;
    Ok(())
}

fn known<'a>(tx: &Transaction<'_>, centre: u32, account: u32, by: By<'a>) -> Result<Change<'a>> {
    accounts::by_id(tx, centre, account)?.ok_or(Error::NoAccount)?;
    Ok(Change { centre, account, by: by.account, at: by.at, why: by.why })
}

fn is_admin(tx: &Transaction<'_>, centre: u32, account: u32) -> Result<bool> {
    Ok(roles::of(tx, centre, account)?.iter().any(|grant| grant.role == crate::Role::Admin))
}

fn set_state(tx: &Transaction<'_>, centre: u32, account: u32, state: State) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE account SET state = ?3 WHERE centre = ?1 AND account = ?2 AND state <> ?3",
        (centre, account, state.name()),
    )?;
    Ok(changed == 1)
}
