//! Times, rates and shares as people write them: `1m30s`, `48/min`, `80%`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// A time in seconds, written with its unit.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String")]
pub struct Seconds(pub f64);

/// Contacts per second, written per unit of time.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Rate(pub f64);

/// A share of a whole, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Share(pub f64);

const UNITS: [(&str, f64); 12] = [
    ("ms", 0.001),
    ("s", 1.0),
    ("sec", 1.0),
    ("m", 60.0),
    ("min", 60.0),
    ("h", 3_600.0),
    ("hour", 3_600.0),
    ("d", 86_400.0),
    ("day", 86_400.0),
    ("초", 1.0),
    ("분", 60.0),
    ("시간", 3_600.0),
];

fn unit_s(word: &str) -> Option<f64> {
    UNITS.iter().find(|(name, _)| *name == word).map(|(_, seconds)| *seconds)
}

/// Splits `12.5min` into 12.5 and `min`.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, unit))
}

impl FromStr for Seconds {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Seconds, Refusal> {
        let parse = || {
            let mut rest = text.trim();
            let mut seconds = 0.0;
            while !rest.is_empty() {
                let (number, tail) = number_and_unit(rest)?;
                let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
                let (unit, next) = tail.split_at_checked(end)?;
                seconds += number * unit_s(unit.trim())?;
                rest = next;
            }
            (!text.trim().is_empty() && seconds.is_finite()).then_some(Seconds(seconds))
        };
        parse().ok_or_else(|| {
            Refusal::from(format!("\"{text}\" is not a time: write it with its unit, such as 20s, 1m30s or 2h"))
        })
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Seconds, D::Error> {
        struct Written;
        impl serde::de::Visitor<'_> for Written {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time with its unit, such as \"20s\"")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Seconds, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Written)
    }
}

impl From<Seconds> for String {
    fn from(time: Seconds) -> String {
        time.to_string()
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

impl FromStr for Rate {
    type Err = Refusal;

    /// `48/min`, `360/30m`, `0.2/s`.
    fn from_str(text: &str) -> Result<Rate, Refusal> {
        let parse = || {
            let (count, per) = text.trim().split_once('/')?;
            let count: f64 = count.trim().parse().ok()?;
            let per = per.trim();
            let per = unit_s(per).or_else(|| Some(per.parse::<Seconds>().ok()?.0))?;
            let rate = count / per;
            (rate.is_finite() && rate >= 0.0).then_some(Rate(rate))
        };
        parse().ok_or_else(|| {
            Refusal::from(format!(
                "\"{text}\" is not a rate: write contacts per time, such as 48/min, 360/30m or 0.2/s"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Rate, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Share {
    type Err = Refusal;

    /// `80%` or `0.8`.
    fn from_str(text: &str) -> Result<Share, Refusal> {
        let (number, scale) = match text.trim().strip_suffix('%') {
            Some(number) => (number.trim_end(), 0.01),
            None => (text.trim(), 1.0),
        };
        let share = number.parse::<f64>().ok().map(|number| number * scale).filter(|share| (0.0..=1.0).contains(share));
        share
            .map(Share)
            .ok_or_else(|| Refusal::from(format!("\"{text}\" is not a share: write it as 80% or 0.8, from 0 to 1")))
    }
}

/// TOML and JSON may say `0.8` or `"80%"`.
impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Share, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Text(String),
        }
        let text = match Written::deserialize(from)? {
            Written::Number(number) => number.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", (self.0 * 1e6).round() / 1e4)
    }
}
