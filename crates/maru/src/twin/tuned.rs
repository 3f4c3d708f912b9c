//! What a search found, in words and as JSON.

use anyhow::Result;
use measure::{Unit, metric};
use routing::ReasonId;
use serde::Serialize;
use serde_json::Value;
use sim::tune::{Bound, Edit, Effect, Effects, Figure, Finalist, Goals, Measured, Of, Tuned};

use crate::plan::say_json;
use crate::terminal::say;

type Names<'a> = &'a dyn Fn(ReasonId) -> String;

/// Stretches on both sides.
#[derive(Debug, Serialize)]
pub struct Counts {
    pub unit: String,
    pub training: usize,
    pub held_out: usize,
}

/// Tells it at the terminal.
pub fn tell(found: &Tuned, goals: &Goals, names: Names) {
    let wanted: Vec<String> = goals
        .better
        .iter()
        .map(|(of, weight)| format!("{} ({weight} {})", called(*of, names), step(of.figure)))
        .collect();
    say(&format!("better is: {}", wanted.join(", ")));
    say(&format!(
        "{} changes tried, and {} combinations and further steps; because they are so many, an interval in training is one of {:.2} %",
        found.singles,
        found.combined,
        100.0 * found.sure
    ));
    for (at, finalist) in found.finalists.iter().enumerate() {
        one(at, finalist, found.recommended == Some(at), goals, names);
    }
    for (edit, effects) in &found.refused {
        let broken: Vec<String> = effects.broken.iter().map(|kept| broke(kept, effects, names)).collect();
        let score = difference(None, &effects.score);
        say(&format!("refused: {}: better by {score}, but {}", diff(edit, names), broken.join("; ")));
    }
    if let Some((edit, score)) = &found.nearest {
        say(&format!(
            "not certain: {}: {} in training, the nearest of the others",
            diff(edit, names),
            difference(None, score)
        ));
    }
    if found.recommended.is_none() {
        say("nothing is proposed: no change is better with certainty in training and on held-out days");
    }
    say("Nothing is published.");
}

fn one(at: usize, finalist: &Finalist, recommended: bool, goals: &Goals, names: Names) {
    let verdict = match (recommended, finalist.holds(), finalist.held_out.broken.is_empty()) {
        (true, ..) => "recommended",
        (_, true, _) => "holds",
        (.., true) => "did not hold",
        (.., false) => "did not hold: breaks what must be kept",
    };
    say(&format!("{}. {verdict}", at + 1));
    finalist.edits.iter().for_each(|edit| say(&format!("   {}", diff(edit, names))));
    if finalist.edits.iter().any(|edit| edit.field.starts_with("rings/") || edit.field == "preferred_hold_ms") {
        say("   mind: others serve, and what that does to quality no replay knows; talk takes as long as it took");
    }
    say(&format!("   {:<34}{:>40}{:>40}", "", "training", "held out"));
    let row = |name: &str, unit: Option<Figure>, training: &Effect, held_out: &Effect| {
        say(&format!("   {name:<34}{:>40}{:>40}", side(unit, training), side(unit, held_out)));
    };
    row("score", None, &finalist.training.score, &finalist.held_out.score);
    let is_goal =
        |of: &Measured| goals.better.iter().any(|(own, _)| own == of) || goals.keep.iter().any(|(own, _)| own == of);
    for ((of, training), (_, held_out)) in finalist.training.figures.iter().zip(&finalist.held_out.figures) {
        if is_goal(of) || certain(training) || certain(held_out) {
            row(&called(*of, names), Some(of.figure), training, held_out);
        }
    }
    for kept in &finalist.held_out.broken {
        say(&format!("   held out: {}", broke(kept, &finalist.held_out, names)));
    }
}

fn certain(effect: &Effect) -> bool {
    effect.is_more() || effect.is_less()
}

/// `reason 3 (환불) rings/1/after_ms: 60000 → 30000`.
fn diff(edit: &Edit, names: Names) -> String {
    let of = match edit.of {
        Of::Reason(reason) => names(reason),
        Of::Group(group) => format!("group {}", group.0),
        Of::Offers => "offers".into(),
    };
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("{of} {}: {} → {}", edit.field, shown(&edit.was), shown(&edit.is))
}

