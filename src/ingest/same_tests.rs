//! What must not matter: the order of lines and inputs, how they are cut and compressed, how many threads read them,
//! and into how many parts tickets are divided.

use std::io::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::test_support::{all, messages, plan, story};
use crate::{Batch, Input, Mapping, OnBad, Options, read};

/// One event of a made-up ticket.
#[derive(Clone, Debug)]
struct Made {
    ticket: u8,
    second: u8,
    fraction: u8,
    seq: usize,
    kind: u8,
    priority: u8,
}

impl Made {
    fn json(&self) -> String {
        let at = format!("2026-03-06T13:40:{:02}.{}Z", self.second % 60, self.fraction);
        let (event, rest) = match self.kind % 4 {
            0 => ("message", r#","by":"agent""#),
            1 => ("note", r#","by":"agent","tags":{"add":["x"]}"#),
            2 => ("change", ""),
            _ => ("change", r#","by":"nobody""#),
        };
        let priority = ["low", "normal", "high", "urgent", "odd"][usize::from(self.priority) % 5];
        format!(
            r#"{{"ticket":"T-{}","at":"{at}","seq":{},"event":"{event}"{rest},"set":{{"priority":"{priority}"}}}}"#,
            self.ticket % 6,
            self.seq
        )
    }
}

prop_compose! {
    fn history()(
        events in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u8..10, any::<u8>(), any::<u8>()), 0..40)
    ) -> Vec<String> {
        let mut lines: Vec<String> = (0..5)
            .map(|t| format!(r#"{{"ticket":"T-{t}","at":"2026-03-06T13:40:05Z","seq":0,"event":"created","by":"customer"}}"#))
            .collect();
        for (seq, (ticket, second, fraction, kind, priority)) in events.into_iter().enumerate() {
            lines.push(Made { ticket, second, fraction, seq: seq + 1, kind, priority }.json());
        }
        lines
    }
}

fn read_all(inputs: Vec<(String, Vec<u8>)>, options: Options) -> Batch {
    let plan = plan();
    let inputs = inputs
        .into_iter()
        .map(|(name, bytes)| Input { name, format: None, reader: Box::new(std::io::Cursor::new(bytes)) })
        .collect();
    read(inputs, &Mapping::canonical(), &plan, &all(&plan), options)
        .unwrap_or_else(|bad| panic!("{:?}", messages(&bad)))
}

fn skipping() -> Options {
    Options { on_bad: OnBad::Skip, ..Options::default() }
}

fn one(lines: &[String]) -> Vec<(String, Vec<u8>)> {
    vec![("e.ndjson".to_owned(), lines.join("\n").into_bytes())]
}

/// The story and what was left out, without the lines it stood on.
fn outcome(batch: &Batch) -> (String, Vec<(Option<String>, u16)>) {
    let mut left_out: Vec<_> = batch.skipped().iter().map(|b| (b.ticket.clone(), b.code.number())).collect();
    left_out.sort();
    (story(batch), left_out)
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

proptest! {
    #[test]
    fn the_order_of_lines_and_how_they_are_cut_into_inputs(
        lines in history(),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..60),
        cuts in prop::collection::vec(any::<Index>(), 0..4),
    ) {
        let expected = outcome(&read_all(one(&lines), skipping()));
        let mut shuffled = lines;
        for (a, b) in swaps {
            let (a, b) = (a.index(shuffled.len()), b.index(shuffled.len()));
            shuffled.swap(a, b);
        }
        prop_assert_eq!(&outcome(&read_all(one(&shuffled), skipping())), &expected);
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(shuffled.len())).collect();
        places.extend([0, shuffled.len()]);
        places.sort_unstable();
        let inputs = places.windows(2).enumerate();
        let inputs = inputs.map(|(i, w)| (format!("{i}.ndjson"), shuffled[w[0]..w[1]].join("\r\n").into_bytes()));
        prop_assert_eq!(&outcome(&read_all(inputs.collect(), skipping())), &expected);
    }

    #[test]
    fn the_number_of_threads_and_partitions(lines in history(), threads in 1_usize..5, partitions in 1_usize..9) {
        let expected = read_all(one(&lines), skipping());
        let other = read_all(one(&lines), Options { threads, partitions, ..skipping() });
        prop_assert_eq!(story(&other), story(&expected));
        prop_assert_eq!(other.skipped(), expected.skipped());
        prop_assert_eq!(other.partitions(), partitions);
        let counts = |b: &Batch| (b.rows(), b.events(), b.tickets(), b.last_instant(), b.digests().to_vec());
        prop_assert_eq!(counts(&other), counts(&expected));
    }

    #[test]
    fn compression(lines in history()) {
        let plain = lines.join("\n").into_bytes();
        let expected = outcome(&read_all(one(&lines), skipping()));
        let (first, second) = plain.split_at(plain.len() / 2);
        for packed in [
            gz(&plain),
            [gz(first), gz(second)].concat(),
            zstd::encode_all(plain.as_slice(), 1).unwrap(),
            [zstd::encode_all(first, 1).unwrap(), zstd::encode_all(second, 1).unwrap()].concat(),
        ] {
            // Under a name that says nothing, as from a pipe.
            prop_assert_eq!(&outcome(&read_all(vec![("-".to_owned(), packed)], skipping())), &expected);
        }
    }
}

/// A megabyte and more, so that lines lie across the blocks in which inputs are read.
fn long_history() -> Vec<String> {
    let mut lines = Vec::new();
    for t in 0..3000 {
        let text = "x".repeat(t % 700);
        lines.push(format!(
            r#"{{"ticket":"T-{t}","at":"2026-03-06T13:40:05Z","event":"created","by":"customer","text":"{text}"}}"#
        ));
        lines.push(format!(
            r#"{{"ticket":"T-{t}","at":"2026-03-06T13:41:05Z","event":"note","actor":"{t}"}}"#
        ));
    }
    lines
}

#[test]
fn blocks_do_not_show() {
    let lines = long_history();
    let alone = read_all(one(&lines), Options::default());
    assert_eq!((alone.events(), alone.tickets()), (6000, 3000));
    let threads = read_all(one(&lines), Options { threads: 3, ..Options::default() });
    assert!(story(&alone) == story(&threads), "threads change the result");
    let mut bad = lines;
    bad[5999].push('}');
    bad.push("nonsense".to_owned());
    for threads in [1, 3] {
        let plan = plan();
        let text = bad.join("\n");
        let inputs = vec![crate::test_support::input("e.ndjson", text.as_bytes())];
        let options = Options { threads, ..Options::default() };
        let found =
            read(inputs, &Mapping::canonical(), &plan, &all(&plan), options).expect_err("two bad lines");
        assert_eq!(found.iter().map(|b| b.line).collect::<Vec<_>>(), [6000, 6001], "{threads} threads");
    }
}

#[test]
fn a_line_longer_than_a_block_is_one_line() {
    let text = "long ".repeat(600_000);
    let line = format!(
        r#"{{"ticket":"T-1","at":"2026-03-06T13:40:05Z","event":"created","by":"customer","text":"{text}"}}"#
    );
    let batch = read_all(one(&[line.clone(), line.replace("T-1", "T-2")]), Options::default());
    assert_eq!(batch.tickets(), 2);
    assert!(story(&batch).contains(&text));
}

#[test]
fn the_digest_is_that_of_the_bytes_as_they_came() {
    let line = r#"{"ticket":"T-1","at":"2026-03-06T13:40:05Z","event":"created","by":"customer"}"#;
    let digest = |bytes: Vec<u8>| {
        read_all(vec![("x".to_owned(), bytes)], Options::default()).digests()[0].sha256.clone()
    };
    assert_eq!(digest(line.as_bytes().to_vec()), SHA256_OF_LINE);
    assert_ne!(digest(gz(line.as_bytes())), SHA256_OF_LINE);
    let csv = b"ticket,at,event\n".to_vec();
    assert_eq!(digest(csv), SHA256_OF_HEADER);
}

const SHA256_OF_LINE: &str = "ed1b93e27b61b7f8f0c90710dc6c684548537e728cd4b02f5c258782570bad4b";
const SHA256_OF_HEADER: &str = "68e50a3aca3a786bc0ab6036cf26c429975004ead72495717e08df7197b65b20";

#[test]
fn an_input_that_breaks_off_is_unreadable() {
    let whole = gz(&long_history().join("\n").into_bytes());
    let broken = whole[..whole.len() / 2].to_vec();
    for on_bad in [OnBad::Stop, OnBad::Skip] {
        let plan = plan();
        let inputs = vec![crate::test_support::input("e.ndjson.gz", &broken)];
        let options = Options { on_bad, ..Options::default() };
        let bad =
            read(inputs, &Mapping::canonical(), &plan, &all(&plan), options).expect_err("it breaks off");
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].code, duly_diag::codes::UNREADABLE_INPUT);
        assert!(bad[0].to_string().starts_with("e.ndjson.gz: the input cannot be read: "), "{}", bad[0]);
    }
}
