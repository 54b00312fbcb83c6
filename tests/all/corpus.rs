//! The kept inputs of the fuzz targets: each is read as its target reads it.

use crate::support::repository;
use duly_tests::promises;

/// What is promised of an input, or a panic.
type Promise = fn(&[u8]);

#[test]
fn every_kept_input_keeps_its_promises() {
    let targets: [(&str, Promise); 5] = [
        ("parser", promises::parser),
        ("layout", |bytes| drop(promises::layout(bytes))),
        ("mapping", promises::mapping),
        ("events", promises::events),
        ("run", promises::run),
    ];
    for (target, promise) in targets {
        let folder = repository().join("tests/fuzz/corpus").join(target);
        let mut inputs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        inputs.sort();
        assert!(inputs.len() >= 2, "{target} has no corpus");
        for input in inputs {
            println!("{target}: {}", input.display());
            promise(&std::fs::read(&input).unwrap());
        }
    }
}
