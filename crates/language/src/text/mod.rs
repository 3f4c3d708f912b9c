//! What every part does with words first: one normal form, the language, words and their bare forms.

mod decode;
pub mod hangul;
mod normal;
mod root;
pub mod said;
pub mod sentences;
mod stem;
pub mod typed;
pub mod words;

pub use decode::decode;
pub use normal::{Normal, bounded, is_unseen, normalise};
pub use root::root;
pub use stem::{bare, stem};
