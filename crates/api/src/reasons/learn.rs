//! One model per centre, in memory: trained at the start and at every change, never on the way of a request.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use language::reasons::{Examples, Model, Reason};
use rusqlite::Connection;
use tokio::sync::Notify;

use super::{choosable, rows};
use crate::error::Result;
use crate::limits;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::tone;
use crate::wire::{Ms, Words};

/// The same examples give the same model.
const SEED: u64 = 1;
/// A guess is shown among the likeliest only when it is at least this likely, 0 to 1.
const LEAST: f32 = 0.02;

/// A trained model with what it was trained from.
pub struct Learned {
    pub model: Model,
    pub examples: Examples,
    /// The catalogue's id of each of the examples' reasons.
    pub ids: Vec<u32>,
    pub at: Ms,
    pub took_ms: u32,
    /// The tone model's limits from the centre's own lines; none while there are too few.
    pub tone: Option<[f32; 2]>,
}

/// One likely reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likely {
    pub reason: u32,
    /// How often such an answer is right, in thousandths.
    pub permille: u16,
}

impl Learned {
    /// The likeliest reasons, best first; none where the words are about none of them, as far as the model can tell.
    pub fn likeliest(&self, words: &str, most: usize) -> Vec<Likely> {
        let guesses = self.model.guess(words, most + 1);
        // Where all are as likely as one another, nothing in the words was known.
        let told = match guesses.as_slice() {
            [best, next, ..] => best.confidence > next.confidence,
            rest => !rest.is_empty(),
        };
        if !told || !guesses.first().is_some_and(|best| self.model.is_known(best)) {
            return Vec::new();
        }
        let likely = guesses.iter().filter(|guess| guess.confidence >= LEAST).filter_map(|guess| {
            let reason = *self.ids.get(guess.reason?)?;
            Some(Likely { reason, permille: (guess.confidence * 1_000.0) as u16 })
        });
        likely.take(most).collect()
    }
}

/// The models of all centres.
#[derive(Default)]
pub struct Models(RwLock<BTreeMap<u32, Slot>>);

#[derive(Default)]
struct Slot {
    changed: Arc<Notify>,
    learned: Option<Arc<Learned>>,
}

impl Models {
    /// The model of a centre; none while it has no reasons, or has only just started.
    pub fn of(&self, centre: u32) -> Option<Arc<Learned>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&centre)?.learned.clone()
    }

    /// Something it learns from has changed. However many changes wait, it is trained once for them.
    pub fn changed(&self, centre: u32) {
        if let Some(slot) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&centre) {
            slot.changed.notify_one();
        }
    }

    fn waits(&self, centre: u32) -> Arc<Notify> {
        let mut slots = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&slots.entry(centre).or_default().changed)
    }

    fn keep(&self, centre: u32, learned: Option<Learned>) {
        let mut slots = self.0.write().unwrap_or_else(PoisonError::into_inner);
        slots.entry(centre).or_default().learned = learned.map(Arc::new);
    }
}

/// Keeps the model of a centre up to what it learns from.
pub fn start(app: App, centre: u32) {
    let changed = app.models().waits(centre);
    tokio::spawn(async move {
        loop {
            match learn(&app, centre).await {
                Ok(learned) => app.models().keep(centre, learned),
                Err(fault) => tracing::warn!(%fault, centre, "reasons were not learned; the model before stays"),
            }
            changed.notified().await;
        }
    });
}

async fn learn(app: &App, centre: u32) -> Result<Option<Learned>> {
    let (catalogue, at) = (app.catalogue(centre).await?, app.now().0);
    let published = tone::limits::published(&catalogue);
    let read =
        move |view: &Connection| Ok((examples(view, centre, &catalogue)?, tone::limits::ordinary(view, centre)?));
    let ((examples, ids), lines) = app.read(read).await?;
    // A centre without reasons has nothing to learn.
    let Ok(examples) = examples.checked() else { return Ok(None) };
    let train = move || Ok((Model::train(&examples, SEED), examples, tone::limits::learned(&lines, published)));
    let (model, examples, tone) = blocking(train).await?;
    let took_ms = u32::try_from(app.now().0.saturating_sub(at)).unwrap_or_default();
    Ok(Some(Learned { model, examples, ids, at, took_ms, tone }))
}

fn examples(view: &Connection, centre: u32, catalogue: &Catalogue) -> Result<(Examples, Vec<u32>)> {
    let both = |words: &Words| format!("{} {}", words.ko, words.en).trim().to_owned();
    let mut ids = Vec::new();
    let mut examples = Examples::default();
    for entry in choosable(catalogue) {
        ids.push(entry.id.0);
        let (name, description) = (both(&entry.name), both(&entry.about));
        examples.reasons.push(Reason { id: entry.id.0.to_string(), name, description });
    }
    let places: BTreeMap<u32, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let stand_in = catalogue.document.as_ref().map(|document| document.unknown_reason.0);
    for (reason, text) in rows::newest(view, centre, limits::REASON_EXAMPLES)? {
        match places.get(&reason) {
            Some(place) => examples.labelled.push((text, *place)),
            None if Some(reason) == stand_in => examples.other.push(text),
            None => {}
        }
    }
    examples.unlabelled = rows::without_reason(view, centre, stand_in, None, limits::UNLABELLED_WORDS)?;
    Ok((examples, ids))
}
