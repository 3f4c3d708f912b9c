//! Public sets as their owners publish them, plain or gzipped, anywhere below a folder; and processor time.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

/// Text and label.
pub type Set = Vec<(String, String)>;

pub struct Folder(pub PathBuf);

impl Folder {
    /// The text of a file by its name, from the folder or its `by` and `by-sa`. Nothing where it is not there.
    pub fn text(&self, name: &str) -> Option<String> {
        let found = ["", "by", "by-sa"]
            .iter()
            .flat_map(|part| [self.0.join(part).join(name), self.0.join(part).join(format!("{name}.gz"))]);
        let path = found.into_iter().find(|path| path.exists())?;
        let bytes = std::fs::read(&path).unwrap();
        let mut text = String::new();
        if path.extension().is_some_and(|ending| ending == "gz") {
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        } else {
            text = String::from_utf8(bytes).unwrap();
        }
        Some(text)
    }

    /// `label TAB text`.
    pub fn labelled(&self, name: &str) -> Option<Set> {
        let swap = |line: &str| line.split_once('\t').map(|(label, text)| (text.to_string(), label.to_string()));
        Some(self.text(name)?.lines().filter_map(swap).collect())
    }

    /// BANKING77's CSV.
    pub fn banking(&self, part: &str) -> Option<Set> {
        let text = self.text(&format!("banking77.{part}.csv"))?;
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        Some(rows.records().map(|row| row.map(|row| (row[0].to_string(), row[1].to_string())).unwrap()).collect())
    }

    /// One part of CLINC150's JSON.
    pub fn clinc(&self, part: &str) -> Option<Set> {
        let mut all: BTreeMap<String, Set> = serde_json::from_str(&self.text("clinc150.data_full.json")?).unwrap();
        all.remove(part)
    }

    /// NatCS utterances of one domain, by reason.
    pub fn natcs(&self, domain: &str) -> Option<Set> {
        let mut set = Set::new();
        for name in [
            "natcs.development.test-utterances.jsonl",
            "natcs.test-banking.test-utterances.jsonl",
            "natcs.test-finance.test-utterances.jsonl",
        ] {
            for line in self.text(name).unwrap_or_default().lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                if name.contains(domain) || row["utterance_id"].as_str().unwrap().starts_with(domain) {
                    set.push((row["utterance"].as_str().unwrap().into(), row["intent"].as_str().unwrap().into()));
                }
            }
        }
        (!set.is_empty()).then_some(set)
    }
}

/// Processor seconds of this process: on a shared machine wall time says little. Wall time would need /proc too elsewhere: 0 there.
pub fn processor_s() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    spent.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() / 1e9
}

/// What this process holds in memory, MiB; 0 where there is no /proc.
pub fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<f64>().ok());
    line.unwrap_or_default() / 1_024.0
}
