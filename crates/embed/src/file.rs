//! Files of a model, read within limits, and what is said when one cannot be used.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

pub const TOKENIZER: &str = "tokenizer.json";
pub const TABLE: &str = "model.safetensors";

/// Most of the two files, in MiB: what they hold is held in memory.
const TOKENIZER_MIB: u64 = 64;
const TABLE_MIB: u64 = 1_024;

/// Why a folder is not a model, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "{path} cannot be read: {cause}. A model's folder has tokenizer.json and model.safetensors, readable by the server."
    )]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{path} is no file. A model's folder has tokenizer.json and model.safetensors.")]
    NoFile { path: PathBuf },
    #[error(
        "{path} has {mib} MiB, and at most {most} MiB are held in memory. Take a smaller model, or one in half precision."
    )]
    TooLarge { path: PathBuf, mib: u64, most: u64 },
    #[error("{path} is not of a model2vec model: {cause}. Copy it again from its source, or take another model.")]
    Unfit { path: PathBuf, cause: String },
}

/// A whole file of a model. A folder, a pipe or the like is none: it might never end.
pub fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = folder.join(name);
    let most = if name == TABLE { TABLE_MIB } else { TOKENIZER_MIB };
    let (size, is_file) = match fs::metadata(&path) {
        Ok(found) => (found.len(), found.is_file()),
        Err(cause) => return Err(Error::File { path, cause }),
    };
    if !is_file {
        return Err(Error::NoFile { path });
    }
    if size > most << 20 {
        return Err(Error::TooLarge { path, mib: size >> 20, most });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    match File::open(&path).and_then(|file| file.take(most << 20).read_to_end(&mut bytes)) {
        Ok(_) => Ok(bytes),
        Err(cause) => Err(Error::File { path, cause }),
    }
}

/// A file that was read and cannot be used.
pub fn unfit(folder: &Path, name: &str, cause: String) -> Error {
    Error::Unfit { path: folder.join(name), cause }
}
