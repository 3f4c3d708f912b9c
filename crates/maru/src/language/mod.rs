//! Text from the command line: reasons, knowledge, redaction, tone. The work is in the crate of the same name.

pub mod knowledge;
pub mod reasons;
pub mod redact;
pub mod tone;

/// What every command says of a file in an encoding it cannot read.
const ENCODING: &str = "is neither UTF-8 nor CP949; save it as UTF-8 and try again";