fn called(of: Measured, names: Names) -> String {
    let name = metric(of.figure.name()).map_or("Strain", |metric| metric.en);
    of.reason.map_or_else(|| name.into(), |reason| format!("{name}, {}", names(reason)))
}

fn step(figure: Figure) -> &'static str {
    match metric(figure.name()).map(|metric| metric.unit) {
        Some(Unit::Permille) => "a point",
        Some(Unit::Ms) => "a second",
        Some(Unit::Count | Unit::Money) | None => "each",
    }
}

fn broke((of, bound): &(Measured, Bound), effects: &Effects, names: Names) -> String {
    let is =
        effects.figure(*of).and_then(|effect| effect.is).map_or_else(|| "–".into(), |is| value(Some(of.figure), is));
    let name = called(*of, names);
    match bound {
        Bound::NoWorse => format!("{name} would be worse ({is})"),
        Bound::AtLeast(least) => format!("{name} would be {is}, below {}", value(Some(of.figure), *least)),
        Bound::AtMost(most) => format!("{name} would be {is}, above {}", value(Some(of.figure), *most)),
    }
}

/// `81.2 % → 83.0 % (+0.5 % to +3.1 %)`; of the score the difference alone.
fn side(figure: Option<Figure>, effect: &Effect) -> String {
    let shown = |number: Option<f64>| number.map_or_else(|| "–".into(), |number| value(figure, number));
    let (low, high) = (signed(figure, effect.low), signed(figure, effect.high));
    match figure {
        None => difference(None, effect),
        Some(_) => format!("{} → {} ({low} to {high})", shown(effect.was), shown(effect.is)),
    }
}

fn difference(figure: Option<Figure>, effect: &Effect) -> String {
    let [by, low, high] = [effect.difference, effect.low, effect.high].map(|number| signed(figure, number));
    format!("{by} ({low} to {high})")
}

fn value(figure: Option<Figure>, number: f64) -> String {
    match figure.and_then(|figure| metric(figure.name())).map(|metric| metric.unit) {
        Some(Unit::Permille) => format!("{:.1} %", 100.0 * number),
        Some(Unit::Ms) => format!("{:.1} s", number / 1_000.0),
        Some(Unit::Count | Unit::Money) | None => format!("{number:.2}"),
    }
}

fn signed(figure: Option<Figure>, number: f64) -> String {
    let sign = if number < 0.0 { "−" } else { "+" };
    format!("{sign}{}", value(figure, number.abs()))
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    counts: &'a Counts,
    singles: usize,
    combinations: usize,
    /// How sure an interval in training is; on held-out days 95 %.
    sure: f64,
    finalists: Vec<Told<'a>>,
    refused: Vec<Refused<'a>>,
    /// Place among the finalists.
    recommended: Option<usize>,
    published: bool,
}

#[derive(Serialize)]
struct Told<'a> {
    edits: &'a [Edit],
    holds: bool,
    training: Sides<'a>,
    held_out: Sides<'a>,
}

#[derive(Serialize)]
struct Refused<'a> {
    edit: &'a Edit,
    training: Sides<'a>,
}

#[derive(Serialize)]
struct Sides<'a> {
    score: &'a Effect,
    figures: Vec<Line<'a>>,
    broken: Vec<&'a Measured>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    of: &'a Measured,
    #[serde(flatten)]
    effect: &'a Effect,
}

/// Tells it to a program.
pub fn json(found: &Tuned, counts: &Counts) -> Result<()> {
    let finalists = found.finalists.iter().map(|own| {
        let (training, held_out) = (sides(&own.training), sides(&own.held_out));
        Told { edits: &own.edits, holds: own.holds(), training, held_out }
    });
    say_json(&Answer {
        counts,
        singles: found.singles,
        combinations: found.combined,
        sure: found.sure,
        finalists: finalists.collect(),
        refused: found.refused.iter().map(|(edit, effects)| Refused { edit, training: sides(effects) }).collect(),
        recommended: found.recommended,
        published: false,
    })
}

fn sides(effects: &Effects) -> Sides<'_> {
    Sides {
        score: &effects.score,
        figures: effects.figures.iter().map(|(of, effect)| Line { of, effect }).collect(),
        broken: effects.broken.iter().map(|(of, _)| of).collect(),
    }
}
