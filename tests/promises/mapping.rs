//! Any text, read as a mapping.

use duly_ingest::{Input, Mapping, canonical_lines};

/// Rows of the shapes that mappings are written for.
const ROWS: &str = r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","type":"created","changes":{"status":"new","priority":2},"tags":["a"]}
{"number":7,"sys_updated_on":"06/03/2026 14:40","state":"Active","caller":null,"open":true,"nested":{"a":{"b":"c"}}}
"#;

/// Reading a mapping never panics; one that is refused says why, one that is accepted can be used on rows.
///
/// # Panics
/// A promise is broken.
pub fn mapping(bytes: &[u8]) {
    let Ok(yaml) = std::str::from_utf8(bytes) else { return };
    match Mapping::from_yaml("any.yaml", yaml) {
        Ok(mapping) => {
            let reader = Box::new(ROWS.as_bytes());
            let input = Input { name: "rows".to_owned(), format: None, reader };
            for line in canonical_lines(vec![input], &mapping) {
                let (Ok(said) | Err(said)) = line.map_err(|bad| bad.to_string());
                assert!(!said.is_empty(), "a row comes to nothing");
            }
        }
        Err(errors) => {
            assert!(!errors.is_empty(), "a mapping is refused without a word");
            assert!(errors.iter().all(|error| !error.message.is_empty()), "{errors:?}");
        }
    }
}
