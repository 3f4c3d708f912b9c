//! `cargo xtask fuzz NAME`: the property tests of everything that parses, round after round with other seeds. They draw
//! from corpora of what is expected and spoil it; there is no second set of targets to keep.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::run::Run;

/// Cases in one round.
const CASES: &str = "2000";
/// How long, if nothing is said.
const SECONDS: u64 = 60;
const API: &[&str] = &["--package", "api", "--lib"];
const SIM: &[&str] = &["--package", "sim", "--test", "all"];
const EMBED: &[&str] = &["--package", "embed", "--test", "folder"];
const MARU: &[&str] = &["--package", "maru", "--bin", "maru"];

/// Name, the tests' binary, the test, what it parses.
const TARGETS: [(&str, &[&str], &str, &str); 17] = [
    ("bodies", API, "outside::bodies_and_socket_messages", "JSON of requests and of both kinds of sockets"),
    ("setup", API, "outside::setup_documents", "setup documents; what may be published runs"),
    ("csv", API, "outside::csv", "customers and orders in UTF-8 and CP949"),
    ("forms", API, "outside::forms", "multipart forms that bring a file"),
    ("files", API, "outside::names_and_kinds_of_files", "a file's name, its kind, the header it goes out with"),
    ("searches", API, "outside::searches", "search texts and initial consonants"),
    ("markdown", API, "only_known_tags_come_out", "Markdown of articles; only known tags come out"),
    ("cookies", API, "outside::cookies_and_languages", "cookies and accepted languages"),
    ("tokens", API, "outside::visitors_tokens", "what a site signs of its visitor"),
    ("fields", API, "outside::phones_mails_and_addresses", "phone numbers, e-mail addresses, urls"),
    (
        "answers",
        API,
        "whatever_is_answered_is_a_value_or_refused",
        "what procedures are answered, and what people type",
    ),
    ("templates", API, "whatever_is_put_in_stays_one_part_of_the_path", "values in addresses of procedures"),
    ("scripts", SIM, "scripts::", "scenario scripts; what is understood is played"),
    ("rows", SIM, "stored::journal_rows", "rows of the journal, folded"),
    ("snapshots", SIM, "stored::snapshots", "snapshots of the engine"),
    ("embeddings", EMBED, "spoilt_files_are_refused_or_read", "both files of a folder of embeddings"),
    ("settings", MARU, "any_file_and_any_environment", "the settings file and the environment"),
];

/// Runs one target, or each in turn, until its time is over. A failing round prints its seed.
#[expect(clippy::disallowed_methods, reason = "people say for how long")]
pub fn run(args: &[&str]) -> Result<()> {
    let asked = Asked::parse(args)?;
    for (name, tests, test, _) in asked.targets {
        let until = Instant::now() + Duration::from_secs(asked.seconds);
        for seed in asked.seed.. {
            let round = Run::cargo("test").args(["--quiet"]).args(tests.iter().copied()).args(["--", test]);
            let round = round.env("PROPTEST_CASES", CASES).env("PROPTEST_RNG_SEED", &seed.to_string());
            round.go().with_context(|| format!("again: cargo xtask fuzz {name} --seconds 0 --seed {seed}"))?;
            if Instant::now() >= until {
                eprintln!("── {name}: seeds {} to {seed}, {CASES} cases each, nothing found", asked.seed);
                break;
            }
        }
    }
    Ok(())
}

struct Asked {
    targets: Vec<&'static (&'static str, &'static [&'static str], &'static str, &'static str)>,
    seconds: u64,
    seed: u64,
}

impl Asked {
    fn parse(args: &[&str]) -> Result<Asked> {
        let mut asked = Asked { targets: TARGETS.iter().collect(), seconds: SECONDS, seed: 1 };
        let mut rest = args;
        loop {
            rest = match rest {
                [] => return Ok(asked),
                ["--seconds", number, rest @ ..] => {
                    asked.seconds = number.parse().context("--seconds needs a number")?;
                    rest
                }
                ["--seed", number, rest @ ..] => {
                    asked.seed = number.parse().context("--seed needs a number")?;
                    rest
                }
                [name, rest @ ..] => {
                    asked.targets.retain(|target| target.0 == *name);
                    if asked.targets.is_empty() {
                        let list = TARGETS.map(|(name, _, _, parses)| format!("  {name:<10} {parses}"));
                        bail!(
                            "cargo xtask fuzz [NAME] [--seconds N] [--seed S], where NAME is one of\n{}",
                            list.join("\n")
                        );
                    }
                    rest
                }
            };
        }
    }
}
