//! Planning from the command line: files in, files and figures out. The arithmetic is in the crate of the same name.

pub mod erlang;
pub mod forecast;
mod past;
mod roster_simulated;
pub mod schedule;
pub mod staff;
mod staff_simulated;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Serialize;

use crate::terminal::say;

/// Reads a file whole. Errors name it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file whole or not at all: to a neighbour first, which then takes its name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name =
        path.file_name().with_context(|| format!("{} is not the name of a file", path.display()))?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = || -> std::io::Result<()> {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    written().map_err(|fault| {
        let _gone = std::fs::remove_file(&part).is_ok();
        anyhow::Error::new(fault).context(format!("{} cannot be written; nothing was changed", path.display()))
    })
}

pub fn say_json(value: &impl Serialize) -> Result<()> {
    say(&serde_json::to_string(value)?);
    Ok(())
}

/// A day as 2026-09-01; 2026/09/01 and 2026.09.01 are understood, too.
fn day(text: &str) -> Result<Date, String> {
    let plain = text.trim().trim_end_matches('.').replace(['/', '.'], "-");
    plain.parse().map_err(|_| format!("\"{text}\" is not a day: write it as 2026-09-01"))
}

/// `87.3 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// `12.3 s`, or that there is no end.
fn seconds(time_s: f64) -> String {
    if time_s.is_finite() { format!("{time_s:.1} s") } else { "without end".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_understood_as_people_write_it_or_refused_with_how_to() {
        for text in ["2026-09-01", "2026/09/01", "2026.09.01", " 2026.09.01. "] {
            assert_eq!(day(text), Ok(Date::constant(2026, 9, 1)), "{text}");
        }
        for text in ["09/01/2026", "2026/13/01", "tomorrow", ""] {
            assert!(day(text).unwrap_err().contains("write it as 2026-09-01"), "{text}");
        }
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        // Its name is taken by a folder: the rename fails and leaves no part behind.
        let taken = folder.path().join("taken");
        std::fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write(&taken, b"three").unwrap_err().to_string().contains("nothing was changed"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
