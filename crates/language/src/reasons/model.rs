//! The model of a centre's reasons: trained from scratch at every change of the examples, the same to the bit for the same seed.

use serde::Serialize;

use super::calibrate::{HeldOut, Mix};
use super::examples::Examples;
use super::regression::{Labelled, Regression};
use super::retrieve::Nearest;
use super::space::Space;
use crate::dice::Dice;

/// Below this many examples a reason, the nearest example answers alone.
const FEW: usize = 3;
/// Up to this many examples a reason, the nearest example counts beside the classifier.
const SOME: usize = 5;
/// Up to this many examples in all it does, too: it costs little then, and gains a hundredth where Korean words vary.
const SMALL: usize = 1_000;
/// Above this many examples, features seen once say too little for their room.
const MANY: usize = 4_000;
const FOLDS: usize = 5;
/// What is held out at most: enough to fit two numbers.
const HELD_OUT: usize = 2_000;
/// The share of right answers that may fall below the gate.
const LOST: f64 = 0.01;
/// How many "other" messages are taken from unlabelled ones, for each example of a mean reason.
const OTHERS: usize = 4;

/// One likely reason.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Guess {
    /// Index into the examples' reasons; nothing means "other".
    pub reason: Option<usize>,
    /// How often such an answer is right, 0 to 1.
    pub confidence: f32,
}

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    space: Space,
    regression: Regression,
    nearest: Option<Nearest>,
    mix: Mix,
    reasons: usize,
    others: bool,
    /// Confidence under which an answer is more likely none of the reasons.
    pub gate: f32,
    /// What the folds held out: for confusions and a lower bound of accuracy.
    pub held_out: Vec<HeldOut>,
}

impl Model {
    /// Trains from examples. Messages without a reason that lie far from all of them become examples of "other".
    pub fn train(examples: &Examples, seed: u64) -> Model {
        let others: Vec<&str> = examples.other.iter().map(String::as_str).collect();
        let model = Model::of(examples, &others, seed);
        if examples.unlabelled.is_empty() {
            return model;
        }
        let most = (examples.labelled.len() / examples.reasons.len().max(1)).max(1) * OTHERS;
        let mut far: Vec<(f32, &str)> = examples
            .unlabelled
            .iter()
            .map(|text| (model.best(text).map_or(0.0, |guess| guess.confidence), text.as_str()))
            .filter(|&(confidence, _)| confidence < model.gate)
            .collect();
        far.sort_by(|one, two| one.0.total_cmp(&two.0));
        let more: Vec<&str> = others.into_iter().chain(far.into_iter().map(|(_, text)| text).take(most)).collect();
        Model::of(examples, &more, seed)
    }

    fn of(examples: &Examples, others: &[&str], seed: u64) -> Model {
        let reasons = examples.reasons.len();
        let classes = reasons + usize::from(!others.is_empty());
        let told = examples.labelled.iter().map(|(text, reason)| (text.as_str(), *reason));
        let told: Vec<(&str, usize)> = told.chain(others.iter().map(|text| (*text, reasons))).collect();
        let names = examples.reasons.iter().enumerate().flat_map(|(at, reason)| {
            [(reason.name.as_str(), at), (reason.description.as_str(), at)]
                .into_iter()
                .filter(|(text, _)| !text.is_empty())
        });
        let all: Vec<(&str, usize)> = told.iter().copied().chain(names).collect();
        let space = Space::of(all.iter().map(|(text, _)| *text), least(all.len()));
        let points: Vec<Labelled> = all.iter().map(|(text, class)| (space.whole(text), *class)).collect();
        let sides = Sides { all: &all, classes, seed };
        let few = told.len() < FEW * reasons;
        let near = told.len() <= (SOME * reasons).max(SMALL);
        let held_out = if few { Vec::new() } else { sides.hold_out(told.len(), near) };
        let mix = if few { Mix::nearest(classes) } else { Mix::fit(&held_out, near) };
        let regression = Regression::fit(&points, space.columns(), classes, seed);
        let nearest = near.then(|| Nearest::of(all.iter().copied(), classes));
        let gate = gate(&held_out, mix);
        Model { space, regression, nearest, mix, reasons, others: classes > reasons, gate, held_out }
    }

    /// The likeliest reasons, best first.
    pub fn guess(&self, text: &str, most: usize) -> Vec<Guess> {
        let mut scores = vec![0.0; self.reasons + usize::from(self.others)];
        let point = self.space.whole(text);
        self.regression.scores(&point, &mut scores);
        let nearest = self.nearest.as_ref().map_or_else(|| vec![0.0; scores.len()], |nearest| nearest.scores(text));
        let confidences = self.mix.confidences(&scores, &nearest).into_iter().enumerate();
        let mut guesses: Vec<Guess> = confidences
            .map(|(at, confidence)| Guess { reason: (at < self.reasons).then_some(at), confidence })
            .collect();
        guesses.sort_by(|one, two| two.confidence.total_cmp(&one.confidence));
        if self.is_alone() {
            // Beside nothing else anything is wholly certain: what there is to say is how near an example lies.
            guesses.iter_mut().zip(&nearest).for_each(|(guess, near)| guess.confidence = near.clamp(0.0, 1.0));
        }
        guesses.truncate(most);
        guesses
    }

