//! Articles found by words, put in order by meaning too: a model turns words into vectors, and both orders are fused by rank. The model
//! is behind an endpoint, or in a folder that the operator has named.
//!
//! What words do not find is not found: a model orders, it does not add.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::ask::{Asked, Call, FREE, Said, tokens};
use super::rows::{self, Set};
use super::types::{ModelFault, ModelTask};
use super::wire::{Vectors, texts};
use crate::clean::Clean;
use crate::error::Result;
use crate::knowledge::types::ArticleHit;
use crate::state::{App, blocking};

/// Characters of an article that are sent.
const CHARS: usize = 1_000;
/// Most that is read of an answer, in bytes: twenty vectors of the longest.
const BYTES: u64 = 2 << 20;
/// Vectors kept; when there are more, all are asked for again.
const KEPT: usize = 4_000;
/// Reciprocal rank fusion's constant, from its paper (Cormack et al. 2009).
const RANKS: f32 = 60.0;

/// An article that words have found.
pub struct Found {
    pub id: u64,
    pub revision: u32,
    pub text: String,
}

impl Found {
    pub fn of(hit: &ArticleHit) -> Found {
        let words = [&hit.title.ko, &hit.title.en, &hit.about.ko, &hit.about.en].map(String::as_str);
        let text = words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        Found { id: hit.id, revision: hit.revision, text }
    }
}

/// Which vector: of which centre, from whom, of which article in which revision.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Of {
    centre: u32,
    base_url: String,
    model: String,
    article: u64,
    revision: u32,
}

impl Of {
    fn article(centre: u32, set: &Set, found: &Found) -> Of {
        let (base_url, model) = (set.base_url.clone(), set.name.clone());
        Of { centre, base_url, model, article: found.id, revision: found.revision }
    }
}

/// Vectors of articles, so that a search asks for those alone that it has not seen.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<Of, Arc<[f32]>>>);

impl Kept {
    fn get(&self, of: &Of) -> Option<Arc<[f32]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(of).cloned()
    }

    fn put(&self, of: Of, vector: Arc<[f32]>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(of, vector);
    }
}

/// The places of `found` in a new order, by words and meaning; `found` is in the order of words.
pub async fn by_model(app: &App, centre: u32, asked: &str, found: &[Found]) -> Result<Asked<Vec<usize>>> {
    let set = match app.read(move |view| rows::model(view, centre, ModelTask::Search)).await? {
        Ok(set) => set,
        Err(fault) => return Ok(Asked { answer: Err(fault), set: None }),
    };
    let of: Vec<Of> = found.iter().map(|found| Of::article(centre, &set, found)).collect();
    let mut known: Vec<Option<Arc<[f32]>>> = of.iter().map(|of| app.vectors().get(of)).collect();
    let unknown = found.iter().zip(&known).filter(|(_, vector)| vector.is_none()).map(|(found, _)| found.text.as_str());
    let cut = |text: &str| Clean::of(text).cut(CHARS).into_string();
    let sent: Vec<String> = std::iter::once(asked).chain(unknown).map(cut).collect();
    if set.in_folder() {
        let new = by_folder(app, centre, &set, sent).await?;
        return Ok(Asked { answer: new.and_then(|new| take(app, of, &mut known, new)), set: Some(set) });
    }
    let worst = sent.iter().map(|text| tokens(text)).sum();
    let call = Call { task: ModelTask::Search, path: "embeddings", worst, bytes: BYTES };
    let order = |bytes: &[u8]| {
        let Ok(vectors) = serde_json::from_slice::<Vectors>(bytes) else { return (Err(ModelFault::Unreadable), 0) };
        let counted = vectors.tokens();
        (vectors.of(sent.len()).ok_or(ModelFault::Unreadable).and_then(|new| take(app, of, &mut known, new)), counted)
    };
    call.of(app, centre, |model| texts(model, &sent), order).await
}

