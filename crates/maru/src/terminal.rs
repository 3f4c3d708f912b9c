//! What the person at the terminal is told.

use std::io::{IsTerminal, Write};

use tracing_subscriber::EnvFilter;

use crate::settings::{LOG_FILTER, LOG_USUAL, LogFormat};

/// Tells the person at the terminal something; logs are for machines.
pub fn say(line: &str) {
    // A closed terminal is no reason to stop serving.
    let _closed = writeln!(std::io::stdout(), "{line}").is_err();
}

/// A bar of long work, beside what is read by programs; nothing where nobody looks.
pub fn progress(share: f64, what: &str) {
    const WIDTH: usize = 30;
    let mut out = std::io::stderr();
    if !out.is_terminal() {
        return;
    }
    let done = ((share * WIDTH as f64) as usize).min(WIDTH);
    let end = if share >= 1.0 { "\n" } else { "" };
    let bar = format!("\r{}{} {what}  {end}", "█".repeat(done), "░".repeat(WIDTH - done));
    let _closed = out.write_all(bar.as_bytes()).and_then(|()| out.flush()).is_err();
}

/// A row of bars with its largest value: a picture for a terminal.
pub fn picture(name: &str, values: &[f64]) {
    pictures(&[(name, values)]);
}

/// Several below each other, on one scale.
pub fn pictures(rows: &[(&str, &[f64])]) {
    let highest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let most = rows.iter().map(|(_, values)| highest(values)).fold(0.0, f64::max);
    for (name, values) in rows {
        say(&format!("{name:<20} {} at most {:.0}", bars(values, most), highest(values)));
    }
}

fn bars(values: &[f64], most: f64) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |value: &f64| BARS.get((7.0 * value.max(0.0) / most.max(1e-9)).round() as usize).copied().unwrap_or('█');
    values.iter().map(bar).collect()
}

/// Says where logs go, and how.
pub fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env(LOG_FILTER).unwrap_or_else(|_| EnvFilter::new(LOG_USUAL));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => builder.init(),
    }
}

/// For the person who runs it.
pub fn in_words(fault: store::Error) -> anyhow::Error {
    anyhow::anyhow!("{fault}.\n{}\n{}", fault.safe(), fault.act())
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn a_picture_is_as_high_as_its_largest_value_and_nothing_is_low() {
        assert_eq!(bars(&[0.0, 1.0, 2.0], 2.0), "▁▅█");
        assert_eq!(bars(&[0.0, 0.0], 0.0), "▁▁");
    }
}
