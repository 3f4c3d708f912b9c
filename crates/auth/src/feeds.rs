//! Addresses under which a calendar program reads a person's shifts. Whoever has the address reads them and nothing else;
//! making a new one, or deleting the row, ends the old.

use rusqlite::{Connection, OptionalExtension, Transaction};

use routing::Time;

use crate::{Result, Token, secret};

/// Makes the address of a person, or a new one in its place; the token is shown once.
pub fn make(tx: &Transaction<'_>, centre: u32, agent: u32, at: Time) -> Result<Token> {
    let token = Token::new()?;
    tx.execute(
        "INSERT INTO calendar_feed (centre, agent, token_hash, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre, agent) DO UPDATE SET token_hash = ?3, created_at = ?4",
        (centre, agent, token.hash()?, at.0),
    )?;
    Ok(token)
}

/// Whose shifts an address shows: centre and agent. None: nobody's, ended, or hers who no longer works here.
pub fn holder(view: &Connection, token: &str) -> Result<Option<(u32, u32)>> {
    let Some(hash) = secret::hash(token) else { return Ok(None) };
    let mut select = view.prepare_cached(
        "SELECT f.centre, f.agent FROM calendar_feed f
         JOIN account a ON a.centre = f.centre AND a.account = f.agent AND a.state = 'active'
         WHERE f.token_hash = ?1",
    )?;
    Ok(select.query_row([hash], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Ends the address of a person, if she has one.
pub fn end(tx: &Transaction<'_>, centre: u32, agent: u32) -> Result<()> {
    tx.execute("DELETE FROM calendar_feed WHERE centre = ?1 AND agent = ?2", (centre, agent))?;
    Ok(())
}
