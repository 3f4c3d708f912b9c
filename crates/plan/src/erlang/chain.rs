//! A birth-death chain, summed outward from its most likely state so that nothing overflows at any size.

/// A term below this share of its sum no longer counts.
const NEGLIGIBLE: f64 = 1e-17;

/// Contacts arrive at `birth`; with `k` of `places` in use one ends at the rate `death(k)`, which never falls in `k`; each
/// contact that waits beyond the places gives up at the rate `leave`. All rates in one unit of time.
pub(super) struct Chain<D: Fn(u32) -> f64> {
    pub birth: f64,
    pub death: D,
    pub places: u32,
    pub line: Line,
    /// The largest number in use with `death(k) <= birth`, at most `places`.
    pub mode: u32,
}

/// What happens beyond the last place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Line {
    /// There is no line: contacts are turned away.
    None,
    /// Contacts wait; each leaves at this rate, 0 for never.
    Leave(f64),
}

/// What the chain does in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stationary {
    /// Probability that all places are in use: a contact waits or is turned away.
    pub full: f64,
    /// Mean number that waits.
    pub queue: f64,
    /// Mean number of places in use.
    pub in_use: f64,
    /// `full` over the probability that all places are in use and nobody waits; infinite if that one vanishes.
    pub full_over_last: f64,
}

/// Weights of the states 0 to `places`, the mode weighing 1.
struct Head {
    sum: f64,
    moment: f64,
    last: f64,
}

/// Weights of the states beyond the last place, in a scale where that place weighs `last`.
struct Tail {
    last: f64,
    sum: f64,
    moment: f64,
}

impl<D: Fn(u32) -> f64> Chain<D> {
    /// `None` if the line grows without end.
    pub fn stationary(&self) -> Option<Stationary> {
        let head = self.head();
        let tail = match self.line {
            Line::None => Tail { last: 1.0, sum: 0.0, moment: 0.0 },
            Line::Leave(leave) if leave > 0.0 => self.tail(leave),
            Line::Leave(_) => self.endless_patience()?,
        };
        let total = tail.last * head.sum + head.last * tail.sum;
        let beyond = head.last * tail.sum / total;
        Some(Stationary {
            full: (head.last * (tail.last + tail.sum) / total).min(1.0),
            queue: head.last * tail.moment / total,
            in_use: tail.last * head.moment / total + beyond * f64::from(self.places),
            full_over_last: (tail.last + tail.sum) / tail.last,
        })
    }

    fn head(&self) -> Head {
        let mode = f64::from(self.mode);
        let mut head = Head { sum: 1.0, moment: mode, last: 1.0 };
        let (mut term, per_birth) = (1.0, 1.0 / self.birth);
        for k in (1..=self.mode).rev() {
            term *= (self.death)(k) * per_birth;
            head.sum += term;
            head.moment += term * f64::from(k - 1);
            if term < NEGLIGIBLE * head.sum {
                break;
            }
        }
        // Upward the last term matters however small it is.
        term = 1.0;
        for k in self.mode + 1..=self.places {
            term *= self.birth / (self.death)(k);
            head.sum += term;
            head.moment += term * f64::from(k);
            if term == 0.0 {
                break;
            }
        }
        head.last = term;
        head
    }

    fn endless_patience(&self) -> Option<Tail> {
        let load = self.birth / (self.death)(self.places);
        let idle = 1.0 - load;
        (idle > 0.0).then(|| Tail { last: 1.0, sum: load / idle, moment: load / (idle * idle) })
    }

    /// Starts where the line is longest likely: at its head, or where as many leave as arrive too many.
    fn tail(&self, leave: f64) -> Tail {
        let drain = (self.death)(self.places);
        let start = ((self.birth - drain) / leave).floor().max(0.0);
        let mut tail = Tail { last: 1.0, sum: 0.0, moment: 0.0 };
        let (mut term, mut waiting) = (1.0, start);
        while waiting > 0.0 && term > 0.0 {
            tail.sum += term;
            tail.moment += term * waiting;
            term *= (drain + waiting * leave) / self.birth;
            waiting -= 1.0;
        }
        tail.last = term;
        (term, waiting) = (1.0, start);
        loop {
            waiting += 1.0;
            term *= self.birth / (drain + waiting * leave);
            tail.sum += term;
            tail.moment += term * waiting;
            if term * waiting <= NEGLIGIBLE * tail.moment {
                return tail;
            }
        }
    }
}
