//! The data folder: entered only by its owner, used by one server at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

const DATABASE: &str = "maru.db";
const RESTORING: &str = "restoring.db";
const FILES: &str = "files";

pub(crate) struct Folder {
    path: PathBuf,
    /// Locked while this lives; the system lets go of it even when the process is killed.
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is missing, closes it to others and locks it.
    pub(crate) fn claim(path: &Path) -> Result<Folder> {
        make_private(path)?;
        let lock = private_file(&path.join("lock")).map_err(Error::folder(path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse(path.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(Error::folder(path)(cause)),
        }
        if restoring(path).exists() {
            return Err(Error::Unfinished(path.to_owned()));
        }
        make_private(&files(path))?;
        let folder = Folder { path: path.to_owned(), _lock: lock };
        // SQLite gives its log the permissions of the database, so make that one first.
        private_file(&folder.database()).map_err(Error::folder(path))?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        database(&self.path)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join(format!("{DATABASE}-wal"))
    }
}

/// Where the database lies in a data folder or a backup.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

/// Where a database lies while it is being restored.
pub(crate) fn restoring(folder: &Path) -> PathBuf {
    folder.join(RESTORING)
}

/// Where attachments lie in a data folder or a backup.
pub(crate) fn files(folder: &Path) -> PathBuf {
    folder.join(FILES)
}

/// Makes a folder that only its owner can enter, or closes an existing one to others.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(Error::folder(path))?;
    let mut permissions = fs::metadata(path).map_err(Error::folder(path))?.permissions();
    if permissions.mode() & 0o077 != 0 {
        permissions.set_mode(0o700);
        fs::set_permissions(path, permissions).map_err(Error::folder(path))?;
    }
    Ok(())
}

/// Like [`make_private`], but refuses a folder with anything in it.
pub(crate) fn make_empty(path: &Path) -> Result<()> {
    if path.exists() && fs::read_dir(path).map_err(Error::folder(path))?.next().is_some() {
        return Err(Error::NotEmpty(path.to_owned()));
    }
    make_private(path)
}

/// Makes what was renamed or created in `folder` survive a power cut.
pub(crate) fn sync(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|opened| opened.sync_all()).map_err(Error::folder(folder))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}
