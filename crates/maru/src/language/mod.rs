//! Text from the command line: reasons, knowledge, redaction, tone. The work is in the crate of the same name.

pub mod knowledge;
pub mod reasons;
pub mod redact;
pub mod tone;

use std::path::Path;

use ::language::reasons::{Row, rows};
use anyhow::{Context, Result, bail};

use crate::plan::read;

/// What every command says of a file in an encoding it cannot read.
const ENCODING: &str = "is neither UTF-8 nor CP949; save it as UTF-8 and try again";

/// The labelled messages of a file. Figures of no message would look like those of a bad model.
fn labelled(path: &Path) -> Result<Vec<Row>> {
    let rows = rows(&read(path)?).with_context(|| format!("{} cannot be used", path.display()))?;
    if rows.is_empty() {
        bail!("{} holds no message; a line is a message, a tab and its label", path.display());
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_message_is_refused_and_no_figures_are_made_of_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refused = |text: &str| {
            std::fs::write(file.path(), text).unwrap();
            labelled(file.path()).map(|rows| rows.len()).map_err(|error| error.to_string())
        };
        for nothing in ["", "\n\n", "text\treason\n"] {
            assert!(refused(nothing).unwrap_err().contains("holds no message"), "{nothing:?}");
        }
        assert_eq!(refused("환불해 주세요\t환불\n"), Ok(1));
    }
}
