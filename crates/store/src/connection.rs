//! SQLite connections, set up once and the same everywhere.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::{Error, Result};

/// Read-only connections open at once; further readers wait their turn.
const READERS: usize = 4;
/// How long a connection waits for another process (a backup tool, a shell) to let go.
const BUSY: Duration = Duration::from_secs(5);
/// Largest text or blob, in bytes. The engine's snapshot is the largest thing we keep.
const VALUE_BYTES: i32 = 256 << 20;
/// Longest statement, in bytes. Ours are written by hand; values are always bound.
const SQL_BYTES: i32 = 64 << 10;
/// The log is cut back to this after a checkpoint, in bytes.
const LOG_BYTES: i64 = 64 << 20;
const STATEMENTS: usize = 256;

pub(crate) fn writer(database: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(database, flags)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::Corrupt(format!("the log could not be opened (mode {mode})")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES, |_| Ok(()))?;
    Ok(connection)
}

pub(crate) fn reader(database: &Path) -> Result<Connection> {
    open(database, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn open(database: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan does not depend on what is bound, so that a kept statement is planned once and not at every use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Reads every page and every foreign key; what is wrong, one finding a line. Slow on a large database.
pub fn findings(connection: &Connection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut pages = connection.prepare("PRAGMA integrity_check")?;
    for line in pages.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            found.push(line);
        }
    }
    let mut keys = connection.prepare("PRAGMA foreign_key_check")?;
    for line in keys.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))? {
        let (table, parent) = line?;
        found.push(format!("a row of {table} refers to nothing in {parent}"));
    }
    Ok(found)
}

/// A few read-only connections, opened when first needed.
pub(crate) struct Readers {
    database: PathBuf,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Default)]
struct Shelf {
    free: Vec<Connection>,
    open: usize,
}

/// A place on the shelf. A connection that does not come back, because its reader panicked, makes room for a new one.
struct Loan<'a> {
    home: &'a Readers,
    back: Option<Connection>,
}

impl Readers {
    pub(crate) fn new(database: PathBuf) -> Readers {
        Readers { database, shelf: Mutex::default(), returned: Condvar::new() }
    }

    /// Lends a connection to `work`, after waiting for one if all are on loan.
    pub(crate) fn lend<T>(&self, work: impl FnOnce(&Connection) -> T) -> Result<T> {
        let connection = self.take()?;
        let mut loan = Loan { home: self, back: None };
        let answer = work(&connection);
        loan.back = Some(connection);
        Ok(answer)
    }

    fn take(&self) -> Result<Connection> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = shelf.free.pop() {
                return Ok(connection);
            }
            if shelf.open < READERS {
                let connection = reader(&self.database)?;
                shelf.open += 1;
                return Ok(connection);
            }
            shelf = self.returned.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut shelf = self.home.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        match self.back.take() {
            Some(connection) => shelf.free.push(connection),
            None => shelf.open -= 1,
        }
        self.home.returned.notify_one();
    }
}
