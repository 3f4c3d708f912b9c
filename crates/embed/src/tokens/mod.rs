//! `tokenizer.json`: how a text falls into the pieces that have vectors. Of the many forms such a file can have, those that static
//! models use are read, step for step as the `tokenizers` library does; any other is refused by its name.

mod charsmap;
mod normal;
mod pieces;
mod words;

use serde::Deserialize;

use normal::Normal;
use pieces::Pieces;
use words::Words;

/// Most steps before a text falls into pieces.
const STEPS: usize = 200;

/// What the file says that matters here; special pieces, what is put around a text, and the way back do not.
#[derive(Deserialize)]
struct Said {
    normalizer: Option<Normal>,
    pre_tokenizer: Option<Words>,
    model: pieces::Said,
}

/// Text in, numbers of pieces out.
#[derive(Debug)]
pub struct Tokens {
    normal: Option<Normal>,
    words: Option<Words>,
    pieces: Pieces,
}

impl Tokens {
    pub fn read(bytes: &[u8]) -> Result<Tokens, String> {
        let said: Said =
            serde_json::from_slice(bytes).map_err(|fault| format!("it says what is not read here ({fault})"))?;
        if said.normalizer.as_ref().map_or(0, Normal::steps) + said.pre_tokenizer.as_ref().map_or(0, Words::steps)
            > STEPS
        {
            return Err(format!("it asks for more than {STEPS} steps"));
        }
        Ok(Tokens { normal: said.normalizer, words: said.pre_tokenizer, pieces: Pieces::of_file(said.model)? })
    }

    /// Pieces there are: each is below this.
    pub fn ids(&self) -> usize {
        self.pieces.ids()
    }

    /// The pieces of a text, without those that are not known.
    pub fn of(&self, text: &str) -> Vec<u32> {
        let normal = self.normal.as_ref().map_or_else(|| text.to_owned(), |normal| normal.of(text.to_owned()));
        let words = match &self.words {
            Some(words) => words.of(vec![normal]),
            None => vec![normal],
        };
        let mut ids = Vec::new();
        for word in words {
            self.pieces.of(&word, &mut ids);
        }
        ids
    }
}
