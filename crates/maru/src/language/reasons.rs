//! `maru reasons`: a model from examples, its test, a guess. docs/language.md has examples.

use std::path::{Path, PathBuf};

use ::language::reasons::{Confusion, Contradiction, Examples, Model, Score, confusions, score};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::plan::{read, say_json};
use crate::terminal::say;

/// Pairs of reasons shown.
const CONFUSIONS: usize = 10;

#[derive(Debug, Args)]
pub struct Reasons {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Train, and say what cross-validation thinks of it: accuracy at least, confused pairs, contradictions.
    Train(Files),
    /// Train, and test on messages the model never saw.
    Test(Tested),
    /// The likeliest reasons of a message.
    Guess(Asked),
}

#[derive(Debug, Args)]
struct Files {
    /// Examples (tab-separated): text, reason. A reason "other", "oos" or "기타" holds messages about none of them.
    #[arg(long)]
    examples: PathBuf,
    /// Messages without a reason, one a line: the centre's own, from which "other" is learned.
    #[arg(long)]
    unlabelled: Option<PathBuf>,
    /// The same seed and files give the same model.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Tested {
    #[command(flatten)]
    files: Files,
    /// Messages to test on (tab-separated): text, reason. Without it what cross-validation says.
    #[arg(long)]
    test: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Asked {
    #[command(flatten)]
    files: Files,
    /// The message.
    text: String,
    /// How many reasons.
    #[arg(long, default_value_t = 3)]
    most: usize,
}

#[derive(Serialize)]
struct Trained {
    reasons: usize,
    examples: usize,
    seed: u64,
    train_s: f64,
    /// By cross-validation: the model that ships knows more examples.
    accuracy_at_least: Option<f64>,
    gate: f32,
    confusions: Vec<Confusion>,
    contradictions: Vec<Contradiction>,
}

#[derive(Serialize)]
struct Outcome {
    #[serde(flatten)]
    score: Score,
    train_s: f64,
    us_per_message: f64,
    seed: u64,
}

#[derive(Serialize)]
struct Likely<'a> {
    reason: &'a str,
    confidence: f32,
    /// Sure enough to be one of the reasons.
    known: bool,
}

pub fn run(asked: &Reasons) -> Result<()> {
    match &asked.what {
        What::Train(files) => train(files),
        What::Test(Tested { files, test: Some(test) }) => tested(files, test),
        What::Test(Tested { files, test: None }) => train(files),
        What::Guess(asked) => guess(asked),
    }
}

fn train(files: &Files) -> Result<()> {
    let (examples, model, train_s) = model(files)?;
    let trained = Trained {
        reasons: examples.reasons.len(),
        examples: examples.labelled.len(),
        seed: files.seed,
        train_s,
        accuracy_at_least: model.lower_bound(),
        gate: model.gate,
        confusions: confusions(&model, &examples, CONFUSIONS),
        contradictions: examples.contradictions(),
    };
    if files.json {
        return say_json(&trained);
    }
    say(&format!(
        "{} examples of {} reasons in {train_s:.2} s (seed {})",
        trained.examples, trained.reasons, trained.seed
    ));
    match trained.accuracy_at_least {
        Some(share) => say(&format!("right at least {:.1} % of the time", 100.0 * share)),
        None => say("too few examples to say how good it is: fewer than three a reason"),
    }
    for one in &trained.confusions {
        let [left, right] = &one.reasons;
        let advice = if one.merge { "; merge them, or tell them apart by name" } else { "" };
        say(&format!("  {left} and {right}: {} confused ({:.0} %){advice}", one.count, 100.0 * one.share));
    }
    for one in &trained.contradictions {
        say(&format!("  under {} and {}: {}", one.reasons[0], one.reasons[1], one.text));
    }
    Ok(())
}

fn tested(files: &Files, test: &Path) -> Result<()> {
    let (examples, model, train_s) = model(files)?;
    let test: Vec<_> = super::labelled(test)?.into_iter().map(|row| (row.text, row.reason)).collect();
    let begin = now();
    for (text, _) in &test {
        std::hint::black_box(model.guess(text, 3));
    }
    let us_per_message = 1e6 * begin.elapsed().as_secs_f64() / test.len() as f64;
    let result = Outcome { score: score(&model, &examples, &test), train_s, us_per_message, seed: files.seed };
    if files.json {
        return say_json(&result);
    }
    let Score { accuracy, top3, ece, messages, others, other_recall, gated_accuracy, .. } = result.score;
    say(&format!("{messages} messages: {:.1} % right, {:.1} % among three", 100.0 * accuracy, 100.0 * top3));
    say(&format!(
        "calibration error {ece:.3}; trained in {train_s:.2} s, {us_per_message:.0} us a message (seed {})",
        files.seed
    ));
    if others > 0 {
        let (caught, kept) = (100.0 * other_recall, 100.0 * gated_accuracy);
        say(&format!(
            "{others} about none of the reasons: {caught:.1} % found, while {kept:.1} % of the rest are right and kept"
        ));
    }
    Ok(())
}

fn guess(asked: &Asked) -> Result<()> {
    let (examples, model, _) = model(&asked.files)?;
    let guesses = model.guess(&asked.text, asked.most);
    let likely: Vec<Likely> = guesses
        .iter()
        .map(|guess| Likely {
            reason: guess.reason.and_then(|at| examples.reasons.get(at)).map_or("other", |reason| &reason.id),
            confidence: guess.confidence,
            // One reason is always the likeliest, and one example says nothing of how others put it.
            known: model.is_known(guess)
                && examples.reasons.len() > 1
                && guess.reason.is_some_and(|at| told(&examples, at) > 1),
        })
        .collect();
    if asked.files.json {
        return say_json(&likely);
    }
    for Likely { reason, confidence, known } in &likely {
        say(&format!("{:>5.1} %  {reason}{}", 100.0 * confidence, if *known { "" } else { "  (unsure)" }));
    }
    Ok(())
}

/// How many examples a reason has.
fn told(examples: &Examples, reason: usize) -> usize {
    examples.labelled.iter().filter(|(_, at)| *at == reason).count()
}

fn model(files: &Files) -> Result<(Examples, Model, f64)> {
    let named = |path: &Path| format!("{} cannot be used", path.display());
    let mut examples = Examples::read(&read(&files.examples)?).with_context(|| named(&files.examples))?;
    if let Some(path) = &files.unlabelled {
        let text = ::language::text::decode(&read(path)?)
            .with_context(|| format!("{} {}", path.display(), super::ENCODING))?;
        examples.unlabelled = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_string).collect();
        examples = examples.checked().with_context(|| named(path))?;
    }
    let begin = now();
    let model = Model::train(&examples, files.seed);
    Ok((examples, model, begin.elapsed().as_secs_f64()))
}

#[expect(clippy::disallowed_methods, reason = "what was asked for is how long it takes")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
