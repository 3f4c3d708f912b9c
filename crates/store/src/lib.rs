//! Everything Maru keeps beside the journal: ordinary tables, their migrations, and the projections of routing.
//!
//! One SQLite file in one folder. One connection writes and is shared with the journal, so that a message, its journal
//! row and its projections are one transaction; a few read-only connections read. `synchronous=FULL`: what was
//! answered is on the disk. Calls block; asynchronous callers run them on a blocking thread.
//!
//! Start reading at [`Store`]; what routing decided becomes rows in [`projection`].

pub mod access;
pub mod accounts;
pub mod audit;
mod backup;
mod connection;
mod error;
pub mod files;
mod folder;
mod ids;
mod migrate;
pub mod outbox;
pub mod projection;
mod seal;

use std::cell::Cell;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use backup::{Backup, Restored, backup_folder, restore};
pub use error::Error;
pub use files::hex;
pub use ids::{LAST_LARGE_ID, LAST_SMALL_ID, new_id, new_small_id};
pub use migrate::SCHEMA_VERSION;

pub use connection::findings;

use connection::Readers;
use folder::Folder;
use ids::Ids;

/// A read-only look at a data folder, which another process may be serving. Refuses what [`Store::open`] refuses for
/// what is in the database.
pub fn examine(dir: &Path) -> Result<Connection> {
    let database = folder::database(dir);
    if folder::restoring(dir).exists() {
        return Err(Error::Unfinished(dir.to_owned()));
    }
    std::fs::metadata(&database).map_err(Error::folder(&database))?;
    let view = connection::reader(&database)?;
    migrate::version(&view)?;
    Ok(view)
}

/// What everything here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The store of one data folder. Cheap to clone; the folder stays locked until the last clone is gone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    // Fields drop in this order: the writer closes after the readers, so that it can fold the log into the database,
    // and the folder is unlocked last.
    readers: Readers,
    writer: Arc<Mutex<Connection>>,
    ids: Ids,
    folder: Folder,
}

/// How much room the data takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub database: u64,
    /// Write-ahead log beside it.
    pub log: u64,
    /// Part of `database` that is free to be used again.
    pub free: u64,
}

impl Store {
    /// Opens the store in `dir`, making the folder (only its owner can enter it) and the tables where they are missing.
    ///
    /// Refuses a folder that another server has open, a file that is not Maru's, and a database newer than this program.
    pub fn open(dir: impl AsRef<Path>) -> Result<Store> {
        let folder = Folder::claim(dir.as_ref())?;
        let mut writer = connection::writer(&folder.database())?;
        migrate::migrate(&mut writer)?;
        let readers = Readers::new(folder.database());
        let inner = Inner { writer: Arc::new(Mutex::new(writer)), readers, ids: Ids::default(), folder };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        self.inner.folder.path()
    }

    /// The one connection that writes, to be shared with the journal.
    pub fn writer(&self) -> Arc<Mutex<Connection>> {
        Arc::clone(&self.inner.writer)
    }

    /// Runs `work` on one consistent view of the last committed state.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.inner.readers.lend(|connection| {
            let view = connection.unchecked_transaction().map_err(Error::from)?;
            let answer = work(&view)?;
            view.commit().map_err(Error::from)?;
            Ok(answer)
        })?
    }

    /// A read-only connection of one's own, for readings so long that they must not hold up anybody else's.
    pub fn own_reader(&self) -> Result<Connection> {
        connection::reader(&self.inner.folder.database())
    }

    /// Runs `work` in a transaction: all of it is on the disk when this returns `Ok`, none of it when it returns `Err`.
    ///
    /// Inside, ids come from [`new_id`], not from [`Store::next_id`], which needs the writer itself. Nesting is refused.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let _writing = Writing::begin()?;
        let mut connection = self.lock_writer();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
        let answer = work(&transaction)?;
        transaction.commit().map_err(Error::from)?;
        Ok(answer)
    }

    /// A new id, never used before in this centre by anything; below 2^53, so that it is exact in JSON. Mostly from memory.
    pub fn next_id(&self, centre: u32) -> Result<u64> {
        self.inner.ids.large(self, centre)
    }

    /// Folds the write-ahead log into the database file. Nothing depends on it, for the log is read at every start; but
    /// a folder whose file is whole by itself can be copied by anybody. What somebody still reads is left in the log.
    pub fn fold(&self) -> Result<()> {
        self.lock_writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The room taken now.
    pub fn size(&self) -> Result<Size> {
        let (pages, free, page) = self.read::<_, Error>(|view| {
            let number = |pragma| view.pragma_query_value(None, pragma, |row| row.get::<_, u64>(0));
            Ok((number("page_count")?, number("freelist_count")?, number("page_size")?))
        })?;
        let log = std::fs::metadata(self.inner.folder.log()).map_or(0, |found| found.len());
        Ok(Size { database: pages.saturating_mul(page), log, free: free.saturating_mul(page) })
    }

    fn lock_writer(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere while writing rolled its transaction back, so the connection is as good as before.
        self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Marks that this thread holds the writer, so that nesting is an error and not a silent standstill.
struct Writing;

impl Writing {
    fn begin() -> Result<Writing> {
        if WRITING.replace(true) { Err(Error::Nested) } else { Ok(Writing) }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        WRITING.set(false);
    }
}
