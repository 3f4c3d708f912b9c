//! Why an offer was made: computed by folding the journal to just before it, with the code that decided.

use journal::ReadJournal;
use routing::explain::Why;
use routing::{Event, OfferId, Time};

use crate::driver::OpenError;
use crate::fold::fold_in_order;

/// What an offer was, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Explained {
    pub offer: OfferId,
    pub at: Time,
    pub why: Why,
}

/// Explains an offer that was decided in row `seq`. `None`: there is no such offer in that row.
pub fn explain<J: ReadJournal>(journal: &J, seq: u64, offer: OfferId) -> Result<Option<Explained>, OpenError> {
    let Some(row) = journal.read(seq.saturating_sub(1), 1)?.pop() else { return Ok(None) };
    let contact = row.body.events.iter().find_map(|event| match event {
        Event::Offered { offer: found, contact, .. } if *found == offer => Some(*contact),
        _ => None,
    });
    let Some(contact) = contact else { return Ok(None) };
    let is_it = |event: &Event| matches!(event, Event::Offered { offer: found, .. } if *found == offer);
    let mut engine = fold_in_order(journal, seq.saturating_sub(1))?.engine;
    for event in row.body.events.iter().take_while(|event| !is_it(event)) {
        engine.apply(row.at, event);
    }
    Ok(engine.explain(contact).map(|why| Explained { offer, at: row.at, why }))
}
