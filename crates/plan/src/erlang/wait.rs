//! How long contacts wait.
//!
//! A contact of endless patience would wait `V`. For exponential patience its density is
//! `v(t) ∝ exp(g(t))`, `g(t) = λ (1 − e^(−θt)) / θ − D t` for `t > 0`, with `D` the rate at which full places end contacts
//! (Baccelli & Hebuterne 1981; Mandelbaum & Zeltyn 2007). A real contact waits the shorter of `V` and its patience.

/// The law of the wait. Rates per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wait {
    pub p_wait: f64,
    arrive: f64,
    drain: f64,
    leave: f64,
    /// `mass` is the integral of `exp(g − shift)` over all waits.
    shift: f64,
    mass: f64,
}

/// What became of contacts by a moment, as shares of all contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct By {
    /// Answered, at once or after a wait.
    pub answered: f64,
    /// Given up.
    pub abandoned: f64,
}

/// Beyond this many powers of e below its peak the density no longer counts.
const DEPTH: f64 = 45.0;
/// Powers of e by which the density may change within sixteen Gauss-Legendre points, and mean patiences they may span.
const PANEL: f64 = 12.0;
const BEND: f64 = 3.0;
/// Above this ratio (e^600) the sums of the chain can no longer weigh the density at its start.
const MAX_RATIO: f64 = 1e260;
const HALVINGS: u32 = 60;
/// A share this far below the one looked for only says that the wait is shorter.
const FAR: f64 = 0.05;

impl Wait {
    /// Nobody waits: contacts are turned away, or there are none.
    pub const NEVER: Wait = Wait { p_wait: 0.0, arrive: 0.0, drain: 1.0, leave: 0.0, shift: 0.0, mass: 1.0 };
    /// The line grows without end.
    pub const FOREVER: Wait = Wait { p_wait: 1.0, arrive: 1.0, drain: 1.0, leave: 0.0, shift: 0.0, mass: 1.0 };

    /// `full_over_last` as in `Stationary`: it normalises the density without an integral of its own.
    pub fn new(p_wait: f64, arrive: f64, drain: f64, leave: f64, full_over_last: f64) -> Wait {
        let mut wait = Wait { p_wait, arrive, drain, leave, shift: 0.0, mass: full_over_last / drain };
        if leave > 0.0 && drain > 0.0 && full_over_last >= MAX_RATIO {
            wait.shift = wait.exponent(wait.peak());
            wait.mass = wait.integrate(f64::MAX).0;
        }
        wait
    }

    pub fn by(&self, t_s: f64) -> By {
        let at_once = 1.0 - self.p_wait;
        if self.leave <= 0.0 {
            let served = -(-(self.drain - self.arrive).max(0.0) * t_s).exp_m1();
            return By { answered: at_once + self.p_wait * served, abandoned: 0.0 };
        }
        let (below, answered) = if self.drain > 0.0 { self.integrate(t_s) } else { (0.0, 0.0) };
        let (below, answered) = ((below / self.mass).min(1.0), (answered / self.mass).min(1.0));
        let gone = below - answered - (1.0 - below) * (-self.leave * t_s).exp_m1();
        By { answered: at_once + self.p_wait * answered, abandoned: self.p_wait * gone }
    }

    /// The wait, ended by an answer or by giving up, that the share `share` of contacts does not exceed.
    pub fn percentile_s(&self, share: f64) -> f64 {
        let beyond = 1.0 - share;
        if self.p_wait <= beyond {
            return 0.0;
        }
        let depth = (self.p_wait / beyond).ln();
        if self.leave <= 0.0 {
            let rate = self.drain - self.arrive;
            return if rate > 0.0 { depth / rate } else { f64::INFINITY };
        }
        // The logarithm of the share still waiting is nearly straight: false position with halving (Illinois).
        let above = |t| {
            let by = self.by(t);
            ((1.0 - by.answered - by.abandoned) / beyond).max(FAR).ln()
        };
        let (mut low, mut high) = ((0.0, depth), (depth / self.leave, above(depth / self.leave)));
        for _ in 0..HALVINGS {
            if high.1 >= 0.0 || high.0 - low.0 <= 1e-12 * high.0 {
                break;
            }
            let t = (low.0 * high.1 - high.0 * low.1) / (high.1 - low.1);
            let found = above(t);
            if found.abs() <= 1e-11 {
                return t;
            }
            if found > 0.0 {
                (low, high.1) = ((t, found), 0.5 * high.1);
            } else {
                (high, low.1) = ((t, found), 0.5 * low.1);
            }
        }
        high.0
    }

    fn exponent(&self, t: f64) -> f64 {
        -self.arrive * (-self.leave * t).exp_m1() / self.leave - self.drain * t
    }

    fn peak(&self) -> f64 {
        ((self.arrive / self.drain).ln() / self.leave).max(0.0)
    }

    /// Integrals to `to` of `exp(g − shift)`, and of the same times the chance that patience lasts as long.
    fn integrate(&self, to: f64) -> (f64, f64) {
        let peak = self.peak().min(to);
        let top = self.exponent(peak);
        let from = if top <= DEPTH { 0.0 } else { self.fall(peak, 0.0, top - DEPTH) };
        let to = if self.exponent(to) >= top - DEPTH { to } else { self.fall(peak, to, top - DEPTH) };
        // The density bends within a few mean patiences and is plainly exponential after that.
        let bend = to.min(from + DEPTH / self.leave);
        let (a, b) = self.panels(from, bend, (bend - from) * self.leave);
        let (c, d) = self.panels(bend, to, 0.0);
        (a + c, b + d)
    }

    /// Between `peak`, where the exponent is above `level`, and `far`: a point where it is about `level`, from outside.
    fn fall(&self, peak: f64, far: f64, level: f64) -> f64 {
        let (mut inside, mut outside) = (peak, far);
        if outside > peak {
            // The exponent is concave: doubling from the peak soon falls below the level.
            let mut reach = 1.0 / self.drain.max(self.leave);
            while peak + reach < far && self.exponent(peak + reach) >= level {
                reach *= 2.0;
            }
            outside = (peak + reach).min(far);
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (inside + outside);
            if self.exponent(middle) >= level {
                inside = middle
            } else {
                outside = middle
            }
            if (outside - inside).abs() <= 0.01 * (outside - peak).abs() {
                break;
            }
        }
        outside
    }

    /// `bend` in mean patiences.
    fn panels(&self, from: f64, to: f64, bend: f64) -> (f64, f64) {
        if to <= from {
            return (0.0, 0.0);
        }
        let peak = self.peak().clamp(from, to);
        let change = 2.0 * self.exponent(peak) - self.exponent(from) - self.exponent(to);
        let count = (change / PANEL).max(bend / BEND).ceil().max(1.0);
        let half = 0.5 * (to - from) / count;
        let (mut all, mut answered) = (0.0, 0.0);
        for panel in 0..count as u32 {
            let middle = from + half * (2.0 * f64::from(panel) + 1.0);
            for (x, w) in GAUSS_16 {
                for t in [middle - half * x, middle + half * x] {
                    let gone = (-self.leave * t).exp_m1();
                    let density = w * (-self.arrive * gone / self.leave - self.drain * t - self.shift).exp();
                    all += density;
                    answered += density * (1.0 + gone);
                }
            }
        }
        (all * half, answered * half)
    }
}

/// Gauss-Legendre nodes and weights of sixteen points on [-1, 1] (the positive half).
const GAUSS_16: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];
