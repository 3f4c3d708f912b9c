//! Every script in `scenarios/`, each a failure seen in an existing system. `UPDATE=1` rewrites what was decided.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::PathBuf;

use sim::script::{Played, play};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap()
}

fn run(name: &str) -> Played {
    let played = play(&text(name)).unwrap_or_else(|failed| panic!("{name}.txt, {failed}"));
    let path = folder().join(format!("{name}.out"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &played.out).unwrap();
    }
    let decided = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        decided == played.out,
        "{name} decides otherwise than {name}.out says; run with UPDATE=1 and read the difference"
    );
    played
}

macro_rules! scenarios {
    ($($test:ident $name:literal;)*) => {
        $(#[test] fn $test() { run($name); })*
        const NAMES: &[&str] = &[$($name),*];
    };
}

scenarios! {
    returning_from_break_is_not_flooded "returning-from-break-is-not-flooded";
    danger_goes_first "danger-goes-first";
    long_idle_does_not_beat_the_right_level "long-idle-does-not-beat-the-right-level";
    heavy_queue_does_not_starve_the_light "heavy-queue-does-not-starve-the-light";
    two_queues_fill_one_agent "two-queues-fill-one-agent";
    customer_leaves_while_offer_is_shown "customer-leaves-while-offer-is-shown";
    two_accept_at_once "two-accept-at-once";
    lone_agent_declines "lone-agent-declines";
    device_dies_silently "device-dies-silently";
    age_survives_transfer_callback_and_channel "age-survives-transfer-callback-and-channel";
    attended_transfer_keeps_wrap_up "attended-transfer-keeps-wrap-up";
    estimate_never_grows_by_being_exceeded "estimate-never-grows-by-being-exceeded";
    everyone_on_break_is_nobody "everyone-on-break-is-nobody";
    versatile_agent_is_spared "versatile-agent-is-spared";
    stuck_bot_hands_over "stuck-bot-hands-over";
    reopened_contact_does_not_loop_to_the_bot "reopened-contact-does-not-loop-to-the-bot";
    crash_at_every_step "crash-at-every-step";
    same_journal_same_decisions "same-journal-same-decisions";
    callback_withdraws_itself "callback-withdraws-itself";
    hold_ends_when_she_no_longer_fits "hold-ends-when-she-no-longer-fits";
    thousand_and_one_agents "thousand-and-one-agents";
}

/// Neither what is decided nor how much is counted depends on how many watch.
#[test]
fn fifty_wallboards_cost_as_one() {
    let fifty = run("fifty-wallboards-cost-as-one");
    let script = text("fifty-wallboards-cost-as-one");
    let with = |many: &str| play(&script.replace("wallboards 50", many)).unwrap();
    let (none, one) = (with(""), with("wallboards 1"));
    assert_eq!(none.rows, fifty.rows);
    assert_eq!(one.rows, fifty.rows);
    assert_eq!(one.folded, fifty.folded, "every event is counted once, not once for each screen");
    assert!(fifty.folded > 20 && none.folded == 0);
}

#[test]
fn every_script_is_run() {
    let mut found: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .filter(|name| name != "fifty-wallboards-cost-as-one")
        .collect();
    let mut known: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    found.sort();
    known.sort();
    assert_eq!(found, known);
}

/// A script that cannot fail shows nothing.
#[test]
fn a_script_notices() {
    let script = "reason delivery\nagent Mina ready\nat 0:00 contact c1 chat about delivery\nc1 chooses person\n";
    play(&format!("{script}expect c1 offered to Mina\n")).unwrap();
    for (line, says) in [
        ("expect c1 waiting", "it is otherwise"),
        ("expect not c1 offered to Mina", "it is otherwise"),
        ("Mina accepts offer 9\nat 0:01", "which nobody expected"),
        ("Mina accepts offer 9\nexpect refused not-yours", "expected refused"),
        ("expect never c1 is with Mina\nMina accepts c1", "was never to be"),
        ("expect times 2 c1 is offered to Mina", "happened 1 times"),
        ("Mina dances c1", "`dances` is not known"),
        ("Nobody accepts c1", "nobody is called"),
        ("at 0:10 c1 leaves\nat 0:05", "it is already"),
    ] {
        let failed = play(&format!("{script}{line}\n")).unwrap_err();
        assert!(failed.what.contains(says), "{line}: {}", failed.what);
    }
}
