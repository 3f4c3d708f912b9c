//! Small models made here, and folders that are none.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use embed::{Error, Model};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Five pieces, as BERT's kind of tokenizer has them.
fn bert() -> Value {
    let vocabulary = json!({"[UNK]": 0, "refund": 1, "money": 2, "##back": 3, "deliver": 4, "##y": 5, "!": 6});
    json!({
        "version": "1.0", "added_tokens": [], "post_processor": null, "decoder": null,
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "vocab": vocabulary, "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100},
    })
}

const BERT: [[f32; 4]; 7] = [
    [9.0, 9.0, 9.0, 9.0],
    [1.0, 0.0, 0.0, 0.0],
    [0.5, 0.25, 0.0, 0.0],
    [1.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0, 0.0],
    [0.0, 0.0, 0.0, 1.0],
];

/// Korean pieces, as sentencepiece has them.
fn unigram() -> Value {
    let vocabulary = json!([
        ["<unk>", 0.0],
        ["▁환불", -3.0],
        ["▁환", -2.0],
        ["불", -2.0],
        ["▁배송", -3.0],
        ["▁", -4.0],
        ["은", -4.0]
    ]);
    json!({
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "NFKC"}, {"type": "Replace", "pattern": {"String": "!"}, "content": " ! "},
            {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Strip", "strip_left": true, "strip_right": true}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": false},
        "model": {"type": "Unigram", "unk_id": 0, "vocab": vocabulary},
    })
}

fn table(dtype: &str, shape: &[usize], numbers: &[u8]) -> Vec<u8> {
    head(&json!({"embeddings": {"dtype": dtype, "shape": shape, "data_offsets": [0, numbers.len()]}}), numbers)
}

fn head(header: &Value, data: &[u8]) -> Vec<u8> {
    let header = header.to_string();
    [&u64::try_from(header.len()).unwrap().to_le_bytes(), header.as_bytes(), data].concat()
}

fn floats<const N: usize>(rows: &[[f32; N]]) -> Vec<u8> {
    let numbers: Vec<u8> = rows.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    table("F32", &[rows.len(), N], &numbers)
}

fn write(folder: &Path, tokenizer: &Value, table: &[u8]) {
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.join("model.safetensors"), table).unwrap();
}

fn model(tokenizer: &Value, table: &[u8]) -> Result<Model, Error> {
    Model::of(Path::new("models/small"), tokenizer.to_string().as_bytes(), table.to_owned())
}

fn near(model: &Model, one: &str, two: &str) -> f32 {
    let (one, two) = (model.vector(one).unwrap(), model.vector(two).unwrap());
    let dot = |one: &[f32], two: &[f32]| one.iter().zip(two).map(|(x, y)| x * y).sum::<f32>();
    dot(&one, &two) / (dot(&one, &one) * dot(&two, &two)).sqrt()
}

