//! Figures as text, in one place: what a person reads is the same on every screen.

use crate::catalogue::Unit;
use crate::ratio::Ratio;

/// `82.4 %`, `1:05`, `12`, or `–` where there is nothing to measure.
pub fn text(unit: Unit, value: Option<Ratio>) -> String {
    let Some(value) = value else { return "–".into() };
    match unit {
        Unit::Count => value.scaled(1).to_string(),
        Unit::Permille => {
            let permille = value.scaled(1000);
            format!("{}.{} %", permille / 10, permille % 10)
        }
        Unit::Ms => duration(value.scaled(1)),
        Unit::Money => money(value),
    }
}

/// The figure as one number in its unit: a count, ms, thousandths, or millionths of a currency's unit.
pub fn number(unit: Unit, value: Ratio) -> u64 {
    match unit {
        Unit::Count | Unit::Ms | Unit::Money => value.scaled(1),
        Unit::Permille => value.scaled(1000),
    }
}

/// In the currency's unit with two decimals, rounded half up; the currency is the reader's to say.
pub fn money(value: Ratio) -> String {
    let hundredths = value.scaled(1).saturating_add(5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `m:ss`, or `h:mm:ss` from an hour on; seconds rounded half up.
fn duration(ms: u64) -> String {
    let seconds = ms.saturating_add(500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_people_write_it() {
        assert_eq!(text(Unit::Permille, Ratio::of(4, 5)), "80.0 %");
        assert_eq!(text(Unit::Ms, Ratio::of(65_400, 1)), "1:05");
        assert_eq!(text(Unit::Ms, Ratio::of(3_725_000, 1)), "1:02:05");
        assert_eq!(text(Unit::Count, Some(Ratio::count(12))), "12");
        assert_eq!(text(Unit::Money, Ratio::of(12_345_000_000, 1)), "12345.00");
        assert_eq!(text(Unit::Money, Ratio::of(7_505_000, 1)), "7.51");
        assert_eq!(text(Unit::Count, None), "–");
    }
}
