//! Throws damaged texts of this repository at one target, without a fuzzer's knowledge of the code:
//! `cargo run -p duly-tests --example throw -- TARGET CASES [SEED]`. Slower to find things than `cargo fuzz`, but it runs
//! wherever the tests do. An input that breaks a promise is written to `out/throw/`.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

mod texts;

use duly_tests::promises;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Pieces that no text of the repository need hold.
const ODD: [&str; 24] = [
    "{",
    "}",
    "(",
    ")",
    "\"",
    "\\\"",
    ";",
    ",",
    "|",
    "#",
    "##",
    "```",
    "\n",
    "\r\n",
    "\t",
    "\u{feff}",
    "\u{a0}",
    "\u{200b}",
    "“",
    "–",
    "é",
    "\u{0}",
    "999999999999999999999",
    "-",
];

/// What is promised of an input, or a panic.
type Promise = fn(&[u8]);

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, cases, rest @ ..] = arguments.as_slice() else {
        return Err("usage: throw parser|layout|mapping|events|run CASES [SEED]".to_owned());
    };
    let promise: Promise = match target.as_str() {
        "parser" => promises::parser,
        "layout" => |bytes| drop(promises::layout(bytes)),
        "mapping" => promises::mapping,
        "events" => promises::events,
        "run" => promises::run,
        other => return Err(format!("no target `{other}`")),
    };
    let cases: u64 = cases.parse().map_err(|e| format!("{cases}: {e}"))?;
    let seed = rest.first().and_then(|s| s.parse().ok()).unwrap_or(1);
    let mut seeds = texts::of(target)?;
    let mut random = Random(seed);
    if target == "events" {
        // The first byte chooses the mapping; the first lines are enough.
        seeds = seeds.into_iter().map(|text| with_mapping(&text, &mut random)).collect();
    }
    throw(target, promise, &seeds, cases, &mut random, &texts::root().join("out/throw"))
}

fn throw(
    target: &str,
    promise: fn(&[u8]),
    seeds: &[Vec<u8>],
    cases: u64,
    random: &mut Random,
    out: &Path,
) -> Result<(), String> {
    let mut broken = 0;
    for case in 1..=cases {
        let bytes = damaged(seeds, random);
        if catch_unwind(AssertUnwindSafe(|| promise(&bytes))).is_err() {
            broken += 1;
            fs::create_dir_all(out).map_err(|e| e.to_string())?;
            fs::write(out.join(format!("{target}-{case}")), &bytes).map_err(|e| e.to_string())?;
        }
        if case % 1000 == 0 || case == cases {
            println!("{target}: {case} cases, {broken} broken");
        }
    }
    Ok(())
}

fn with_mapping(text: &[u8], random: &mut Random) -> Vec<u8> {
    let lines = text.split_inclusive(|b| *b == b'\n').take(30);
    let csv = !text.starts_with(b"{");
    let first = if csv { 1 } else { [0, 2, 3][random.below(3)] };
    std::iter::once(first).chain(lines.flatten().copied()).collect()
}

/// A text with some damage; sometimes none.
fn damaged(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..random.below(8) {
        let (from, to) = random.range(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                let at = random.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            2 => {
                let other = &seeds[random.below(seeds.len())];
                let (start, end) = random.range(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            3 => drop(bytes.splice(from..from, ODD[random.below(ODD.len())].bytes())),
            4 => drop(bytes.splice(from..to, ODD[random.below(ODD.len())].bytes())),
            5 => bytes.truncate(from),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte = u8::try_from(random.below(128)).unwrap_or(b'x');
                }
            }
        }
    }
    bytes
}

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A stretch, mostly a short one.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let from = self.below(length + 1);
        let longest = if self.below(8) == 0 { length } else { 24 };
        (from, (from + self.below(longest)).min(length))
    }
}