#[test]
fn words_of_one_meaning_lie_near_each_other() {
    let model = model(&bert(), &floats(&BERT)).unwrap();
    assert_eq!(model.vector("Refund").unwrap(), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(model.vector("moneyback").unwrap(), [0.75, 0.125, 0.0, 0.0]);
    assert_eq!(
        model.vector("  DÉLIVERY\u{200b} refundy? ").unwrap(),
        [0.25, 0.0, 0.75, 0.0],
        "what is not known is left out"
    );
    assert!(near(&model, "moneyback", "refund") > 0.9 && near(&model, "delivery", "refund") < 0.1);
    for nothing in ["", " \n", "환불", "[UNK]"] {
        assert_eq!(model.vector(nothing).unwrap(), [0.0; 4], "{nothing:?}");
    }
}

#[test]
fn the_likeliest_pieces_of_hangul() {
    let rows = [[9.0, 9.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 0.0], [0.0, 0.0]];
    let model = model(&unigram(), &floats(&rows)).unwrap();
    assert_eq!(model.vector("환불").unwrap(), [1.0, 0.0], "one piece is likelier than two");
    assert_eq!(model.vector("  환불！").unwrap(), [0.5, 0.0], "a sign stands alone, and has no piece");
    assert_eq!(model.vector("배송 환불은").unwrap(), [0.0, 0.0]);
}

#[test]
fn numbers_of_every_kind_are_read() {
    let words = json!({"pre_tokenizer": {"type": "Whitespace"}, "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1}, "unk_token": "?"}});
    let halves = [0x3c00_u16, 0xc000, 0x3800, 0x0000].map(u16::to_le_bytes).concat();
    assert_eq!(model(&words, &table("F16", &[2, 2], &halves)).unwrap().vector("a").unwrap(), [1.0, -2.0]);
    assert_eq!(model(&words, &table("I8", &[2, 2], &[1, 255, 127, 128])).unwrap().vector("a").unwrap(), [1.0, -1.0]);
    let brains = [0x3f80_u16, 0xc000, 0, 0].map(u16::to_le_bytes).concat();
    assert_eq!(model(&words, &table("BF16", &[2, 2], &brains)).unwrap().vector("a, a").unwrap(), [1.0, -2.0]);
    // Both words share a row, and one of them weighs twice.
    let data = [
        [3.0_f32, 4.0].map(f32::to_le_bytes).concat(),
        [2.0_f32, 1.0].map(f32::to_le_bytes).concat(),
        [0_i64, 0].map(i64::to_le_bytes).concat(),
    ]
    .concat();
    let header = json!({"__metadata__": {"made": "here"}, "embeddings": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
        "weights": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}, "mapping": {"dtype": "I64", "shape": [2], "data_offsets": [16, 32]}});
    let shared = model(&words, &head(&header, &data)).unwrap();
    assert_eq!((shared.vector("a").unwrap(), shared.vector("b").unwrap()), (vec![6.0, 8.0], vec![3.0, 4.0]));
}

#[test]
fn a_folder_that_is_no_model_is_refused_by_file_and_cause() {
    let whole = floats(&BERT);
    let with = |path: &str, value: Value| {
        let mut tokenizer = bert();
        *tokenizer.pointer_mut(path).unwrap() = value;
        tokenizer
    };
    let header = |from: usize, to: usize| {
        head(&json!({"embeddings": {"dtype": "F32", "shape": [7, 4], "data_offsets": [from, to]}}), &[0; 112])
    };
    let mapped = json!({"embeddings": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}, "mapping": {"dtype": "I32", "shape": [7], "data_offsets": [4, 32]}});
    let cases: Vec<(Value, Vec<u8>, &str, &str)> = vec![
        (bert(), whole[..4].to_vec(), "model.safetensors", "cut off before its header"),
        (bert(), whole[..40].to_vec(), "model.safetensors", "cut off within its header"),
        (bert(), whole[..whole.len() - 1].to_vec(), "model.safetensors", "cut off: “embeddings” would end at byte"),
        (bert(), b"<!doctype html>".to_vec(), "model.safetensors", "does not begin with a header"),
        (bert(), u64::MAX.to_le_bytes().to_vec(), "model.safetensors", "does not begin with a header"),
        (bert(), [3_u64.to_le_bytes().as_slice(), b"{{{"].concat(), "model.safetensors", "no JSON"),
        (bert(), header(0, usize::MAX), "model.safetensors", "another length"),
        (bert(), header(usize::MAX - 112, usize::MAX), "model.safetensors", "beyond its end"),
        (bert(), header(112, 0), "model.safetensors", "another length"),
        (bert(), header(0, 108), "model.safetensors", "another length"),
        (bert(), header(4, 116), "model.safetensors", "cut off"),
        (bert(), table("F32", &[usize::MAX, 4], &[]), "model.safetensors", "another length"),
        (bert(), table("F32", &[28], &[0; 112]), "model.safetensors", "no table"),
        (bert(), table("F32", &[28, 0], &[]), "model.safetensors", "28 vectors of 0 numbers"),
        (bert(), table("Q4", &[7, 4], &[0; 14]), "model.safetensors", "Q4"),
        (
            bert(),
            head(&json!({"other": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}), &[]),
            "model.safetensors",
            "no tensor",
        ),
        (
            bert(),
            floats(&[[0.0], [f32::NAN], [0.0], [0.0], [0.0], [0.0], [0.0]]),
            "model.safetensors",
            "numbers are none",
        ),
        (bert(), floats(&[[1.0]; 6]), "model.safetensors", "6 rows, and tokenizer.json counts 7"),
        (bert(), head(&mapped, &[1; 32]), "model.safetensors", "rows beyond its 1"),
        (json!({}), whole.clone(), "tokenizer.json", "missing field `model`"),
        (with("/model/type", json!("BPE")), whole.clone(), "tokenizer.json", "unknown variant `BPE`"),
        (with("/normalizer/type", json!("Magic")), whole.clone(), "tokenizer.json", "unknown variant `Magic`"),
        (
            with("/pre_tokenizer/type", json!("ByteLevel")),
            whole.clone(),
            "tokenizer.json",
            "unknown variant `ByteLevel`",
        ),
        (with("/model/vocab", json!([["a", 0.0]])), whole.clone(), "tokenizer.json", "vocabulary"),
        (with("/model/vocab", json!({})), whole.clone(), "tokenizer.json", "empty"),
        (with("/model/vocab", json!({"a": -1})), whole.clone(), "tokenizer.json", "invalid value"),
        (
            with("/normalizer", json!({"type": "Replace", "pattern": {"Regex": "(a+)+"}, "content": ""})),
            whole.clone(),
            "tokenizer.json",
            "(a+)+",
        ),
        (
            with("/normalizer", json!({"type": "Replace", "pattern": {"String": "a"}, "content": "a".repeat(65)})),
            whole.clone(),
            "tokenizer.json",
            "64 bytes",
        ),
        (
            with("/normalizer", json!({"type": "Precompiled", "precompiled_charsmap": "////fw=="})),
            whole.clone(),
            "tokenizer.json",
            "charsmap",
        ),
        (
            with("/normalizer", json!({"type": "Sequence", "normalizers": vec![json!({"type": "NFC"}); 300]})),
            whole.clone(),
            "tokenizer.json",
            "200 steps",
        ),
    ];
    for (tokenizer, table, file, cause) in cases {
        let refused = model(&tokenizer, &table).err().unwrap_or_else(|| panic!("taken: {cause}")).to_string();
        assert!(
            refused.contains(&format!("{file} is not of a model2vec model: ")) && refused.contains(cause),
            "{cause}: {refused}"
        );
        assert!(refused.contains("Copy it again"), "what to do: {refused}");
    }
}

#[test]
fn a_folder_is_opened_by_its_name() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("potion");
    fs::create_dir(&path).unwrap();
    write(&path, &bert(), &floats(&BERT));
    let model = Model::open(&path).unwrap();
    assert_eq!((model.name(), model.vector("refund").unwrap()), ("potion", vec![1.0, 0.0, 0.0, 0.0]));
}

