//! One-time links: the first way in, an invitation, a new password. There is no default password anywhere.

use rusqlite::{OptionalExtension, Transaction};
use serde_json::json;

use routing::Time;
use store::accounts::{self, State};
use store::audit;

use crate::sessions::{Visit, begin};
use crate::{Auth, Error, Result, SignedIn, Token, password, people, secret};

/// How long a link holds, in ms: a day.
pub const LINK_MS: i64 = 24 * 60 * 60 * 1_000;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Printed at the first start of a new centre.
    First,
    /// Handed to a new colleague.
    Invite,
    /// A new password.
    Reset,
    /// A seat in a demo; asks for no password.
    Demo,
}

/// Makes a link for an account; links it had and did not use do not hold any more. The caller builds the URL.
pub fn issue_link(
    tx: &Transaction<'_>,
    centre: u32,
    account: u32,
    purpose: Purpose,
    by: Option<u32>,
    now: Time,
) -> Result<Token> {
    let found = accounts::by_id(tx, centre, account)?.filter(|found| found.email.is_some());
    if found.ok_or(Error::NoAccount)?.state == State::Disabled {
        return Err(Error::NoAccount);
    }
    let token = Token::new()?;
    tx.execute("DELETE FROM sign_in_link WHERE centre = ?1 AND account = ?2 AND used_at IS NULL", [centre, account])?;
    let expires = now.plus_ms(LINK_MS);
    tx.execute(
        "INSERT INTO sign_in_link (centre, link, account, token_hash, purpose, by_account, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (centre, store::new_id(tx, centre)?, account, token.hash()?, purpose.name(), by, now.0, expires.0),
    )?;
    let detail = json!({ "purpose": purpose.name() });
    let entry = audit::Entry {
        at: now,
        account: by,
        place: "",
        about: "sign_in",
        object: Some(account.into()),
        what: "link_issued",
        detail: &detail,
    };
    audit::record(tx, centre, &entry)?;
    Ok(token)
}

impl Auth {
    /// Signs in by a link and uses it up. Where the account has no password yet, or the link is to replace it, one must
    /// be given; as long as it is missing or weak, the link still holds. A new password ends all other sessions.
    pub fn sign_in_by_link(&self, token: &str, password: Option<&str>, visit: &Visit<'_>) -> Result<SignedIn> {
        let hash = secret::hash(token).ok_or(Error::LinkRefused)?;
        let link = self.store.read(|view| open_link(view, &hash, visit.at))?;
        let new_hash = match password {
            _ if link.purpose == "demo" => None,
            Some(password) => {
                password::acceptable(password, &link.email, &link.name).map_err(Error::WeakPassword)?;
                Some(self.passwords.hash(password)?)
            }
            None if link.has_password && link.purpose != "reset" => None,
            None => return Err(Error::PasswordRequired),
        };
        let signed_in = self.store.write(|tx| {
            // Looked up again: somebody may have used it in between.
            let link = open_link(tx, &hash, visit.at)?;
            tx.execute("UPDATE sign_in_link SET used_at = ?2 WHERE token_hash = ?1", (hash, visit.at.0))?;
            if let Some(new_hash) = &new_hash {
                people::end_sessions(tx, link.centre, link.account)?;
                tx.execute(
                    "UPDATE account SET password_hash = ?3, password_set_at = ?4, failures = 0, locked_until_at = NULL
                     WHERE centre = ?1 AND account = ?2",
                    (link.centre, link.account, new_hash, visit.at.0),
                )?;
            }
            tx.execute(
                "UPDATE account SET state = 'active' WHERE centre = ?1 AND account = ?2 AND state = 'invited'",
                [link.centre, link.account],
            )?;
            begin(tx, link.centre, link.account, "link", visit)
        })?;
        self.rights_changed();
        Ok(signed_in)
    }
}

struct Link {
    centre: u32,
    account: u32,
    purpose: String,
    email: String,
    name: String,
    has_password: bool,
}

fn open_link(connection: &rusqlite::Connection, hash: &[u8; 32], now: Time) -> Result<Link> {
    let mut select = connection.prepare_cached(
        "SELECT l.centre, l.account, l.purpose, coalesce(a.email, ''), a.name, a.password_hash IS NOT NULL
         FROM sign_in_link l JOIN account a USING (centre, account)
         WHERE l.token_hash = ?1 AND l.used_at IS NULL AND l.expires_at > ?2 AND a.state <> 'disabled'",
    )?;
    let link = select.query_row((hash, now.0), |row| {
        Ok(Link {
            centre: row.get(0)?,
            account: row.get(1)?,
            purpose: row.get(2)?,
            email: row.get(3)?,
            name: row.get(4)?,
            has_password: row.get(5)?,
        })
    });
    link.optional()?.ok_or(Error::LinkRefused)
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Purpose::First => "first",
            Purpose::Invite => "invite",
            Purpose::Reset => "reset",
            Purpose::Demo => "demo",
        }
    }
}
