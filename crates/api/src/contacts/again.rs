//! What a customer had to say again to whoever came next: counted for the centre, and told to the next one.

use language::summary;
use rusqlite::Connection;

use super::thread::Line;
use crate::error::Result;
use crate::state::App;

/// Lines of hers looked at, the last ones before the person came.
const LINES: u32 = 40;

/// A customer wrote to a person: whether she had told it before in this case, to others or while she waited. Her line stands whatever
/// becomes of that.
pub async fn heard(app: &App, centre: u32, line: &Line, message: u64) {
    if let Err(fault) = count(app, centre, line, message).await {
        tracing::warn!(%fault, centre, "whether a customer had to say it again was not counted");
    }
}

async fn count(app: &App, centre: u32, line: &Line, message: u64) -> Result<()> {
    let (contact, case, at, body) = (line.contact, line.case, line.at, line.body.clone());
    let again = app.read(move |view| {
        let before = before(view, centre, contact, case)?;
        Ok(summary::said_again(&body, &before.iter().map(String::as_str).collect::<Vec<_>>()))
    });
    if !again.await? {
        return Ok(());
    }
    app.write(move |tx| {
        let sql =
            "INSERT INTO said_again (centre, message, contact, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        tx.prepare_cached(sql)?.execute((centre, message, contact, at))?;
        Ok(())
    })
    .await
}

fn before(view: &Connection, centre: u32, contact: u64, case: u64) -> Result<Vec<String>> {
    let mut select = view.prepare_cached(
        "SELECT body FROM message WHERE centre = ?1 AND case_id = ?3 AND author = 'customer' AND kind = 'text'
         AND at < (SELECT connected_at FROM contact WHERE centre = ?1 AND contact = ?2) ORDER BY message DESC LIMIT ?4",
    )?;
    let found = select.query_map((centre, contact, case, LINES), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// How often she had to in a contact.
pub fn times(view: &Connection, centre: u32, contact: u64) -> Result<u32> {
    let sql = "SELECT count(*) FROM said_again WHERE centre = ?1 AND contact = ?2";
    Ok(view.prepare_cached(sql)?.query_row((centre, contact), |row| row.get(0))?)
}
