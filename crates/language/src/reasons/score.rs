//! How good a model is on messages it never saw.

use serde::Serialize;

use super::calibrate::calibration_error;
use super::examples::Examples;
use super::model::Model;

/// Figures of a test. Shares are 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    pub messages: usize,
    /// The likeliest reason was right, among messages that are about one of the reasons.
    pub accuracy: f64,
    pub top3: f64,
    /// Mean confidence of the likeliest reason: above `accuracy` the model is too sure of itself.
    pub confidence: f64,
    /// Expected calibration error of the likeliest reason.
    pub ece: f64,
    /// With the gate: right *and* held to be one of the reasons; the rest of these messages goes to a person.
    pub gated_accuracy: f64,
    /// Messages about none of the reasons, and the share of them that the gate or "other" caught.
    pub others: usize,
    pub other_recall: f64,
}

/// Tests a model on messages with the id of their reason; an id that the examples do not have counts as "other".
pub fn score(model: &Model, examples: &Examples, test: &[(String, String)]) -> Score {
    let mut answers = Vec::with_capacity(test.len());
    let (mut top3, mut kept, mut others, mut caught) = (0, 0, 0, 0);
    for (text, id) in test {
        let guesses = model.guess(text, 4);
        let known = guesses.first().is_some_and(|guess| model.is_known(guess));
        let Some(reason) = examples.find(id) else {
            others += 1;
            caught += usize::from(!known);
            continue;
        };
        let mut named = guesses.iter().filter(|guess| guess.reason.is_some());
        let right = named.clone().next().is_some_and(|guess| guess.reason == Some(reason));
        let confidence = named.clone().next().map_or(0.0, |guess| guess.confidence);
        answers.push((confidence, right));
        top3 += usize::from(named.by_ref().take(3).any(|guess| guess.reason == Some(reason)));
        kept += usize::from(right && known);
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    Score {
        messages: test.len(),
        accuracy: share(answers.iter().filter(|(_, right)| *right).count(), answers.len()),
        top3: share(top3, answers.len()),
        confidence: answers.iter().map(|(confidence, _)| f64::from(*confidence)).sum::<f64>()
            / answers.len().max(1) as f64,
        ece: calibration_error(&answers),
        gated_accuracy: share(kept, answers.len()),
        others,
        other_recall: share(caught, others),
    }
}
