//! Student's law, from which every interval here is made.

/// How far from the mean, in standard errors, the middle `share` of Student's law with `freedom` degrees of freedom reaches.
pub fn reach(share: f64, freedom: usize) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0e6_f64);
    // Halving sixty times is finer than a double is.
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if within(middle, freedom.max(1) as f64) < share { low = middle } else { high = middle }
    }
    high
}

/// Probability of being within `t` of nought.
fn within(t: f64, freedom: f64) -> f64 {
    1.0 - beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The regularised incomplete beta function, by Lentz's continued fraction (Press et al., *Numerical Recipes*, 2007, 6.4).
fn beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(1.0 - x, b, a);
    }
    let front = (log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp() / a;
    let (mut c, mut d) = (1.0, 1.0 / safe(1.0 - (a + b) * x / (a + 1.0)));
    let mut sum = d;
    for m in (1..300).map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut factor = 1.0;
        for term in [even, odd] {
            d = 1.0 / safe(1.0 + term * d);
            c = safe(1.0 + term / c);
            factor = c * d;
            sum *= factor;
        }
        if (factor - 1.0).abs() < 1e-14 {
            break;
        }
    }
    front * sum
}

fn safe(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Of half integers and integers, by Stirling's series above ten (Abramowitz and Stegun 1964, 6.1.41).
fn log_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 10.0 {
        below += x.ln();
        x += 1.0;
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - below
}

#[cfg(test)]
mod tests {
    use super::reach;

    #[test]
    fn it_reaches_as_far_as_the_tables_say() {
        // Tables of Student's law: two-sided 95 %, 99 % and 99.9 %.
        for (share, freedom, table) in [
            (0.95, 1, 12.706),
            (0.95, 4, 2.776),
            (0.95, 10, 2.228),
            (0.99, 10, 3.169),
            (0.999, 5, 6.869),
            (0.999, 30, 3.646),
            (0.95, 1_000, 1.962),
        ] {
            let found = reach(share, freedom);
            assert!((found - table).abs() < 0.001, "{share} with {freedom}: {found}, not {table}");
        }
    }
}
