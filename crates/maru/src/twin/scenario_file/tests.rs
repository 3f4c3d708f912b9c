//! What a scenario is refused for, and with which sentence.

use super::*;

const PLAIN: &str = "\
name = \"plain\"
length = \"1h\"
[reason.order]
rate = \"1/min\"
talk = { exponential = \"3m\" }
patience = [\"1m\", { exponential = \"2m\" }]
[group.all]
agents = 4
";

/// What a change of the plain scenario is refused with.
#[track_caller]
fn refused(from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("S.toml");
    std::fs::write(&path, PLAIN).unwrap();
    read(&path).unwrap();
    std::fs::write(&path, PLAIN.replace(from, to)).unwrap();
    format!("{:#}", read(&path).unwrap_err())
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_its_line_and_what_to_write() {
    for (from, to, line) in [
        ("{ exponential = \"3m\" }", "20", "line 5"),
        ("{ exponential = \"3m\" }", "{ log_normal = { mean = \"3m\" } }", "line 5"),
        ("{ exponential = \"3m\" }", "\"-3m\"", "line 5"),
        ("\"1/min\"", "60", "line 4"),
        ("agents = 4", "agents = -1", "line 8"),
    ] {
        let wrong = refused(from, to);
        assert!(wrong.contains(line) && wrong.contains("write"), "{to}: {wrong}");
    }
}

#[test]
fn a_day_is_never_played_without_what_its_files_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("S.toml");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "H.csv",
        "start,reason,offered\n2026-11-24T09:00,order,30\n2026-11-24T09:30,order,20\n2026-11-24T10:00,order,10\n",
    );
    let counted = PLAIN.replace("rate = \"1/min\"\n", "").replace(
        "length = \"1h\"",
        "length = \"1h\"\ninterval = \"30m\"\narrivals = { history = \"H.csv\", day = \"2026-11-24\" }",
    );
    let reads = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|wrong| format!("{wrong:#}"))
    };
    assert!(reads(&counted).unwrap_err().contains("begins"));
    let ready = reads(&counted.replace("name =", "begins = \"09:00\"\nname =")).unwrap();
    let per_ms = &ready.scenario.demands[0].per_ms;
    assert_eq!((per_ms[0] * 1_800_000.0, per_ms[1] * 1_800_000.0), (30.0, 20.0));
    write(
        "H.csv",
        "start,reason,offered\n2026-11-24T09:00,order,30\n2026-11-24T09:30,order,30\n2026-11-24T10:00,order,30\n2026-11-24T09:00,fee,20\n",
    );
    assert!(reads(&counted.replace("name =", "begins = \"09:00\"\nname =")).unwrap_err().contains("[reason.fee]"));

    write("R.csv", "agent,group,start,end,activity\nKim,all,08:00,17:00,work\nKim,all,09:30,09:45,break\n");
    let manned = PLAIN.replace("agents = 4\n", "").replace("length = \"1h\"", "length = \"1h\"\nroster = \"R.csv\"");
    assert!(reads(&manned).unwrap_err().contains("begins"));
    let ready = reads(&manned.replace("name =", "begins = \"09:00\"\nname =")).unwrap();
    let day = &ready.scenario.seats[0].day;
    assert_eq!(day[..3], [(0, Presence::Ready), (1_800_000, Presence::Break), (2_700_000, Presence::Ready)]);
}

#[test]
fn names_and_numbers_that_cannot_be_are_refused() {
    let dialler = "[dialler]\nreason = \"calls\"\ngroup = \"all\"\nfrom = \"0s\"\nto = \"1h\"\nleast_free = 1\n\
                   calls_per_free = 1.0\nreached = \"50%\"\n[group.all]";
    assert!(refused("[group.all]", dialler).contains("[dialler] names calls"));
    let forever = "[reason.order]\nretry = { share = \"100%\", after = \"1m\" }";
    assert!(refused("[reason.order]", forever).contains("below 100 %"));
    assert!(refused("\"1/min\"", "\"1000000/min\"").contains("make it shorter"));
    assert!(refused("length = \"1h\"", "length = \"40d\"").contains("35 days"));
    assert!(refused("agents = 4", "agents = []").contains("[group.all]"));
    assert!(refused("name =", "title =").contains("line 1"));
}

#[test]
fn a_limit_is_named_with_its_value() {
    let dialler = "[dialler]\nreason = \"order\"\ngroup = \"all\"\nfrom = \"0s\"\nto = \"1h\"\nleast_free = 1\n\
                   calls_per_free = 21.0\nreached = \"50%\"\n[group.all]";
    for (from, to, limit) in [
        ("\"1/min\"", "\"1000000/min\"", "most_contacts, 2000000"),
        ("length = \"1h\"", "length = \"40d\"", "longest_stretch, 35 days"),
        ("\"3m\"", "\"40d\"", "longest_stretch, 35 days"),
        ("length = \"1h\"", "length = \"1h\"\ninterval = \"1s\"", "shortest_interval, 60 s"),
        ("length = \"1h\"", "length = \"1h\"\ndays = 100001", "most_days, 100000"),
        ("agents = 4", "agents = 20001", "most_agents, 20000"),
        ("agents = 4", "agents = 4\nskills = { order = 6 }", "most_level, 5"),
        ("talk =", "priority = 10\ntalk =", "most_priority, 9"),
        ("{ exponential = \"3m\" }", "{ log_normal = { mean = \"3m\", variation = 20.0 } }", "most_variation, 20"),
        ("{ exponential = \"3m\" }", "{ gamma = { mean = \"3m\", shape = 0.001 } }", "least_shape, 0.01"),
        ("{ exponential = \"3m\" }", "{ gamma = { mean = \"3m\", shape = 1e7 } }", "most_shape, 1000000"),
        ("[group.all]", dialler, "most_calls_per_free, 20"),
    ] {
        let wrong = refused(from, to);
        assert!(wrong.contains(&format!("the limit {limit}")), "{to}: {wrong}");
    }
    let many: String = (0..500).map(|at| format!("[reason.r{at}]\ntalk = \"1m\"\n")).collect();
    assert!(refused("[group.all]", &(many + "[group.all]")).contains("the limit most_reasons, 500"));
}
