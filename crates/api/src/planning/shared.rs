//! Answers that many look at: worked out once for all of them, until they are too old or something changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::civil::Date;
use serde::Serialize;
use tokio::sync::Mutex as Turn;

use super::adherence::States;
use crate::error::{Error, Result};
use crate::wire::Ms;

/// The most answers kept at once, of all centres.
const MOST: usize = 256;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Who does what was planned, now.
    Adherence,
    /// A day's board, of one skill or of all; with whom the law protects, or without.
    Day(Date, Option<u32>, bool),
    /// What customers will experience with a roster.
    Played(u64),
}

impl What {
    /// How long it may be shown, in ms.
    fn most_ms(&self) -> i64 {
        match self {
            What::Adherence => 2_000,
            What::Day(..) => 60_000,
            What::Played(_) => 3_600_000,
        }
    }
}

/// An answer as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer(Bytes);

impl Answer {
    /// The JSON of a value.
    pub fn of(value: &impl Serialize) -> Result<Answer> {
        serde_json::to_vec(value).map(|json| Answer(json.into())).map_err(|_| Error::Internal)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// Answers of all centres.
#[derive(Default)]
pub struct Shared(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    places: BTreeMap<(u32, What), Place>,
    /// Changes of a centre's plans so far.
    changes: BTreeMap<u32, u64>,
    states: BTreeMap<u32, States>,
}

struct Place {
    asked_at: Ms,
    /// Whoever holds it works the answer out; who comes meanwhile waits for it.
    turn: Arc<Turn<Option<Known>>>,
}

struct Known {
    at: Ms,
    change: u64,
    answer: Answer,
}

impl Shared {
    /// The answer, worked out anew where there is none that may still be shown.
    pub async fn get(
        &self,
        centre: u32,
        what: What,
        now: Ms,
        work: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        let most_ms = what.most_ms();
        let place = self.place(centre, what, now);
        let mut known = place.lock().await;
        let change = self.change(centre);
        let shown = known.as_ref().filter(|known| known.change == change && (now - known.at).abs() < most_ms);
        if let Some(shown) = shown {
            return Ok(shown.answer.clone());
        }
        let answer = work.await?;
        // A change during the work makes it old at once.
        *known = Some(Known { at: now, change, answer: answer.clone() });
        Ok(answer)
    }

    /// Something that answers are made of changed.
    pub fn changed(&self, centre: u32) {
        *self.inner().changes.entry(centre).or_default() += 1;
    }

    /// Takes what is known of people's states out, to be brought up to date; nothing where nobody looked yet.
    pub fn take_states(&self, centre: u32) -> States {
        self.inner().states.remove(&centre).unwrap_or_default()
    }

    /// And puts it back.
    pub fn put_states(&self, centre: u32, states: States) {
        self.inner().states.insert(centre, states);
    }

    fn place(&self, centre: u32, what: What, now: Ms) -> Arc<Turn<Option<Known>>> {
        let mut inner = self.inner();
        if inner.places.len() >= MOST && !inner.places.contains_key(&(centre, what.clone())) {
            let oldest = inner.places.iter().min_by_key(|(_, place)| place.asked_at).map(|(key, _)| key.clone());
            oldest.and_then(|key| inner.places.remove(&key));
        }
        let place = inner.places.entry((centre, what)).or_insert_with(|| Place { asked_at: now, turn: Arc::default() });
        place.asked_at = now;
        Arc::clone(&place.turn)
    }

    fn change(&self, centre: u32) -> u64 {
        self.inner().changes.get(&centre).copied().unwrap_or_default()
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Shared answers that say how often they were worked out.
    #[derive(Default)]
    struct Counted {
        shared: Shared,
        times: AtomicU32,
    }

    impl Counted {
        async fn look(&self, centre: u32, what: What, now: Ms) -> Answer {
            let work = async {
                // Others come in between.
                tokio::task::yield_now().await;
                Answer::of(&(self.times.fetch_add(1, Ordering::Relaxed) + 1))
            };
            self.shared.get(centre, what, now, work).await.unwrap()
        }
    }

    fn nth(n: u32) -> Answer {
        Answer::of(&n).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn fifty_who_look_at_once_cost_as_one() {
        let counted = Arc::new(Counted::default());
        let looks = (0..50).map(|_| {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move { counted.look(1, What::Adherence, 1_000).await })
        });
        for look in looks.collect::<Vec<_>>() {
            assert_eq!(look.await.unwrap(), nth(1));
        }
        assert_eq!(counted.look(2, What::Adherence, 1_000).await, nth(2), "another centre has its own");
    }

    #[tokio::test]
    async fn an_answer_is_worked_out_anew_when_it_is_old_or_something_changed() {
        let counted = Counted::default();
        let day = What::Day(Date::constant(2026, 11, 24), None, true);
        assert_eq!(counted.look(1, What::Adherence, 1_000).await, nth(1));
        assert_eq!(counted.look(1, What::Adherence, 2_999).await, nth(1));
        assert_eq!(counted.look(1, What::Adherence, 3_000).await, nth(2));
        assert_eq!(counted.look(1, day.clone(), 3_000).await, nth(3));
        assert_eq!(counted.look(1, day.clone(), 62_999).await, nth(3));
        counted.shared.changed(2);
        assert_eq!(counted.look(1, day.clone(), 62_999).await, nth(3));
        counted.shared.changed(1);
        assert_eq!(counted.look(1, day.clone(), 62_999).await, nth(4));
        // A clock that was set back does not show yesterday's answer all day.
        assert_eq!(counted.look(1, day, 1_000).await, nth(5));
    }

    #[tokio::test]
    async fn what_changes_while_it_is_worked_out_is_worked_out_again_and_faults_are_not_kept() {
        let counted = Counted::default();
        let work = async {
            counted.shared.changed(1);
            Answer::of(&"old")
        };
        counted.shared.get(1, What::Adherence, 0, work).await.unwrap();
        assert_eq!(counted.look(1, What::Adherence, 0).await, nth(1));
        let fault = counted.shared.get(2, What::Adherence, 0, async { Err(Error::Unavailable) }).await;
        assert_eq!(fault, Err(Error::Unavailable));
        assert_eq!(counted.look(2, What::Adherence, 0).await, nth(2));
    }

    #[tokio::test]
    async fn answers_are_bounded_however_many_days_are_asked_for() {
        let counted = Counted::default();
        for day in 0..MOST as i64 + 10 {
            let day = ::plan::history::plus(Date::constant(2026, 1, 1), day);
            counted.look(1, What::Day(day, None, true), i64::from(day.day_of_year())).await;
        }
        assert_eq!(counted.shared.inner().places.len(), MOST);
    }
}
