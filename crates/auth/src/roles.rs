//! Roles, and the record of who gave or took them.

use std::collections::BTreeSet;
use std::fmt;

use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use routing::Time;

use crate::{Error, Result};

/// What a person is there for. One account may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Serves contacts.
    Agent,
    /// Looks after the floor and its people.
    Supervisor,
    /// Plans people and hours.
    Planner,
    /// Reads conversations to make them better.
    Quality,
    /// Sets the centre up; reads no conversation.
    Admin,
    /// Sees one client's figures.
    Client,
}

impl Role {
    pub const ALL: [Role; 6] = [Role::Agent, Role::Supervisor, Role::Planner, Role::Quality, Role::Admin, Role::Client];

    /// The word in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Supervisor => "supervisor",
            Role::Planner => "planner",
            Role::Quality => "quality",
            Role::Admin => "admin",
            Role::Client => "client",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of roles.
pub type Roles = BTreeSet<Role>;

/// A role as given: `client` bounds it to one client (원청사), 0 to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    pub role: Role,
    pub client: u64,
}

/// The roles an account has.
pub(crate) fn of(connection: &Connection, centre: u32, account: u32) -> Result<BTreeSet<Grant>> {
    let mut select =
        connection.prepare_cached("SELECT role, client FROM account_role WHERE centre = ?1 AND account = ?2")?;
    let rows = select.query_map([centre, account], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let mut grants = BTreeSet::new();
    for row in rows {
        let (name, client) = row?;
        // A role this program does not know gives nothing.
        grants.extend(Role::named(&name).map(|role| Grant { role, client }));
    }
    Ok(grants)
}

/// Who changes what, when and why; written to the append-only record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) centre: u32,
    pub(crate) account: u32,
    /// None: the server itself, at first start.
    pub(crate) by: Option<u32>,
    pub(crate) at: Time,
    pub(crate) why: &'a str,
}

/// Makes the account's roles exactly `grants`. `true`: one was taken away.
pub(crate) fn set(tx: &Transaction<'_>, change: &Change<'_>, grants: &BTreeSet<Grant>) -> Result<bool> {
    let had = of(tx, change.centre, change.account)?;
    for grant in had.difference(grants) {
        tx.execute(
            "DELETE FROM account_role WHERE centre = ?1 AND account = ?2 AND role = ?3 AND client = ?4",
            (change.centre, change.account, grant.role.name(), grant.client),
        )?;
        record(tx, change, "revoked", Some(*grant))?;
    }
    for grant in grants.difference(&had) {
        tx.execute(
            "INSERT INTO account_role (centre, account, role, client) VALUES (?1, ?2, ?3, ?4)",
            (change.centre, change.account, grant.role.name(), grant.client),
        )?;
        record(tx, change, "granted", Some(*grant))?;
    }
    Ok(had.difference(grants).next().is_some())
}

pub(crate) fn record(tx: &Transaction<'_>, change: &Change<'_>, what: &str, grant: Option<Grant>) -> Result<()> {
    tx.execute(
        "INSERT INTO role_change (centre, change, at, by_account, account, what, role, client, why)
         SELECT ?1, coalesce(max(change), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM role_change WHERE centre = ?1",
        (
            change.centre,
            change.at.0,
            change.by,
            change.account,
            what,
            grant.map(|grant| grant.role.name()),
            grant.map_or(0, |grant| grant.client),
            change.why,
        ),
    )?;
    Ok(())
}

/// Refuses a change after which nobody could administer the centre.
pub(crate) fn keep_an_admin(tx: &Transaction<'_>, centre: u32) -> Result<()> {
    let admins: u32 = tx.query_row(
        "SELECT count(*) FROM account_role r JOIN account a USING (centre, account)
         WHERE r.centre = ?1 AND r.role = 'admin' AND a.state <> 'disabled'",
        [centre],
        |row| row.get(0),
    )?;
    if admins == 0 { Err(Error::LastAdmin) } else { Ok(()) }
}
