//! Words as vectors, by a static model in a folder here: nothing is downloaded and nothing is sent.
//!
//! The form read is model2vec's: `tokenizer.json` says how a text falls into pieces, `model.safetensors` has a vector for each, and a
//! text is their mean. Both files are read within limits and checked whole before the first text.

mod file;
mod table;
mod tokens;

use std::path::Path;

pub use file::Error;
use table::Table;
use tokens::Tokens;

/// What is read of a text, in bytes.
const TEXT_BYTES: usize = 8 * 1024;
/// Pieces of a text that count; model2vec's own limit.
const PIECES: usize = 512;
/// Characters of a folder's name that are shown.
const NAME_CHARS: usize = 100;

/// A model, read from its folder.
#[derive(Debug)]
pub struct Model {
    name: String,
    tokens: Tokens,
    table: Table,
}

impl Model {
    /// Reads the whole model: seconds for the largest, and as much memory as its files have bytes.
    pub fn open(folder: &Path) -> Result<Model, Error> {
        Model::of(folder, &file::read(folder, file::TOKENIZER)?, file::read(folder, file::TABLE)?)
    }

    /// The model whose `tokenizer.json` and `model.safetensors`, both in `folder`, have these bytes.
    pub fn of(folder: &Path, tokenizer: &[u8], table: Vec<u8>) -> Result<Model, Error> {
        let tokens = Tokens::read(tokenizer).map_err(|cause| file::unfit(folder, file::TOKENIZER, cause))?;
        let table = Table::read(table).map_err(|cause| file::unfit(folder, file::TABLE, cause))?;
        if tokens.ids() > table.ids() {
            let cause = format!("it has {} rows, and tokenizer.json counts {} pieces", table.ids(), tokens.ids());
            return Err(file::unfit(folder, file::TABLE, cause));
        }
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
        Ok(Model { name: name.chars().take(NAME_CHARS).collect(), tokens, table })
    }

    /// Its folder's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The direction a text points in; zeros if it has no piece the model knows. None: its numbers are too large to add up.
    pub fn vector(&self, text: &str) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.table.numbers()];
        let ids = self.tokens.of(cut(text, TEXT_BYTES));
        for id in ids.iter().take(PIECES) {
            self.table.add(*id, &mut sum);
        }
        let pieces = ids.len().clamp(1, PIECES) as f32;
        sum.iter_mut().for_each(|number| *number /= pieces);
        sum.iter().all(|number| number.is_finite()).then_some(sum)
    }
}

/// The first part of a text, cut at a character.
fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes.min(text.len()))).unwrap_or_default()
}
