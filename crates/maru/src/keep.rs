//! Backup and restore.

use std::path::Path;

use anyhow::Result;

use crate::settings::Settings;
use crate::terminal::{in_words, say};

/// Writes a backup. A running server is not disturbed: the backup is one instant of it.
pub fn backup(settings: &Settings, to: &Path) -> Result<()> {
    let done = store::backup_folder(&settings.data, to).map_err(in_words)?;
    say(&format!("{} written: {} kB and {} attachments", to.display(), done.bytes / 1_000, done.files));
    Ok(())
}

/// Restores into the data folder of the settings, which must be empty.
pub fn restore(settings: &Settings, from: &Path) -> Result<()> {
    let done = store::restore(from, &settings.data).map_err(in_words)?;
    say(&format!("restored into {}: {} attachments", settings.data.display(), done.files));
    say(&format!("{} sign-ins ended; everybody signs in again", done.sessions_ended));
    Ok(())
}
