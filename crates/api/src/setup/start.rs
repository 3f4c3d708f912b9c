//! Where a new centre begins: what it needs before its first contact, counted in what is there.

use routing::policy::Treatment;
use rusqlite::{Connection, Transaction};

use super::catalogue::Catalogue;
use super::types::SetupStart;
use crate::error::Result;
use crate::reasons;

/// With so many examples a reason is learned by a model, and its figures can be said.
const TAUGHT: u32 = 3;

/// What is there.
pub fn read(view: &Connection, centre: u32) -> Result<SetupStart> {
    let catalogue = Catalogue::load(view, centre)?;
    let examples = reasons::rows::counts(view, centre)?;
    let taught = |id: u32| examples.iter().any(|(reason, count)| *reason == id && *count >= TAUGHT);
    let bot = |treatments: &[Treatment]| treatments.contains(&Treatment::Bot);
    let count = |sql: &str| view.prepare_cached(sql)?.query_row([centre], |row| row.get(0));
    let there = |sql: &str| view.prepare_cached(sql)?.exists([centre]);
    let every = || reasons::choosable(&catalogue);
    Ok(SetupStart {
        sites: count("SELECT count(*) FROM site WHERE centre = ?1 AND active = 1")?,
        reasons: every().count() as u32,
        taught: every().filter(|reason| taught(reason.id.0)).count() as u32,
        people: count(
            "SELECT count(*) FROM account JOIN agent ON agent.centre = account.centre AND agent.agent = account.account
             WHERE account.centre = ?1 AND account.kind = 'person' AND account.state <> 'disabled' AND agent.limits <> '{}'",
        )?,
        articles: count("SELECT count(*) FROM article WHERE centre = ?1 AND state = 'published'")?,
        bots: every().filter(|reason| bot(&reason.known) || bot(&reason.unknown)).count() as u32,
        contacted: there("SELECT 1 FROM contact WHERE centre = ?1")?,
        put_away: there("SELECT 1 FROM start_put_away WHERE centre = ?1")?,
    })
}

/// Puts it away, or brings it back.
pub fn put_away(tx: &Transaction<'_>, centre: u32, away: bool) -> Result<()> {
    let sql = if away {
        "INSERT OR IGNORE INTO start_put_away (centre) VALUES (?1)"
    } else {
        "DELETE FROM start_put_away WHERE centre = ?1"
    };
    tx.prepare_cached(sql)?.execute([centre])?;
    Ok(())
}
