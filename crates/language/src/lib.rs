//! Text, without network, model download or graphics card: contact reasons, knowledge search, redaction, tone, summaries.
//!
//! Pure: no clock, no files. The same examples and seed give the same model to the bit.

pub mod bm25;
pub mod dice;
pub mod knowledge;
pub mod reasons;
pub mod redact;
pub mod summary;
pub mod text;
pub mod tone;
