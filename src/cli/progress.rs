//! A line on the terminal while long inputs are read.

use crate::terminal;
use duly_driver::Progress;
use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Shorter inputs are read before anybody looks.
const LONG: u64 = 50_000_000;

/// How often the line is drawn.
const PERIOD: Duration = Duration::from_millis(250);

/// Draws the line until it is dropped.
pub struct Ticker(Option<(Sender<()>, JoinHandle<()>)>);

impl Ticker {
    /// Begins, if the inputs are long and somebody is looking.
    pub fn start(progress: &Progress, bytes: u64) -> Ticker {
        if bytes < LONG || !terminal::watched() {
            return Ticker(None);
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let progress = progress.clone();
        let thread = thread::spawn(move || {
            let mut last = 0;
            while stopped.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                let read = progress.bytes();
                draw(&line(read, bytes, read - last));
                last = read;
            }
            draw("");
        });
        Ticker(Some((stop, thread)))
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            // The line is decoration: a thread that failed takes nothing with it.
            let _ = thread.join();
        }
    }
}

/// "read 120 of 316 MB (38%), 210 MB/s", then what there is to do after reading.
fn line(read: u64, all: u64, since_last: u64) -> String {
    let mega = |bytes: u64| bytes / 1_000_000;
    if read >= all {
        return "judging".to_owned();
    }
    let periods = u64::try_from(Duration::from_secs(1).as_millis() / PERIOD.as_millis()).unwrap_or(1);
    let rate = mega(since_last * periods);
    format!("read {} of {} MB ({}%), {rate} MB/s", mega(read), mega(all), read * 100 / all.max(1))
}

/// Draws over the line; an empty text wipes it.
fn draw(text: &str) {
    let mut err = io::stderr().lock();
    // Decoration again.
    let _ = write!(err, "\r\x1b[K{text}").and_then(|()| err.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_fast() {
        assert_eq!(line(120_000_000, 316_000_000, 50_000_000), "read 120 of 316 MB (37%), 200 MB/s");
        assert_eq!(line(316_000_000, 316_000_000, 0), "judging");
    }
}