/// A vector for each text by the operator's folder. Nobody is asked: the limit holds, and no budget is spent.
async fn by_folder(app: &App, centre: u32, set: &Set, texts: Vec<String>) -> Result<Said<Vec<Vec<f32>>>> {
    let Some(Ok(model)) = app.config().embeddings.clone() else { return Ok(Err(ModelFault::Folder)) };
    let Ok(_held) = FREE.try_acquire() else { return Ok(Err(ModelFault::Busy)) };
    let (clock, until) = (app.clone(), app.now().0.saturating_add(set.limit_ms.into()));
    let work = blocking(move || {
        let vector = |text: &String| {
            let late = clock.now().0 >= until;
            if late { Err(ModelFault::Slow) } else { model.vector(text).ok_or(ModelFault::Unreadable) }
        };
        Ok(texts.iter().map(vector).collect::<Said<_>>())
    });
    // A machine too busy to begin is slow too.
    let Ok(new) = tokio::time::timeout(Duration::from_millis(set.limit_ms.into()), work).await else {
        return Ok(Err(ModelFault::Slow));
    };
    let on = app.read(move |view| rows::asks(view, centre, ModelTask::Search)).await?;
    if on { new } else { Ok(Err(ModelFault::Off)) }
}

/// Fills in the vectors that came, keeps them, and orders by all of them.
fn take(app: &App, of: Vec<Of>, known: &mut [Option<Arc<[f32]>>], new: Vec<Vec<f32>>) -> Said<Vec<usize>> {
    let mut new = new.into_iter().map(Arc::<[f32]>::from);
    let asked = new.next().ok_or(ModelFault::Unreadable)?;
    for (of, vector) in of.into_iter().zip(known.iter_mut()).filter(|(_, vector)| vector.is_none()) {
        *vector = new.next();
        if let Some(vector) = vector {
            app.vectors().put(of, Arc::clone(vector));
        }
    }
    // A model that was changed behind its name answers in another length.
    let near: Option<Vec<f32>> =
        known.iter().map(|vector| vector.as_deref().and_then(|vector| cosine(&asked, vector))).collect();
    Ok(fused(&near.ok_or(ModelFault::Unreadable)?))
}

fn cosine(one: &[f32], two: &[f32]) -> Option<f32> {
    let dot = |one: &[f32], two: &[f32]| one.iter().zip(two).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let long = dot(one, one).sqrt() * dot(two, two).sqrt();
    (one.len() == two.len()).then(|| if long > 0.0 { (dot(one, two) / long) as f32 } else { 0.0 })
}

/// Places by reciprocal rank in both orders: the one they are in, and nearness. Ties stay as they were.
fn fused(near: &[f32]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..near.len()).collect();
    let nearness = |place: &usize| near.get(*place).copied().unwrap_or_default();
    places.sort_by(|one, two| nearness(two).total_cmp(&nearness(one)));
    let share = |rank: usize| 1.0 / (RANKS + rank as f32);
    let mut weighed: Vec<(f32, usize)> =
        places.into_iter().enumerate().map(|(rank, place)| (share(rank) + share(place), place)).collect();
    weighed.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    weighed.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_count() {
        assert_eq!(fused(&[0.9, 0.5, 0.1]), [0, 1, 2]);
        assert_eq!(fused(&[0.1, 0.2, 0.9]), [0, 2, 1], "a tie stays as it was");
        assert_eq!(fused(&[0.0, 0.9, 0.1, 0.2]), [1, 0, 3, 2]);
        assert_eq!(fused(&[]), [0; 0]);
    }

    #[test]
    fn vectors_of_two_lengths_are_not_compared() {
        assert_eq!(cosine(&[1.0, 0.0], &[1.0, 0.0, 0.0]), None);
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 0.0]), Some(0.0));
        assert_eq!(cosine(&[3.0, 4.0], &[6.0, 8.0]), Some(1.0));
    }
}
