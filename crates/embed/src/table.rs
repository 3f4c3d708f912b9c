//! `model.safetensors`: the length of a header, the header in JSON, then the numbers of its tensors.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;

/// Longest header, in bytes; one of a static model has some hundred.
const HEADER_BYTES: usize = 1 << 20;
/// Most numbers of a vector.
const NUMBERS: usize = 4_096;
/// What the tensor of vectors is called: by model2vec, by sentence-transformers, and by model2vec of old.
const VECTORS: [&str; 3] = ["embeddings", "embedding.weight", "0"];

/// A vector for each piece. The file stays as it is in memory; numbers are read out of it one by one.
#[derive(Debug)]
pub struct Table {
    bytes: Vec<u8>,
    vectors: Tensor,
    numbers: usize,
    rows: usize,
    /// Which row a piece has, where several share one.
    mapping: Option<Vec<u32>>,
    /// How much a piece weighs.
    weights: Option<Vec<f32>>,
}

impl Table {
    pub fn read(bytes: Vec<u8>) -> Result<Table, String> {
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or("it is cut off before its header")?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > HEADER_BYTES {
            return Err(format!("it does not begin with a header, or its header is longer than {HEADER_BYTES} bytes"));
        }
        let (header, data) = rest.split_at_checked(length).ok_or("it is cut off within its header")?;
        let tensors: BTreeMap<String, Value> =
            serde_json::from_slice(header).map_err(|fault| format!("its header is no JSON ({fault})"))?;
        let begin = bytes.len() - data.len();
        let tensor = |name: &str| tensors.get(name).map(|said| Tensor::read(name, said, &bytes, begin)).transpose();
        let name = VECTORS.into_iter().find(|name| tensors.contains_key(*name));
        let vectors = name.map(tensor).transpose()?.flatten().ok_or("it has no tensor “embeddings”")?;
        let [rows, numbers] = *vectors.shape.as_slice() else { return Err("its vectors are no table".into()) };
        if rows == 0 || !(1..=NUMBERS).contains(&numbers) {
            return Err(format!("it has {rows} vectors of {numbers} numbers, and 1 to {NUMBERS} can be read"));
        }
        if !vectors.of(&bytes).all(f64::is_finite) {
            return Err("some of its numbers are none".into());
        }
        let mapping = tensor("mapping")?.map(|found| found.of(&bytes).map(|row| row as u32).collect::<Vec<_>>());
        if mapping.iter().flatten().any(|row| *row as usize >= rows) {
            return Err(format!("its mapping names rows beyond its {rows}"));
        }
        let weights = tensor("weights")?.map(|found| found.of(&bytes).map(|weight| weight as f32).collect::<Vec<_>>());
        if weights.iter().flatten().any(|weight| !weight.is_finite()) {
            return Err("some of its weights are no numbers".into());
        }
        Ok(Table { numbers, rows, mapping, weights, vectors, bytes })
    }

    /// Numbers of a vector.
    pub fn numbers(&self) -> usize {
        self.numbers
    }

    /// Pieces that have a vector: those below this.
    pub fn ids(&self) -> usize {
        let mapped = self.mapping.as_ref().map_or(self.rows, Vec::len);
        self.weights.as_ref().map_or(mapped, |weights| mapped.min(weights.len()))
    }

    /// Adds the vector of a piece.
    pub fn add(&self, id: u32, sum: &mut [f32]) {
        let row = self.mapping.as_ref().map_or(Some(id), |mapping| mapping.get(id as usize).copied());
        let weight = self.weights.as_ref().map_or(Some(1.0), |weights| weights.get(id as usize).copied());
        let (Some(row), Some(weight)) = (row, weight) else { return };
        let begin = (row as usize).saturating_mul(self.numbers);
        for (sum, number) in sum.iter_mut().zip(self.vectors.from(&self.bytes, begin)) {
            *sum += weight * number as f32;
        }
    }
}

/// A tensor as the header has it.
#[derive(Deserialize)]
struct Said {
    dtype: Kind,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I8,
}

impl Kind {
    fn bytes(self) -> usize {
        match self {
            Kind::F64 | Kind::I64 => 8,
            Kind::F32 | Kind::I32 => 4,
            Kind::F16 | Kind::BF16 => 2,
            Kind::I8 => 1,
        }
    }

    /// A number out of as many bytes as it has.
    fn number(self, bytes: &[u8]) -> f64 {
        let two = || bytes.first_chunk().map_or(0, |two| u16::from_le_bytes(*two));
        let four = || bytes.first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        let eight = || bytes.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        match self {
            Kind::F64 => f64::from_bits(eight()),
            Kind::F32 => f32::from_bits(four()).into(),
            Kind::F16 => half(two()).into(),
            Kind::BF16 => f32::from_bits(u32::from(two()) << 16).into(),
            Kind::I64 => eight().cast_signed() as f64,
            Kind::I32 => four().cast_signed().into(),
            Kind::I8 => bytes.first().map_or(0, |byte| byte.cast_signed()).into(),
        }
    }
}

#[derive(Debug)]
struct Tensor {
    kind: Kind,
    shape: Vec<usize>,
    at: Range<usize>,
}

impl Tensor {
    /// Believed only if its place is as long as its shape says, and within the file.
    fn read(name: &str, said: &Value, bytes: &[u8], begin: usize) -> Result<Tensor, String> {
        let said = Said::deserialize(said).map_err(|fault| format!("its tensor “{name}” cannot be read ({fault})"))?;
        let numbers = said.shape.iter().try_fold(1_usize, |all, size| all.checked_mul(*size));
        let long = numbers.and_then(|numbers| numbers.checked_mul(said.dtype.bytes()));
        let [from, to] = said.data_offsets;
        if long.is_none() || to.checked_sub(from) != long {
            return Err(format!("its header gives “{name}” another length than its shape has"));
        }
        let (Some(from), Some(to)) = (from.checked_add(begin), to.checked_add(begin)) else {
            return Err(format!("its header puts “{name}” beyond its end"));
        };
        if to > bytes.len() {
            return Err(format!("it is cut off: “{name}” would end at byte {to}, and it has {}", bytes.len()));
        }
        Ok(Tensor { kind: said.dtype, shape: said.shape, at: from..to })
    }

    fn of<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = f64> + use<'a> {
        self.from(bytes, 0)
    }

    /// Its numbers from one on.
    fn from<'a>(&self, bytes: &'a [u8], begin: usize) -> impl Iterator<Item = f64> + use<'a> {
        let kind = self.kind;
        let own = bytes.get(self.at.clone()).unwrap_or_default();
        let rest = own.get(begin.saturating_mul(kind.bytes())..).unwrap_or_default();
        rest.chunks_exact(kind.bytes()).map(move |bytes| kind.number(bytes))
    }
}

/// A number in half precision (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15), u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    match exponent {
        0 => (if sign == 0 { 1.0 } else { -1.0 }) * fraction as f32 / 16_777_216.0,
        0x1f => f32::from_bits(sign << 31 | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign << 31 | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_they_are() {
        let known =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65_504.0), (0x0001, 5.960_464_5e-8), (0x3555, 0.333_251_95)];
        for (bits, number) in known {
            assert_eq!(half(bits), number, "{bits:x}");
        }
        assert!(half(0x7c01).is_nan() && half(0xfc00) == f32::NEG_INFINITY && half(0x8000).is_sign_negative());
    }
}
