//! Attachments: bytes under a random name. What the sender called them is only a label in a table.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::{Error, Result, Store, folder};

/// Random bytes in a stored name; the name has two hexadecimal digits for each.
const NAME_BYTES: usize = 16;

impl Store {
    /// Keeps `bytes` and returns the name they are stored under. They are on the disk when this returns: write the row
    /// that names them afterwards. A file whose row was never written is harmless.
    pub fn put_file(&self, bytes: &[u8]) -> Result<String> {
        let name = new_name()?;
        write(&folder::files(self.dir()), &name, bytes)?;
        Ok(name)
    }

    /// The bytes stored under `name`.
    pub fn file(&self, name: &str) -> Result<Vec<u8>> {
        read(&folder::files(self.dir()), name)
    }

    /// Removes the bytes stored under `name`. Removing them twice is no error.
    pub fn remove_file(&self, name: &str) -> Result<()> {
        let files = folder::files(self.dir());
        match fs::remove_file(files.join(checked(name)?)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::folder(&files)(cause)),
            _ => folder::sync(&files),
        }
    }
}

pub(crate) fn write(files: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = files.join(checked(name)?);
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(cause) = written {
        // Half a file has no row; if even removing it fails, it is still harmless.
        fs::remove_file(&path).ok();
        return Err(Error::folder(files)(cause));
    }
    folder::sync(files)
}

pub(crate) fn read(files: &Path, name: &str) -> Result<Vec<u8>> {
    fs::read(files.join(checked(name)?)).map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => Error::File(name.to_owned()),
        _ => Error::folder(files)(cause),
    })
}

/// Only names of our own making reach the disk, whatever a row or a request says.
fn checked(name: &str) -> Result<&str> {
    let ours = name.len() == NAME_BYTES * 2 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if ours { Ok(name) } else { Err(Error::File(name.chars().take(64).collect())) }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn new_name() -> Result<String> {
    let mut random = [0; NAME_BYTES];
    getrandom::fill(&mut random).map_err(|_| Error::Random)?;
    Ok(hex(&random))
}
