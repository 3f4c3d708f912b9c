//! One line of a script as words, and the small things they are made of: times, durations, numbers.

use routing::Time;

/// The latest time a script may name, in ms: a thousand hours. A timer that repeats would keep it busy for ever.
const LATEST_MS: i64 = 3_600_000_000;
/// The most of anything a line may ask for at once.
const MOST: usize = 10_000;

/// What keeps a line from being understood or an expectation from holding.
pub type Outcome<T> = Result<T, String>;

/// The words of a line, read from the left.
pub struct Words<'a> {
    rest: std::iter::Peekable<std::str::SplitWhitespace<'a>>,
}

impl<'a> Words<'a> {
    /// A comment starts at `#`.
    pub fn of(line: &'a str) -> Words<'a> {
        let line = line.split('#').next().unwrap_or_default();
        Words { rest: line.split_whitespace().peekable() }
    }

    pub fn peek(&mut self) -> Option<&'a str> {
        self.rest.peek().copied()
    }

    pub fn next(&mut self) -> Option<&'a str> {
        self.rest.next()
    }

    /// The next word; `what` says what it should have been.
    pub fn need(&mut self, what: &str) -> Outcome<&'a str> {
        self.rest.next().ok_or_else(|| format!("{what} is missing"))
    }

    /// Takes these words if they come next.
    pub fn eat(&mut self, words: &str) -> bool {
        let mut ahead = self.rest.clone();
        if words.split_whitespace().all(|word| ahead.next() == Some(word)) {
            self.rest = ahead;
            return true;
        }
        false
    }

    pub fn number<N: std::str::FromStr>(&mut self, what: &str) -> Outcome<N> {
        let word = self.need(what)?;
        word.parse().map_err(|_| format!("{what} should be a number, not `{word}`"))
    }

    /// How many of something: at most [`MOST`], so that a line cannot ask for more than there is memory.
    pub fn count(&mut self, what: &str) -> Outcome<usize> {
        let many = self.number(what)?;
        if many > MOST { Err(format!("{what}: at most {MOST}, not {many}")) } else { Ok(many) }
    }

    /// Milliseconds, as in `30s`, `2m`, `15m`, `1h`, `1d`.
    pub fn duration(&mut self, what: &str) -> Outcome<u32> {
        let word = self.need(what)?;
        duration(word).ok_or_else(|| format!("{what} should be a duration such as 30s, 2m or 1d, not `{word}`"))
    }

    pub fn time(&mut self) -> Outcome<Time> {
        let word = self.need("a time")?;
        time(word).ok_or_else(|| format!("`{word}` is not a time such as 0:30 or 1:00:00"))
    }

    /// Nothing may be left over.
    pub fn end(&mut self) -> Outcome<()> {
        match self.next() {
            None => Ok(()),
            Some(word) => Err(format!("`{word}` is not understood here")),
        }
    }
}

fn duration(word: &str) -> Option<u32> {
    let unit = word.chars().last()?;
    let number: u32 = word.strip_suffix(unit)?.parse().ok()?;
    let ms = match unit {
        's' => 1_000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        _ => return None,
    };
    number.checked_mul(ms)
}

/// `m:ss` or `h:mm:ss` since the script began.
fn time(word: &str) -> Option<Time> {
    let parts: Vec<i64> = word.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let within = |part: &i64| (0..=LATEST_MS / 1000).contains(part);
    let seconds = match parts.as_slice() {
        parts if !parts.iter().all(within) => return None,
        [minutes, seconds] => minutes * 60 + seconds,
        [hours, minutes, seconds] => (hours * 60 + minutes) * 60 + seconds,
        _ => return None,
    };
    Some(Time(seconds * 1000)).filter(|time| time.0 <= LATEST_MS)
}

/// A time or a duration as it is written: `0:30`, `-1:50`, `1:00:00`.
pub fn clock(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let (seconds, rest) = (ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let tail = if rest > 0 { format!(".{rest:03}") } else { String::new() };
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}{tail}")
    } else {
        format!("{sign}{minutes}:{seconds:02}{tail}")
    }
}

/// A value by the word that serde writes it as, so that scripts and wire share their words. `-` may stand for `_`.
pub fn word<T: serde::de::DeserializeOwned>(word: &str) -> Outcome<T> {
    let of = |text: String| serde_json::from_value(serde_json::Value::String(text)).ok();
    of(word.replace('-', "_")).or_else(|| of(word.to_owned())).ok_or_else(|| format!("`{word}` is not known here"))
}

/// The word serde writes a value as, with `-` for `_`.
pub fn said<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', "-"),
        Ok(serde_json::Value::Object(fields)) => {
            let words = fields.values().filter_map(|value| value.as_str());
            words.map(|word| word.replace('_', "-")).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let mut words = Words::of("at 1:02:03 wait 15m  # why");
        assert!(words.eat("at"));
        assert_eq!(words.time(), Ok(Time(3_723_000)));
        assert!(!words.eat("wait 10m"));
        assert!(words.eat("wait"));
        assert_eq!(words.duration("a wait"), Ok(900_000));
        assert_eq!(words.end(), Ok(()));
        assert_eq!(clock(-110_000), "-1:50");
        assert_eq!(clock(3_723_500), "1:02:03.500");
        assert!(Words::of("30x").duration("it").is_err());
        assert_eq!(Words::of("1000:00:00").time(), Ok(Time(LATEST_MS)));
        for late in ["1000:00:01", "-1:00", "9223372036854775807:00", "0:9223372036854775807"] {
            assert!(Words::of(late).time().is_err(), "{late}");
        }
        assert_eq!(Words::of("10000").count("how many"), Ok(MOST));
        assert!(Words::of("10001").count("how many").is_err());
    }
}
