//! What is to be better, and what must not become worse for it.

use measure::{Unit, metric};
use routing::ReasonId;

/// A figure that routing can change. All but strain are defined in the catalogue of `measure`, under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    ServiceLevel,
    Asa,
    Abandonment,
    /// Time spent in line per contact closed.
    Waited,
    Effort,
    Transfers,
    CallbacksKept,
    Occupancy,
    /// Points of the published weights at the end of each half hour at work, averaged over people, as in a replay's reading.
    Strain,
}

impl Figure {
    pub const ALL: [Figure; 9] = [
        Figure::ServiceLevel,
        Figure::Asa,
        Figure::Abandonment,
        Figure::Waited,
        Figure::Effort,
        Figure::Transfers,
        Figure::CallbacksKept,
        Figure::Occupancy,
        Figure::Strain,
    ];

    /// Its name in the catalogue and in files.
    pub fn name(self) -> &'static str {
        match self {
            Figure::ServiceLevel => "service_level",
            Figure::Asa => "asa",
            Figure::Abandonment => "abandonment",
            Figure::Waited => "waited",
            Figure::Effort => "effort",
            Figure::Transfers => "transfers",
            Figure::CallbacksKept => "callbacks_kept",
            Figure::Occupancy => "occupancy",
            Figure::Strain => "strain",
        }
    }

    pub fn named(name: &str) -> Option<Figure> {
        Figure::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// What a weight of one is worth: a point of a share, a second, a point of strain.
    pub fn step(self) -> f64 {
        match metric(self.name()).map(|metric| metric.unit) {
            Some(Unit::Permille) => 0.01,
            Some(Unit::Ms) => 1_000.0,
            Some(Unit::Count | Unit::Money) | None => 1.0,
        }
    }

    /// 1 where more is better, −1 where less is; none: neither, it can only be kept within bounds.
    pub fn direction(self) -> Option<f64> {
        let more = match self {
            Figure::Strain => Some(false),
            _ => metric(self.name())?.more_is_better,
        };
        more.map(|more| if more { 1.0 } else { -1.0 })
    }

    /// Whether it can be told of one reason alone: people's time is spent on all of them.
    pub fn is_by_reason(self) -> bool {
        !matches!(self, Figure::Occupancy | Figure::Strain)
    }
}

/// A figure, of everything or of one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Measured {
    pub figure: Figure,
    pub reason: Option<ReasonId>,
}

impl Measured {
    pub fn all(figure: Figure) -> Measured {
        Measured { figure, reason: None }
    }
}

/// What must hold of a figure that is kept. In its own unit: a share, ms, points.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// A change that certainly makes it worse is refused.
    NoWorse,
    /// A change under which it is less is refused, or less than it is where it is less already.
    AtLeast(f64),
    AtMost(f64),
}

/// What a centre wants.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Goals {
    /// Figures to better; the weight is of one [`Figure::step`].
    pub better: Vec<(Measured, f64)>,
    pub keep: Vec<(Measured, Bound)>,
}

impl Goals {
    /// Every figure of the goals, and all others that people will ask about.
    pub(super) fn measured(&self) -> Vec<Measured> {
        let named = self.better.iter().map(|(measured, _)| *measured).chain(self.keep.iter().map(|(kept, _)| *kept));
        let mut all: Vec<Measured> = Vec::new();
        for measured in named.chain(Figure::ALL.map(Measured::all)) {
            if !all.contains(&measured) {
                all.push(measured);
            }
        }
        all
    }
}
