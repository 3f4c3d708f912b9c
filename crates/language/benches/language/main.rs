//! Every figure of docs/language.md beside its aim: on the first-words set that ships, or on public sets from a folder (`--data DIR`).
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

mod data;
mod knowledge;
mod reasons;
mod redaction;
mod size;
mod tone;

/// One figure beside its aim, both as printed.
struct Figure {
    name: String,
    value: f64,
    aim: f64,
    /// Whether less is better.
    less: bool,
}

/// All figures of a run.
#[derive(Default)]
struct Figures(Vec<Figure>);

impl Figures {
    fn at_least(&mut self, name: impl Into<String>, value: f64, aim: f64) {
        self.0.push(Figure { name: name.into(), value, aim, less: false });
    }

    fn at_most(&mut self, name: impl Into<String>, value: f64, aim: f64) {
        self.0.push(Figure { name: name.into(), value, aim, less: true });
    }

    fn print(&self) {
        for Figure { name, value, aim, less } in &self.0 {
            let (sign, met) = if *less { ("≤", value <= aim) } else { ("≥", value >= aim) };
            println!("{name:<58} {value:>9.3}  aim {sign} {aim}{}", if met { "" } else { "  MISSED" });
        }
        let all = self.0.iter().map(|one| (one.name.clone(), serde_json::json!({"value": one.value, "aim": one.aim})));
        println!("{}", serde_json::Value::Object(all.collect()));
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let mut figures = Figures::default();
    // First, while nothing else was held.
    size::own(&mut figures);
    reasons::own(&mut figures);
    redaction::own(&mut figures);
    knowledge::own(&mut figures);
    if let Some(folder) = after("--data") {
        let folder = data::Folder(folder.into());
        if let Some(file) = after("--write-tone") {
            std::fs::write(file, tone::trained(&folder).to_bytes()).unwrap();
        }
        reasons::public(&folder, &mut figures);
        redaction::public(&folder, &mut figures);
        knowledge::public(&folder, &mut figures);
        tone::public(&folder, &mut figures);
    }
    figures.print();
}