    /// One reason and no "other": nothing to choose from.
    fn is_alone(&self) -> bool {
        self.reasons + usize::from(self.others) < 2
    }

    fn best(&self, text: &str) -> Option<Guess> {
        self.guess(text, 1).into_iter().next()
    }

    pub fn reasons(&self) -> usize {
        self.reasons
    }

    /// Whether an answer may be taken for one of the reasons; else it is "other" until a person says so.
    pub fn is_known(&self, guess: &Guess) -> bool {
        guess.reason.is_some() && guess.confidence >= self.gate && !self.is_alone()
    }

    /// Accuracy on what was held out: a lower bound, since those models knew fewer examples. Nothing with too few examples.
    pub fn lower_bound(&self) -> Option<f64> {
        let right = self.held_out.iter().filter(|one| answer(one, self.mix).0 == one.class).count();
        (!self.held_out.is_empty()).then(|| right as f64 / self.held_out.len() as f64)
    }

    /// For each message held out: its example, its true class and what was answered.
    pub fn answers(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.held_out.iter().map(|one| (one.example, one.class, answer(one, self.mix).0))
    }
}

/// The class answered, and how sure.
fn answer(one: &HeldOut, mix: Mix) -> (usize, f32) {
    let confidences = mix.confidences(&one.scores, &one.nearest).into_iter().enumerate();
    confidences.max_by(|one, two| one.1.total_cmp(&two.1)).unwrap_or_default()
}

fn gate(held_out: &[HeldOut], mix: Mix) -> f32 {
    let mut right: Vec<f32> = held_out
        .iter()
        .filter_map(|one| {
            Some(answer(one, mix)).filter(|(class, _)| *class == one.class).map(|(_, confidence)| confidence)
        })
        .collect();
    right.sort_by(f32::total_cmp);
    right.get((LOST * right.len() as f64) as usize).copied().unwrap_or_default()
}

/// What cross-validation splits.
struct Sides<'a> {
    all: &'a [(&'a str, usize)],
    classes: usize,
    seed: u64,
}

impl Sides<'_> {
    /// Every told example (names are never held out) as a model scores it that did not know it; two folds at a time.
    fn hold_out(&self, told: usize, near: bool) -> Vec<HeldOut> {
        let folds = self.folds(told);
        // With many examples one fold says enough.
        let wanted = if told > HELD_OUT { 1 } else { FOLDS };
        let run = |fold: usize| self.without(fold, &folds, near);
        let (even, odd) = std::thread::scope(|scope| {
            let odd = scope.spawn(|| (0..wanted).filter(|fold| fold % 2 == 1).flat_map(run).collect::<Vec<_>>());
            let even: Vec<HeldOut> = (0..wanted).filter(|fold| fold % 2 == 0).flat_map(run).collect();
            (even, odd.join().unwrap_or_default())
        });
        let mut held_out: Vec<HeldOut> = even.into_iter().chain(odd).collect();
        held_out.truncate(HELD_OUT);
        held_out
    }

    /// The fold of each told example, spread evenly within its class.
    fn folds(&self, told: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..told).collect();
        Dice::new(self.seed).shuffle(&mut order);
        let mut next = vec![0; self.classes];
        let mut folds = vec![FOLDS; self.all.len()];
        for (turn, at) in order.into_iter().enumerate() {
            let class = self.all.get(at).map_or(0, |(_, class)| *class);
            if let (Some(fold), Some(next)) = (folds.get_mut(at), next.get_mut(class)) {
                // A class of one example begins anywhere, not always in the first fold.
                if *next == 0 {
                    *next = turn % FOLDS + 1;
                }
                *fold = (*next - 1) % FOLDS;
                *next += 1;
            }
        }
        folds
    }

    fn without(&self, fold: usize, folds: &[usize], near: bool) -> Vec<HeldOut> {
        let part = |out: bool| self.all.iter().zip(folds).enumerate().filter(move |(_, (_, of))| (**of == fold) == out);
        let kept: Vec<(&str, usize)> = part(false).map(|(_, (told, _))| *told).collect();
        // A space of its own: what only held-out messages say must be as unknown as a new customer's words are.
        let space = Space::of(kept.iter().map(|(text, _)| *text), least(kept.len()));
        let points: Vec<Labelled> = kept.iter().map(|(text, class)| (space.whole(text), *class)).collect();
        let regression = Regression::fit(&points, space.columns(), self.classes, self.seed);
        let nearest = near.then(|| Nearest::of(kept.iter().copied(), self.classes));
        part(true)
            .map(|(example, ((text, class), _))| {
                let mut scores = vec![0.0; self.classes];
                regression.scores(&space.whole(text), &mut scores);
                let nearest = nearest.as_ref().map_or_else(|| vec![0.0; self.classes], |nearest| nearest.scores(text));
                HeldOut { scores, nearest, class: *class, example }
            })
            .collect()
    }
}

/// How often a feature must be seen to count.
fn least(examples: usize) -> u32 {
    if examples > MANY { 2 } else { 1 }
}
