//! The journal in SQLite, on the store's one writing connection, so that rows, projections and messages share a
//! transaction. The connection's owner sets `journal_mode=WAL` and `synchronous=FULL`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::row::without_gaps;
use crate::{
    Also, AppendError, Head, Journal, NEWEST_SNAPSHOTS, ReadError, ReadJournal, Row, SNAPSHOT_SPACING, Snapshot,
};

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS journal (
    part INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    input_id BLOB,
    body TEXT NOT NULL,
    PRIMARY KEY (part, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS journal_input ON journal (part, input_id) WHERE input_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS journal_owner (
    part INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS journal_snapshot (
    part INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (part, seq)
) STRICT;
";

/// The journal of one centre (`part`).
pub struct SqliteJournal {
    connection: Arc<Mutex<Connection>>,
    part: u32,
    epoch: u64,
}

impl SqliteJournal {
    /// Opens it on a connection that may be shared, making its tables where they are missing.
    pub fn open(connection: Arc<Mutex<Connection>>, part: u32) -> Result<SqliteJournal, ReadError> {
        lock(&connection).execute_batch(TABLES).map_err(reading)?;
        Ok(SqliteJournal { connection, part, epoch: 0 })
    }

    fn reader<T>(&self, read: impl FnOnce(SqliteReader<'_>) -> T) -> T {
        read(SqliteReader { connection: &lock(&self.connection), part: self.part })
    }
}

impl Journal for SqliteJournal {
    type Tx<'a> = Transaction<'a>;

    fn claim(&mut self) -> Result<u64, AppendError> {
        let sql = "INSERT INTO journal_owner VALUES (?1, 1)
                   ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch";
        let epoch = lock(&self.connection).query_row(sql, [self.part], |row| row.get(0)).map_err(writing)?;
        self.epoch = epoch;
        Ok(epoch)
    }

    fn append(&mut self, expected_seq: u64, rows: &[Row], also: Also<'_, Self>) -> Result<(), AppendError> {
        let mut connection = lock(&self.connection);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(writing)?;
        let found = head(&tx, self.part).map_err(writing)?;
        if found != (Head { seq: expected_seq, epoch: self.epoch }) {
            return Err(AppendError::Fenced);
        }
        {
            let sql =
                "INSERT INTO journal (part, seq, at, epoch, kind, input_id, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let mut insert = tx.prepare_cached(sql).map_err(writing)?;
            for row in rows {
                let input = row.input_id.map(Uuid::into_bytes);
                let values = (self.part, row.seq, row.at.0, row.epoch, row.kind(), input, row.body_json()?);
                insert.execute(values).map_err(writing)?;
            }
        }
        also(&tx).map_err(|cause| AppendError::refused(cause, is_full))?;
        tx.commit().map_err(writing)
    }

    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError> {
        let mut connection = lock(&self.connection);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(writing)?;
        tx.execute(
            "INSERT OR REPLACE INTO journal_snapshot VALUES (?1, ?2, ?3)",
            (self.part, snapshot.seq, &snapshot.bytes),
        )
        .map_err(writing)?;
        let sql = "DELETE FROM journal_snapshot WHERE part = ?1
                   AND seq NOT IN (SELECT seq FROM journal_snapshot WHERE part = ?1 ORDER BY seq DESC LIMIT ?2)
                   AND seq NOT IN (SELECT min(seq) FROM journal_snapshot WHERE part = ?1 GROUP BY seq / ?3)";
        tx.execute(sql, (self.part, NEWEST_SNAPSHOTS, SNAPSHOT_SPACING)).map_err(writing)?;
        tx.commit().map_err(writing)
    }
}

impl ReadJournal for SqliteJournal {
    fn head(&self) -> Result<Head, ReadError> {
        self.reader(|reader| reader.head())
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        self.reader(|reader| reader.read(after, limit))
    }

    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError> {
        self.reader(|reader| reader.find_input(input))
    }

    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError> {
        self.reader(|reader| reader.snapshot_before(seq))
    }
}

/// The journal of one centre on any connection, such as one that only reads: long looks back disturb nobody.
#[derive(Clone, Copy)]
pub struct SqliteReader<'c> {
    connection: &'c Connection,
    part: u32,
}

impl<'c> SqliteReader<'c> {
    /// Reads the journal of `part`.
    pub fn new(connection: &'c Connection, part: u32) -> SqliteReader<'c> {
        SqliteReader { connection, part }
    }
}

impl ReadJournal for SqliteReader<'_> {
    fn head(&self) -> Result<Head, ReadError> {
        head(self.connection, self.part).map_err(reading)
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        let sql =
            "SELECT seq, at, epoch, input_id, body FROM journal WHERE part = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
        let mut select = self.connection.prepare_cached(sql).map_err(reading)?;
        let mut found = select.query((self.part, after, limit)).map_err(reading)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(reading)? {
            let seq: u64 = row.get(0).map_err(reading)?;
            let input: Option<[u8; 16]> = row.get(3).map_err(reading)?;
            let json =
                row.get_ref(4).map_err(reading)?.as_str().map_err(|error| ReadError::Damaged(error.to_string()))?;
            rows.push(Row {
                seq,
                at: routing::Time(row.get(1).map_err(reading)?),
                epoch: row.get(2).map_err(reading)?,
                input_id: input.map(Uuid::from_bytes),
                body: Row::parse_body(seq, json)?,
            });
        }
        without_gaps(after, rows)
    }

    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError> {
        let sql = "SELECT seq FROM journal WHERE part = ?1 AND input_id = ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(reading)?;
        select.query_row((self.part, input.into_bytes()), |row| row.get(0)).optional().map_err(reading)
    }

    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError> {
        let sql = "SELECT seq, bytes FROM journal_snapshot WHERE part = ?1 AND seq <= ?2
                   AND seq <= (SELECT coalesce(max(seq), 0) FROM journal WHERE part = ?1) ORDER BY seq DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| Ok(Snapshot { seq: row.get(0)?, bytes: row.get(1)? });
        let most = i64::try_from(seq).unwrap_or(i64::MAX);
        self.connection.query_row(sql, (self.part, most), read).optional().map_err(reading)
    }
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    // A panic while writing rolled its transaction back, so the connection is as good as before.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn head(connection: &Connection, part: u32) -> rusqlite::Result<Head> {
    let sql = "SELECT (SELECT coalesce(max(seq), 0) FROM journal WHERE part = ?1),
                      coalesce((SELECT epoch FROM journal_owner WHERE part = ?1), 0)";
    let mut select = connection.prepare_cached(sql)?;
    select.query_row([part], |row| Ok(Head { seq: row.get(0)?, epoch: row.get(1)? }))
}

/// Whether SQLite found no room.
fn is_full(error: &rusqlite::Error) -> bool {
    /// No room to grow the shared index of the write-ahead log.
    const SHM_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
    error.sqlite_error().is_some_and(|cause| cause.code == ErrorCode::DiskFull || cause.extended_code == SHM_SIZE)
}

fn writing(error: rusqlite::Error) -> AppendError {
    match error.sqlite_error_code() {
        _ if is_full(&error) => AppendError::Full,
        Some(ErrorCode::ConstraintViolation) => AppendError::Fenced,
        _ => AppendError::Io(error.to_string()),
    }
}

fn reading(error: rusqlite::Error) -> ReadError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => ReadError::Damaged(error.to_string()),
        _ => ReadError::Io(error.to_string()),
    }
}
