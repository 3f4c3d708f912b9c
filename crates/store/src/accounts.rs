//! Accounts as rows. Passwords, roles and sessions are the business of `auth`.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use routing::Time;

use crate::Result;

/// An account without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub centre: u32,
    /// The engine's AgentId, for one that takes contacts.
    pub account: u32,
    pub kind: Kind,
    pub email: Option<String>,
    pub name: String,
    /// All that customers ever see of an agent.
    pub alias: String,
    pub language: String,
    pub state: State,
    /// JSON; the person's own choices on screen.
    pub settings: String,
}

/// A person or a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Person,
    Bot,
}

/// Whether the account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Has not used the first link yet.
    Invited,
    Active,
    Disabled,
}

/// An account to be.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    pub account: u32,
    pub kind: Kind,
    /// Required for a person; nobody else may have it, in any centre.
    pub email: Option<&'a str>,
    pub name: &'a str,
    pub alias: &'a str,
    pub language: &'a str,
    pub at: Time,
}

/// Adds a centre.
pub fn create_centre(tx: &Transaction<'_>, centre: u32, name: &str, zone: &str, at: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO centre (centre, name, zone, created_at) VALUES (?1, ?2, ?3, ?4)",
        (centre, name, zone, at.0),
    )?;
    Ok(())
}

/// Adds an account: a person as invited, a bot as active. `false`: the e-mail belongs to somebody already.
pub fn create(tx: &Transaction<'_>, centre: u32, new: &NewAccount<'_>) -> Result<bool> {
    let state = match new.kind {
        Kind::Person => State::Invited,
        Kind::Bot => State::Active,
    };
    let mut insert = tx.prepare_cached(
        "INSERT INTO account (centre, account, kind, email, name, alias, language, state, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (email) WHERE email IS NOT NULL DO NOTHING",
    )?;
    let email = new.email.map(fold);
    let values =
        (centre, new.account, new.kind.name(), email, new.name, new.alias, new.language, state.name(), new.at.0);
    Ok(insert.execute(values)? == 1)
}

/// The account that signs in with this e-mail, in whatever centre it is.
pub fn by_email(connection: &Connection, email: &str) -> Result<Option<Account>> {
    let mut select = connection.prepare_cached(&format!("{SELECT} WHERE email = ?1"))?;
    Ok(select.query_row([fold(email)], account).optional()?)
}

/// One account of a centre.
pub fn by_id(connection: &Connection, centre: u32, id: u32) -> Result<Option<Account>> {
    let mut select = connection.prepare_cached(&format!("{SELECT} WHERE centre = ?1 AND account = ?2"))?;
    Ok(select.query_row([centre, id], account).optional()?)
}

/// Every account of a centre, by id.
pub fn all(connection: &Connection, centre: u32) -> Result<Vec<Account>> {
    let mut select = connection.prepare_cached(&format!("{SELECT} WHERE centre = ?1 ORDER BY account"))?;
    Ok(select.query_map([centre], account)?.collect::<Result<_, _>>()?)
}

/// One spelling of an e-mail address: no space around it, lower case.
pub fn fold(email: &str) -> String {
    email.trim().to_lowercase()
}

const SELECT: &str = "SELECT centre, account, kind, email, name, alias, language, state, settings FROM account";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        centre: row.get(0)?,
        account: row.get(1)?,
        kind: if row.get_ref(2)?.as_str()? == "bot" { Kind::Bot } else { Kind::Person },
        email: row.get(3)?,
        name: row.get(4)?,
        alias: row.get(5)?,
        language: row.get(6)?,
        state: match row.get_ref(7)?.as_str()? {
            "active" => State::Active,
            "invited" => State::Invited,
            _ => State::Disabled,
        },
        settings: row.get(8)?,
    })
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Bot => "bot",
        }
    }
}

impl State {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            State::Invited => "invited",
            State::Active => "active",
            State::Disabled => "disabled",
        }
    }
}
