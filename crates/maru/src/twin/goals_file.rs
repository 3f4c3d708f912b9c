//! What a centre wants of its policy, as a supervisor writes it (TOML; docs/simulation.md).

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use measure::{Unit, metric};
use plan::erlang::{Seconds, Share};
use routing::ReasonId;
use serde::Deserialize;
use sim::tune::{Bound, Figure, Goals, Measured};
use toml::Spanned;

/// Most figures in a file, and the largest weight.
const MOST_FIGURES: usize = 40;
const HEAVIEST: f64 = 1_000.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    better: BTreeMap<String, Spanned<f64>>,
    #[serde(default)]
    keep: BTreeMap<String, Spanned<String>>,
}

/// Reads goals; `reason` knows reasons by their names.
///
/// # Errors
/// What is wrong, with its line.
pub fn goals(text: &str, reason: &dyn Fn(&str) -> Option<ReasonId>) -> Result<Goals> {
    let file: File = toml::from_str(text)?;
    ensure!(!file.better.is_empty(), "[better] is empty: name at least one figure, such as abandonment = 1");
    ensure!(file.better.len() + file.keep.len() <= MOST_FIGURES, "at most {MOST_FIGURES} figures");
    let line =
        |span: Range<usize>| format!("line {}", 1 + text.get(..span.start).unwrap_or(text).matches('\n').count());
    let better = file.better.iter().map(|(name, weight)| {
        let read = || -> Result<(Measured, f64)> {
            let of = measured(name, reason)?;
            ensure!(
                of.figure.direction().is_some(),
                "of {name} neither more nor less is better in itself; write it under [keep], as {name} = \"at most 85 %\""
            );
            let weight = *weight.get_ref();
            ensure!(weight > 0.0 && weight <= HEAVIEST, "a weight is above 0 and at most {HEAVIEST}, not {weight}");
            Ok((of, weight))
        };
        read().with_context(|| line(weight.span()))
    });
    let keep = file.keep.iter().map(|(name, wish)| {
        let read = || -> Result<(Measured, Bound)> {
            let of = measured(name, reason)?;
            Ok((of, bound(of, wish.get_ref())?))
        };
        read().with_context(|| line(wish.span()))
    });
    Ok(Goals { better: better.collect::<Result<_>>()?, keep: keep.collect::<Result<_>>()? })
}

/// `service_level`, or `service_level of refund`.
fn measured(name: &str, reason: &dyn Fn(&str) -> Option<ReasonId>) -> Result<Measured> {
    let (figure, of) = match name.split_once(" of ") {
        Some((figure, of)) => (figure.trim(), Some(of.trim())),
        None => (name.trim(), None),
    };
    if figure == "cost" {
        bail!("no policy changes who is at work, and so what a day costs; occupancy says how that time is filled");
    }
    let all = || Figure::ALL.map(Figure::name).join(", ");
    let figure = Figure::named(figure).with_context(|| format!("\"{figure}\" is no figure; there are {}", all()))?;
    let Some(of) = of else { return Ok(Measured::all(figure)) };
    ensure!(figure.is_by_reason(), "{} is of people, who serve every reason: leave out \"of {of}\"", figure.name());
    let reason = reason(of).with_context(|| format!("there is no reason \"{of}\": write its number or its name"))?;
    Ok(Measured { figure, reason: Some(reason) })
}

fn bound(of: Measured, wish: &str) -> Result<Bound> {
    let name = of.figure.name();
    if wish == "no worse" {
        ensure!(
            of.figure.direction().is_some(),
            "of {name} nothing is worse in itself: write \"at least\" or \"at most\""
        );
        return Ok(Bound::NoWorse);
    }
    let value = |text: &str| -> Result<f64> {
        Ok(match metric(name).map(|metric| metric.unit) {
            Some(Unit::Permille) => text.parse::<Share>()?.0,
            Some(Unit::Ms) => 1_000.0 * text.parse::<Seconds>()?.0,
            Some(Unit::Count | Unit::Money) | None => {
                let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
                number.with_context(|| format!("\"{text}\" is not a number"))?
            }
        })
    };
    match (wish.strip_prefix("at least "), wish.strip_prefix("at most ")) {
        (Some(least), _) => Ok(Bound::AtLeast(value(least)?)),
        (_, Some(most)) => Ok(Bound::AtMost(value(most)?)),
        _ => bail!("\"{wish}\" is no bound: write \"no worse\", \"at least 90 %\" or \"at most 20 s\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOALS: &str = "[better]
\"service_level of refund\" = 2
abandonment = 1
[keep]
strain = \"no worse\"
occupancy = \"at most 85 %\"
asa = \"at most 40 s\"
";

    fn read(text: &str) -> Result<Goals> {
        goals(text, &|name| (name == "refund").then_some(ReasonId(3)))
    }

    #[test]
    fn five_lines_say_what_is_wanted() {
        let goals = read(GOALS).unwrap();
        let refund = Measured { figure: Figure::ServiceLevel, reason: Some(ReasonId(3)) };
        assert!(goals.better.contains(&(refund, 2.0)) && goals.better.len() == 2);
        assert!(goals.keep.contains(&(Measured::all(Figure::Strain), Bound::NoWorse)));
        assert!(goals.keep.contains(&(Measured::all(Figure::Occupancy), Bound::AtMost(0.85))));
        assert!(goals.keep.contains(&(Measured::all(Figure::Asa), Bound::AtMost(40_000.0))));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (from, to, says) in [
            ("abandonment = 1", "abandonmnt = 1", "line 3|\"abandonmnt\" is no figure; there are service_level"),
            ("abandonment = 1", "abandonment = 0", "line 3|above 0"),
            ("abandonment = 1", "abandonment = nan", "line 3|above 0"),
            ("abandonment = 1", "cost = 1", "line 3|who is at work"),
            ("abandonment = 1", "occupancy = 1", "line 3|under [keep]"),
            ("of refund", "of refunds", "line 2|no reason \"refunds\""),
            ("strain = ", "\"strain of refund\" = ", "line 5|of people"),
            ("\"no worse\"", "\"better\"", "line 5|is no bound"),
            ("at most 85 %", "at most 850 %", "line 6|0 to 1"),
            ("at most 85 %", "no worse", "line 6|nothing is worse"),
            ("at most 40 s", "at most 40", "line 7"),
            ("[keep]", "[kept]", "unknown field `kept`"),
            ("strain = \"no worse\"", "strain = \"no worse\"\nstrain = \"no worse\"", "duplicate"),
        ] {
            let said = format!("{:#}", read(&GOALS.replace(from, to)).unwrap_err());
            assert!(says.split('|').all(|says| said.contains(says)), "{to}: {said}");
        }
        assert!(read("[better]\n").unwrap_err().to_string().contains("[better] is empty"));
    }
}