#[test]
fn a_file_that_is_missing_endless_or_huge_is_not_read() {
    let folder = TempDir::new().unwrap();
    let refused = || Model::open(folder.path()).err().unwrap().to_string();
    assert!(refused().contains("tokenizer.json cannot be read"), "{}", refused());
    write(folder.path(), &bert(), &[]);
    let file = folder.path().join("model.safetensors");
    fs::File::create(&file).unwrap().set_len((1 << 30) + 1).unwrap();
    assert!(refused().contains("model.safetensors has 1024 MiB, and at most 1024 MiB"), "{}", refused());
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(refused().contains("model.safetensors is no file"), "{}", refused());
    fs::remove_dir(&file).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
    assert!(refused().contains("model.safetensors is no file"), "{}", refused());
}

#[test]
fn a_megabyte_costs_no_more_than_its_beginning() {
    let unigram_rows = floats(&[[1.0, 0.0]; 7]);
    for (tokenizer, table, one) in [(bert(), floats(&BERT), "delivery "), (unigram(), unigram_rows, "환불 ")] {
        let model = model(&tokenizer, &table).unwrap();
        let (long, longer) = (one.repeat(2_000), one.repeat(1 << 17));
        assert_eq!(model.vector(&longer), model.vector(&long));
        // One word without end, and one of pieces that nearly fit.
        assert!(
            model.vector(&"a".repeat(1 << 20)).is_some() && model.vector(&"delivermoney".repeat(1 << 16)).is_some()
        );
    }
}

#[test]
fn numbers_too_large_to_add_up_give_no_vector() {
    let words =
        json!({"pre_tokenizer": {"type": "WhitespaceSplit"}, "model": {"type": "WordLevel", "vocab": {"a": 0}}});
    let model = model(&words, &floats(&[[3.0e38, -3.0e38]])).unwrap();
    assert_eq!(model.vector("a a"), None);
    assert!(model.vector("a").is_some());
}

proptest! {
    /// Whatever stands in both files: a model that answers any text, or a refusal.
    #[test]
    fn spoilt_files_are_refused_or_read(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
        both in any::<bool>(), korean in any::<bool>(), text in ".{0,80}") {
        let tokenizer = if korean { unigram() } else { bert() };
        let (mut tokenizer, mut table) = (tokenizer.to_string().into_bytes(), floats(&BERT));
        let spoilt = if both { &mut table } else { &mut tokenizer };
        let at = at.index(spoilt.len());
        spoilt[at] = byte;
        if byte % 4 == 0 {
            spoilt.truncate(cut.index(spoilt.len()));
        }
        if let Ok(model) = Model::of(Path::new("spoilt"), &tokenizer, table) {
            for text in [text.as_str(), "delivery moneyback! 환불", ""] {
                let vector = model.vector(text);
                prop_assert!(vector.is_none_or(|vector| vector.iter().all(|number| number.is_finite())));
            }
        }
    }
}
