//! Signing in with a password. Known and unknown accounts get the same answer after the same work: one password check
//! and one write.

use rusqlite::{OptionalExtension, Transaction};
use serde_json::json;

use routing::Time;
use store::{accounts, audit};

use crate::sessions::{Visit, begin};
use crate::{Auth, Result, Token};

/// Wrong passwords in a row after which an account is locked.
const FAILURES: u32 = 5;
/// The first lock, in ms; every further failure doubles it.
const FIRST_LOCK_MS: i64 = 60 * 1_000;
/// The longest lock, in ms: an hour.
const LONGEST_LOCK_MS: i64 = 60 * 60 * 1_000;
/// Audit entries about nobody we know belong to no centre.
const NO_CENTRE: u32 = 0;

/// What came of an attempt.
#[derive(Debug)]
pub enum SignIn {
    Done(SignedIn),
    /// Unknown account, wrong password, locked or disabled: the person is told the same.
    /// `alarm`: this failure locked the account, or was one more on a locked one; the floor may be told.
    Refused {
        alarm: bool,
    },
}

/// A session has begun; `token` is for its cookie and is not kept anywhere.
#[derive(Debug)]
pub struct SignedIn {
    pub token: Token,
    pub centre: u32,
    pub account: u32,
    pub session: u64,
    /// Ends then whatever happens.
    pub ends: Time,
}

impl Auth {
    /// Signs in with e-mail and password.
    pub fn sign_in(&self, email: &str, password: &str, visit: &Visit<'_>) -> Result<SignIn> {
        let known = self.store.read(|view| login(view, email))?;
        let locked = known.as_ref().is_some_and(|known| known.locked_until > visit.at.0);
        // A locked account is checked like one that is not there: time tells nothing, and a right password neither.
        let hash = known.as_ref().filter(|_| !locked).and_then(|known| known.hash.as_deref());
        let right = self.passwords.check(password, hash);
        self.store.write(|tx| match known {
            Some(known) if right => {
                tx.execute(
                    "UPDATE account SET failures = 0, locked_until_at = NULL WHERE centre = ?1 AND account = ?2",
                    [known.centre, known.account],
                )?;
                Ok(SignIn::Done(begin(tx, known.centre, known.account, "password", visit)?))
            }
            Some(known) => refuse(tx, &known, locked, visit),
            None => {
                note(tx, NO_CENTRE, None, "refused", visit)?;
                Ok(SignIn::Refused { alarm: false })
            }
        })
    }
}

struct Login {
    centre: u32,
    account: u32,
    hash: Option<String>,
    locked_until: i64,
}

fn login(connection: &rusqlite::Connection, email: &str) -> Result<Option<Login>> {
    let mut select = connection.prepare_cached(
        "SELECT centre, account, iif(state = 'active', password_hash, NULL), coalesce(locked_until_at, 0)
         FROM account WHERE email = ?1",
    )?;
    let found = select.query_row([accounts::fold(email)], |row| {
        Ok(Login { centre: row.get(0)?, account: row.get(1)?, hash: row.get(2)?, locked_until: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// Counts the failure, unless the account is locked already: knocking on it does not lock it for longer.
fn refuse(tx: &Transaction<'_>, known: &Login, locked: bool, visit: &Visit<'_>) -> Result<SignIn> {
    if locked {
        note(tx, known.centre, Some(known.account), "refused_locked", visit)?;
        return Ok(SignIn::Refused { alarm: true });
    }
    let failures: u32 = tx.query_row(
        "UPDATE account SET failures = failures + 1 WHERE centre = ?1 AND account = ?2 RETURNING failures",
        [known.centre, known.account],
        |row| row.get(0),
    )?;
    let lock = lock_ms(failures);
    if let Some(lock) = lock {
        tx.execute(
            "UPDATE account SET locked_until_at = ?3 WHERE centre = ?1 AND account = ?2",
            (known.centre, known.account, visit.at.plus_ms(lock).0),
        )?;
    }
    let what = if lock.is_some() { "locked" } else { "refused" };
    note(tx, known.centre, Some(known.account), what, visit)?;
    Ok(SignIn::Refused { alarm: lock.is_some() })
}

/// How long an account is locked after so many failures in a row.
fn lock_ms(failures: u32) -> Option<i64> {
    let beyond = failures.checked_sub(FAILURES)?;
    Some(FIRST_LOCK_MS.checked_shl(beyond.min(16)).unwrap_or(LONGEST_LOCK_MS).min(LONGEST_LOCK_MS))
}

fn note(tx: &Transaction<'_>, centre: u32, account: Option<u32>, what: &str, visit: &Visit<'_>) -> Result<()> {
    let entry = audit::Entry {
        at: visit.at,
        account: None,
        place: visit.place,
        about: "sign_in",
        object: account.map(u64::from),
        what,
        detail: &json!({}),
    };
    audit::record(tx, centre, &entry)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow_from_a_minute_to_an_hour() {
        let minutes: Vec<_> = (4..=13).map(|failures| lock_ms(failures).map(|ms| ms / 60_000)).collect();
        assert_eq!(
            minutes,
            [None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(60), Some(60), Some(60)]
        );
        assert_eq!(lock_ms(u32::MAX), Some(LONGEST_LOCK_MS));
    }
}
