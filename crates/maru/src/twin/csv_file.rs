//! Rows of a CSV file as people write them: UTF-8 or CP949, every fault with its line, in a sentence.

use std::path::Path;

use anyhow::{Context, Result, bail};
use csv::{DeserializeErrorKind, ErrorKind, StringRecord};
use serde::de::DeserializeOwned;

use crate::plan::read;

/// At most so many rows with their lines, the heading being line 1.
///
/// # Errors
/// The first fault.
pub fn rows<T: DeserializeOwned>(path: &Path, most: usize) -> Result<Vec<(u64, T)>> {
    let bytes = read(path)?;
    let text = plan::history::text(&bytes).with_context(|| format!("in {}", path.display()))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_ref());
    let headings = reader.headers().with_context(|| format!("in {}", path.display()))?.clone();
    let mut all = Vec::new();
    for record in reader.into_records() {
        let (line, row) = match record {
            Ok(record) => (line_of(record.position(), &text), record.deserialize(Some(&headings))),
            Err(wrong) => (line_of(wrong.position(), &text), Err(wrong)),
        };
        match row {
            Ok(_) if all.len() == most => bail!("{} has more than {most} rows: split it", path.display()),
            Ok(row) => all.push((line, row)),
            Err(wrong) => {
                let (of_heading, sentence) = sentence(&wrong, &headings);
                bail!("{}, line {}: {sentence}", path.display(), if of_heading { 1 } else { line });
            }
        }
    }
    Ok(all)
}

/// The reader steps over empty lines without counting them.
fn line_of(position: Option<&csv::Position>, text: &[u8]) -> u64 {
    let Some(position) = position else { return 0 };
    let rest = text.get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

/// What is wrong, and whether the heading is to blame.
fn sentence(wrong: &csv::Error, headings: &StringRecord) -> (bool, String) {
    match wrong.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            (false, format!("{len} fields where the heading has {expected_len}: fill in what is missing"))
        }
        ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|field| headings.get(field as usize));
            match (err.kind(), column) {
                (DeserializeErrorKind::ParseInt(_), Some(column)) => {
                    (false, format!("{column} is not a whole number from 0 on"))
                }
                (DeserializeErrorKind::ParseFloat(_), Some(column)) => (false, format!("{column} is not a number")),
                (kind, Some(column)) => (false, format!("{column}: {kind}")),
                (kind, None) => (kind.to_string().contains("field"), kind.to_string()),
            }
        }
        _ => (false, wrong.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        agent: u32,
        share: f64,
    }

    #[test]
    fn a_fault_is_a_sentence_with_its_line_and_column() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("A.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            rows::<Row>(&path, 3).map_err(|wrong| format!("{wrong:#}"))
        };
        let found = read("agent,share\n7,0.5\n\n8,1\n").unwrap();
        assert_eq!(
            found.iter().map(|(line, row)| (*line, row.agent, row.share)).collect::<Vec<_>>(),
            [(2, 7, 0.5), (4, 8, 1.0)]
        );
        for (text, words) in [
            ("agent,share\n7,0.5\n-7,0.5\n", "line 3: agent is not a whole number from 0 on"),
            ("agent,share\n7,half\n", "line 2: share is not a number"),
            ("agent,share\n7\n", "line 2: 1 fields where the heading has 2"),
            ("agent,part\n7,0.5\n", "line 1: unknown field `part`"),
            ("agent\n7\n", "line 1: missing field `share`"),
        ] {
            let wrong = read(text).unwrap_err();
            assert!(wrong.contains(words), "{text}: {wrong}");
            assert!(!wrong.contains("byte"), "in words: {wrong}");
        }
    }
}
