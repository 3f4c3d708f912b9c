//! What sentencepiece makes of characters, compiled into a double array: a table of what is replaced, and the texts it is replaced by.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::normal::{CONTENT_BYTES, is_mark};

/// Longest cluster that is looked up whole, in bytes; the library's own limit.
const CLUSTER_BYTES: usize = 6;

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Charsmap {
    units: Vec<u32>,
    /// Each ends with a zero.
    texts: Vec<u8>,
}

impl TryFrom<String> for Charsmap {
    type Error = String;

    fn try_from(said: String) -> Result<Charsmap, String> {
        let bytes = STANDARD.decode(said).map_err(|_| "a charsmap that is no base64")?;
        let (size, rest) = bytes.split_first_chunk::<4>().ok_or("a charsmap that is cut off")?;
        let size = u32::from_le_bytes(*size) as usize;
        let (units, texts) = rest.split_at_checked(size).ok_or("a charsmap that is cut off")?;
        let units = units.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        Ok(Charsmap { units, texts: texts.to_owned() })
    }
}

impl Charsmap {
    /// A character with its marks is looked up whole, then each by itself.
    pub fn of(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let marks = rest.char_indices().skip(1).find(|(_, c)| !is_mark(*c) && *c != '\u{200d}');
            let joined = match first {
                '\r' if rest.starts_with("\r\n") => 2,
                control if control.is_control() => control.len_utf8(),
                _ => marks.map_or(rest.len(), |(at, _)| at),
            };
            let (cluster, after) = rest.split_at_checked(joined).unwrap_or((rest, ""));
            rest = after;
            match Some(cluster).filter(|cluster| cluster.len() < CLUSTER_BYTES).and_then(|cluster| self.text(cluster)) {
                Some(text) => out.push_str(text),
                None => cluster.chars().for_each(|c| match self.text(c.encode_utf8(&mut [0; 4])) {
                    Some(text) => out.push_str(text),
                    None => out.push(c),
                }),
            }
        }
        out
    }

    /// What stands for the shortest beginning that is in the table.
    fn text(&self, key: &str) -> Option<&str> {
        let mut at = offset(*self.units.first()?);
        for byte in key.bytes().take_while(|byte| *byte != 0) {
            at ^= usize::from(byte);
            let unit = *self.units.get(at)?;
            if unit & 0x8000_00ff != u32::from(byte) {
                return None;
            }
            at ^= offset(unit);
            if unit >> 8 & 1 == 1 {
                let begin = (self.units.get(at)? & 0x7fff_ffff) as usize;
                let text = self.texts.get(begin..)?.split(|byte| *byte == 0).next()?;
                return std::str::from_utf8(text).ok().filter(|text| text.len() <= CONTENT_BYTES);
            }
        }
        None
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}
