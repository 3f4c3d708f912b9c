//! The reason of a contact from the customer's own words.
//!
//! `examples` are read and checked, `features`, `concepts`, `frame` and `sense` make numbers of words, `space` weighs them, `regression` and
//! `retrieve` answer, `calibrate` mixes the two so that a confidence means what it says, `model` puts it together.

mod calibrate;
mod concepts;
mod confusions;
mod discover;
mod drift;
mod examples;
mod features;
mod frame;
mod model;
mod name;
mod regression;
mod retrieve;
mod score;
mod sense;
mod space;

pub use calibrate::calibration_error;
pub use confusions::{Confusion, confusions};
pub use discover::{MOST_MESSAGES, Proposal, discover};
pub use drift::{Drift, drift};
pub use examples::{
    Contradiction, Examples, MOST_EXAMPLES, MOST_REASONS, Reason, Row, Unusable, is_other, rows, same_words,
};
pub use model::{Guess, Model};
pub use score::{Score, score};
