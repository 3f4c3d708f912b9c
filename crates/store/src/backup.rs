//! Backup while the server runs, and restore into an empty folder.
//!
//! A backup is a folder: the database as of one instant, and the attachments it names. An attachment is on the disk
//! before the row that names it, so taking the database first leaves none out.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, backup};
use sha2::{Digest, Sha256};

use crate::{Error, Result, Store, connection, files, folder, migrate};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// Size of the database in bytes.
    pub bytes: u64,
    pub files: usize,
}

/// What a restore brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    pub files: usize,
    /// Sign-ins and unused links that the backup still knew. They are ended: a right taken away since must not return.
    pub sessions_ended: usize,
}

impl Store {
    /// Writes a backup into `target`, a folder that is empty or not there yet. Nobody waits for it.
    pub fn backup_to(&self, target: &Path) -> Result<Backup> {
        backup_folder(self.dir(), target)
    }
}

/// The same for a folder that another process may be serving: it is only read.
pub fn backup_folder(dir: &Path, target: &Path) -> Result<Backup> {
    let database = folder::database(dir);
    fs::metadata(&database).map_err(Error::folder(&database))?;
    folder::make_empty(target)?;
    let copy = folder::database(target);
    copy_database(&connection::reader(&database)?, &copy)?;
    let taken = connection::reader(&copy)?;
    whole(&taken)?;
    let files = copy_files(&taken, dir, target)?;
    folder::sync(target)?;
    Ok(Backup { bytes: fs::metadata(&copy).map_err(Error::folder(&copy))?.len(), files })
}

/// Restores the backup in `source` into `dir`, a folder that is empty or not there yet, after checking every page,
/// every foreign key and every attachment.
pub fn restore(source: &Path, dir: &Path) -> Result<Restored> {
    let saved = folder::database(source);
    fs::metadata(&saved).map_err(Error::folder(&saved))?;
    let backup = connection::reader(&saved)?;
    if migrate::version(&backup)? == 0 {
        return Err(Error::Foreign(saved));
    }
    whole(&backup)?;
    folder::make_empty(dir)?;
    let partial = folder::restoring(dir);
    copy_database(&backup, &partial)?;
    let files = copy_files(&backup, source, dir)?;
    let restored = connection::writer(&partial)?;
    let sessions = restored.execute("DELETE FROM session", [])?;
    let links = restored.execute("DELETE FROM sign_in_link WHERE used_at IS NULL", [])?;
    one_file(&restored)?;
    drop(restored);
    // The database takes its name last: a server refuses a folder in which a restore was interrupted.
    fs::rename(&partial, folder::database(dir)).map_err(Error::folder(dir))?;
    folder::sync(dir)?;
    Ok(Restored { files, sessions_ended: sessions.saturating_add(links) })
}

/// One pass over one snapshot: writers go on, and later writes are not in the copy.
fn copy_database(from: &Connection, to: &Path) -> Result<()> {
    let mut copy = Connection::open(to)?;
    let done = backup::Backup::new(from, &mut copy)?.step(-1)?;
    if done != backup::StepResult::Done {
        return Err(Error::Busy);
    }
    one_file(&copy)?;
    fs::File::open(to).and_then(|file| file.sync_all()).map_err(Error::folder(to))
}

/// Folds the log into the database, so that the copy is a single file.
fn one_file(copy: &Connection) -> Result<()> {
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok(())
}

fn whole(database: &Connection) -> Result<()> {
    match connection::findings(database)?.into_iter().next() {
        Some(first) => Err(Error::Corrupt(first)),
        None => Ok(()),
    }
}

/// Copies every attachment that `database` names, comparing each with its digest.
fn copy_files(database: &Connection, from: &Path, to: &Path) -> Result<usize> {
    let (from, to) = (folder::files(from), folder::files(to));
    folder::make_private(&to)?;
    let mut statement = database.prepare("SELECT stored_name, sha256 FROM file")?;
    let named = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut copied = 0;
    for line in named {
        let (name, sha256) = line?;
        let bytes = files::read(&from, &name)?;
        if Sha256::digest(&bytes).as_slice() != sha256 {
            return Err(Error::File(name));
        }
        files::write(&to, &name, &bytes)?;
        copied += 1;
    }
    Ok(copied)
}
