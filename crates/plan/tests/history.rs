//! What is read from a file, and the sentence for each fault.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use plan::history::History;

fn fault(csv: &str) -> String {
    History::read(csv.as_bytes(), None).unwrap_err().to_string()
}

fn day(date: &str, step: usize, count: u32) -> String {
    (0..24 * 60 / step).map(|at| format!("{date} {:02}:{:02},{count}\n", at * step / 60, at * step % 60)).collect()
}

#[test]
fn half_hours_are_sums_of_six_and_a_last_five_minutes_stay() {
    let mut csv = "datetime,calls\n".to_owned();
    for date in ["2026-03-02", "2026-03-03"] {
        for at in 0..=24 {
            csv += &format!("{date} {:02}:{:02}:00,2\n", 9 + at * 5 / 60, at * 5 % 60);
        }
    }
    let history = History::read(csv.as_bytes(), Some(30)).unwrap();
    let series = &history.series[0];
    assert_eq!(series.days(), 2);
    let open: Vec<f64> = series.day(1).iter().copied().filter(|value| !value.is_nan()).collect();
    assert_eq!(open, [12.0, 12.0, 12.0, 12.0, 2.0]);
}

#[test]
fn a_missing_part_makes_the_half_hour_a_gap() {
    let mut csv = "datetime,calls\n".to_owned() + &day("2026-03-02", 5, 7) + &day("2026-03-03", 5, 7);
    csv = csv.replace("2026-03-03 10:05,7\n", "");
    let history = History::read(csv.as_bytes(), Some(30)).unwrap();
    assert!(history.series[0].day(1)[20].is_nan());
    assert_eq!(history.series[0].day(0)[20], 42.0);
}

#[test]
fn cp949_is_read_like_utf8() {
    let csv = "start,reason,offered\n2026-03-02 09:00,환불,3\n2026-03-02 09:30,환불,4\n2026-03-02 10:00,환불,0\n";
    let (cp949, ..) = encoding_rs::EUC_KR.encode(csv);
    let history = History::read(&cp949, None).unwrap();
    assert_eq!(history.series[0].reason, "환불");
    assert_eq!(history.interval_min, 30);
    assert_eq!(format!("{history:?}"), format!("{:?}", History::read(csv.as_bytes(), None).unwrap()));
}

#[test]
fn faults_name_the_line_and_what_to_do() {
    let heading = "start,reason,offered\n";
    let cases = [
        ("2026-03-02 09:00,a,-3\n", "line 2: offered is -3, below zero"),
        ("2026-03-02 09:00,a,3\n\n2026-03-32 09:00,a,3\n", "line 4: start «2026-03-32 09:00» is not"),
        ("2026-03-02 09:07,a,3\n", "line 2: 2026-03-02 09:07 is off the grid"),
        ("2026-03-02 09:00,a,many\n", "line 2: offered «many» is not a number"),
        ("2026-03-02 09:00,,3\n", "line 2: reason is empty"),
        ("2026-03-02 09:00,a,\n", "line 2: offered is empty; write 0"),
        (
            "2026-03-02 09:00,a,3\n2026-03-02 09:30,a,3\n2026-03-02 09:00,a,4\n",
            "lines 2 and 4 are both a at 2026-03-02 09:00",
        ),
        ("", "no rows"),
    ];
    for (rows, expected) in cases {
        let said = fault(&format!("{heading}{rows}"));
        assert!(said.contains(expected), "{said}");
    }
    assert!(fault("when,what\n1,2\n").contains("needs start,reason,offered or datetime,calls"));
}

#[test]
fn mixed_lengths_are_refused_and_can_be_rolled_up() {
    let csv = "datetime,calls\n".to_owned() + &day("2026-03-02", 15, 5) + &day("2026-03-03", 30, 10);
    assert!(fault(&csv).contains("15 minutes from line 2 and 30 minutes from line 98"), "{}", fault(&csv));
}

#[test]
fn a_quarter_hour_within_a_half_hour_is_refused_with_both_lines() {
    let days = "datetime,calls\n".to_owned() + &day("2026-03-02", 30, 10) + &day("2026-03-03", 30, 10);
    let with = |row: &str| days.clone() + row;
    let wrong = fault(&with("2026-03-03 00:15,4\n"));
    assert!(wrong.contains("lines 50 and 98 overlap: 00:15 lies within the 30 minutes from 00:00"), "{wrong}");
    let told = History::read(with("2026-03-03 00:15,4\n").as_bytes(), Some(60)).unwrap_err().to_string();
    assert!(told.contains("lines 50 and 98"), "{told}");
    // As few rows as it takes for the quarter hour to look like the file's own step; who says that it is, is believed.
    let few = "start,reason,offered\n2026-03-02 09:00,a,3\n2026-03-02 09:15,a,1\n2026-03-02 09:30,a,4\n2026-03-02 10:00,a,2\n";
    assert!(fault(few).contains("lines 2 and 3 overlap"), "{}", fault(few));
    assert!(History::read(few.as_bytes(), Some(15)).is_ok());
    // Shorter intervals throughout a day are no mistake.
    let mixed = "datetime,calls\n".to_owned()
        + &day("2026-03-02", 15, 5)
        + &(3..28).map(|d| day(&format!("2026-03-{d:02}"), 30, 10)).collect::<String>();
    assert!(History::read(mixed.as_bytes(), Some(30)).is_ok());
}

#[test]
fn the_hour_that_comes_twice_is_averaged() {
    let mut csv = "datetime,calls\n".to_owned() + &day("2026-10-24", 30, 6) + &day("2026-10-25", 30, 6);
    csv += "2026-10-25 01:00,8\n2026-10-25 01:30,10\n";
    let history = History::read(csv.as_bytes(), None).unwrap();
    assert_eq!(history.series[0].day(1)[2..4], [7.0, 8.0]);
    assert!(history.notes[0].to_string().contains("twice"));
}

#[test]
fn intervals_left_out_of_a_sparse_export_are_zeros() {
    let mut csv = "datetime,calls\n".to_owned();
    for date in ["2026-03-02", "2026-03-03"] {
        csv += &format!("{date} 09:00,1\n{date} 09:30,2\n{date} 10:30,1\n");
    }
    csv += "2026-03-03 10:00,1\n";
    let history = History::read(csv.as_bytes(), Some(30)).unwrap();
    assert_eq!(history.series[0].day(0)[20], 0.0);
    assert!(history.series[0].day(0)[10].is_nan(), "closed at night");
}

#[test]
fn a_history_begins_anew_after_months_without_a_row() {
    let first: jiff::civil::Date = "2026-07-27".parse().unwrap();
    let dates = (0..40).map(|at| first.checked_add(jiff::Span::new().days(at)).unwrap().to_string());
    let days: String = dates.map(|date| day(&date, 30, 6)).collect();
    let whole = History::read(format!("datetime,calls\n{days}").as_bytes(), None).unwrap();
    let stray = History::read(format!("datetime,calls\n2026-03-29 10:00,3\n{days}").as_bytes(), None).unwrap();
    assert_eq!(stray.series, whole.series);
    assert_eq!(
        stray.notes[0].to_string(),
        "nothing is recorded from 2026-03-30 to 2026-07-26: what lies before, 1 intervals, was left out"
    );
    // A month is no break, and a few days are no new beginning.
    let near = History::read(format!("datetime,calls\n2026-06-27 10:00,3\n{days}").as_bytes(), None).unwrap();
    assert_eq!((near.series[0].first.to_string().as_str(), near.notes.len()), ("2026-06-27", 0));
    let after = History::read(format!("datetime,calls\n{days}2026-12-29 10:00,3\n").as_bytes(), None).unwrap();
    assert_eq!((after.series[0].first, after.notes.len()), (first, 0));
}
