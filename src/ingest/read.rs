//! The whole way from inputs to a [`Batch`]: read, map, check, scatter by ticket, group.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use duly_diag::codes;
use duly_engine::{Demand, Origin};
use duly_plan::Plan;

use crate::bad::{BadEvent, MAX_REPORTED, Problem};
use crate::batch::Batch;
use crate::group::{Inputs, Partition, group};
use crate::input::{Block, Blocks, Input, InputDigest, Opened, drain};
use crate::mapping::spec::Spec;
use crate::record::Buffer;
use crate::schema::Schema;
use crate::wanted::{Search, Wanted};
use crate::worker::{Programs, Worker};
use crate::{Format, Mapping};

/// What becomes of bad events.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnBad {
    /// Nothing is read if there is one.
    #[default]
    Stop,
    /// They are left out and listed.
    Skip,
}

/// How to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// What becomes of bad events.
    pub on_bad: OnBad,
    /// Into how many parts the tickets are divided; at least 1.
    pub partitions: usize,
    /// How many threads read; at least 1. The result does not depend on it.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { on_bad: OnBad::Stop, partitions: 64, threads: 1 }
    }
}

/// Reads inputs through a mapping. All events are checked against the plan; what the demand does not name is then
/// left out. The result depends neither on the order of the inputs or of their lines (where events carry `seq` or
/// `id`) nor on the number of threads.
///
/// # Errors
/// With [`OnBad::Stop`]: the first bad events in the order of the inputs, at most [`MAX_REPORTED`]. With either: an
/// input that cannot be read.
pub fn read(
    inputs: Vec<Input<'_>>,
    mapping: &Mapping,
    plan: &Plan,
    demand: &Demand,
    options: Options,
) -> Result<Batch, Vec<BadEvent>> {
    read_rows(inputs, &mapping.spec, || Schema::new(plan, demand), options, None)
}

/// The same for one ticket alone, and quicker than that: the rows of other tickets are not looked at, or for their
/// stamps alone, so that bad ones among them do not show.
///
/// # Errors
/// As those of [`read`].
pub fn read_ticket(
    inputs: Vec<Input<'_>>,
    mapping: &Mapping,
    plan: &Plan,
    demand: &Demand,
    options: Options,
    wanted: Wanted<'_>,
) -> Result<Batch, Vec<BadEvent>> {
    let search = Search::new(wanted, &mapping.spec);
    read_rows(inputs, &mapping.spec, || Schema::new(plan, demand), options, Some(&search))
}

fn read_rows<'m>(
    inputs: Vec<Input<'_>>,
    spec: &'m Spec,
    schema: impl Fn() -> Schema<'m>,
    options: Options,
    search: Option<&Search<'_>>,
) -> Result<Batch, Vec<BadEvent>> {
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let stamps = spec.of_stamps();
    #[expect(clippy::redundant_closure, reason = "a schema of its own may live as short as the stamps")]
    let programs = Programs::new(spec, &stamps, || schema());
    let shared = Shared { programs: &programs, names: &names, options, search, bad: AtomicUsize::new(0) };
    let mut fatal = Vec::new();
    let mut opened = Vec::new();
    for (input, number) in inputs.into_iter().zip(0..) {
        let name = input.name.clone();
        match Opened::new(input, spec.format) {
            Ok(input) => opened.push((number, input)),
            Err(error) => fatal.push(unreadable(&name, number, &error)),
        }
    }
    if !fatal.is_empty() {
        return Err(fatal);
    }
    let digests: Vec<_> =
        opened.iter().map(|(_, input)| (input.name.clone(), input.digest.clone())).collect();
    let workers = if options.threads > 1 {
        in_parallel(opened, &shared, &mut fatal)
    } else {
        alone(opened, &shared, &mut fatal)
    };
    finish(workers, fatal, &shared, || {
        digests
            .iter()
            .map(|(name, digest)| InputDigest { name: name.clone(), sha256: digest.hex() })
            .collect()
    })
}

/// What all workers share.
struct Shared<'s, 'm> {
    programs: &'s Programs<'m>,
    names: &'s [String],
    options: Options,
    search: Option<&'s Search<'s>>,
    /// How many bad events all workers have found.
    bad: AtomicUsize,
}

impl<'s, 'm> Shared<'s, 'm> {
    /// Whether enough has been found wrong to stop. Everything before the place where reading stops has been looked
    /// at by then, so that the first bad events are always the same.
    fn enough(&self) -> bool {
        self.options.on_bad == OnBad::Stop && self.bad.load(Ordering::Relaxed) >= MAX_REPORTED
    }

    fn worker(&self) -> Worker<'s, 'm> {
        Worker::new(self.programs, self.names, self.search, self.options.partitions.max(1))
    }
}

/// Something for a worker to do.
enum Task<'a> {
    Lines { input: u32, block: Block },
    Table { input: u32, reader: Box<dyn Read + Send + 'a> },
}

impl Shared<'_, '_> {
    /// Does a task; the error is an input that cannot be read.
    fn work(&self, worker: &mut Worker<'_, '_>, task: Task<'_>) -> Result<(), Box<BadEvent>> {
        let before = worker.bad.len();
        let done = match task {
            Task::Lines { input, block } => {
                worker.lines(input, &block);
                Ok(())
            }
            Task::Table { input, mut reader } => {
                let enough = if self.options.on_bad == OnBad::Stop { MAX_REPORTED } else { usize::MAX };
                worker
                    .table(input, &mut reader, enough)
                    .and_then(|()| drain(&mut reader))
                    .map_err(|error| Box::new(unreadable(&self.names[input as usize], input, &error)))
            }
        };
        self.bad.fetch_add(worker.bad.len() - before, Ordering::Relaxed);
        done
    }
}

/// Cuts the inputs into tasks; `submit` is false when no more are wanted.
fn tasks<'a>(
    opened: Vec<(u32, Opened<'a>)>,
    shared: &Shared<'_, '_>,
    fatal: &mut Vec<BadEvent>,
    submit: &mut dyn FnMut(Task<'a>) -> bool,
) {
    for (number, input) in opened {
        if input.format == Format::Csv {
            if shared.enough() || !submit(Task::Table { input: number, reader: input.reader }) {
                return;
            }
            continue;
        }
        let mut blocks = Blocks::new(input.reader);
        loop {
            if shared.enough() {
                return;
            }
            match blocks.next() {
                Ok(None) => break,
                Ok(Some(block)) => {
                    if !submit(Task::Lines { input: number, block }) {
                        return;
                    }
                }
                Err(error) => {
                    fatal.push(unreadable(&input.name, number, &error));
                    break;
                }
            }
        }
    }
}

fn alone<'s, 'm>(
    opened: Vec<(u32, Opened<'_>)>,
    shared: &Shared<'s, 'm>,
    fatal: &mut Vec<BadEvent>,
) -> Vec<Worker<'s, 'm>> {
    let mut worker = shared.worker();
    let mut failed = Vec::new();
    tasks(opened, shared, fatal, &mut |task| {
        failed.extend(shared.work(&mut worker, task).err().map(|bad| *bad));
        true
    });
    fatal.append(&mut failed);
    vec![worker]
}

fn in_parallel<'s, 'm>(
    opened: Vec<(u32, Opened<'_>)>,
    shared: &Shared<'s, 'm>,
    fatal: &mut Vec<BadEvent>,
) -> Vec<Worker<'s, 'm>> {
    let threads = shared.options.threads;
    // A few blocks wait for each thread, so that memory does not grow with the input.
    let (sender, receiver) = sync_channel(threads * 2);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        let run = || {
            let mut worker = shared.worker();
            let mut failed = Vec::new();
            while let Some(task) = take(&receiver) {
                failed.extend(shared.work(&mut worker, task).err().map(|bad| *bad));
            }
            (worker, failed)
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        tasks(opened, shared, fatal, &mut |task| sender.send(task).is_ok());
        drop(sender);
        let mut workers = Vec::with_capacity(threads);
        for handle in handles {
            match handle.join() {
                Ok((worker, mut failed)) => {
                    workers.push(worker);
                    fatal.append(&mut failed);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        workers
    })
}

fn take<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// An input that cannot be read.
pub(crate) fn unreadable(name: &str, input: u32, error: &std::io::Error) -> BadEvent {
    let message = format!("the input cannot be read: {error}");
    Problem::new(codes::UNREADABLE_INPUT, message).at(name, Origin { input, record: 0 })
}

/// Groups what the workers wrote.
fn finish(
    workers: Vec<Worker<'_, '_>>,
    mut fatal: Vec<BadEvent>,
    shared: &Shared<'_, '_>,
    digests: impl FnOnce() -> Vec<InputDigest>,
) -> Result<Batch, Vec<BadEvent>> {
    if !fatal.is_empty() {
        fatal.sort_by_key(|bad| bad.origin);
        return Err(fatal);
    }
    let stop = shared.options.on_bad == OnBad::Stop;
    let mut bad = Vec::new();
    let (mut rows, mut seen_until) = (0, None);
    let mut partitions: Vec<Vec<Buffer>> = vec![Vec::new(); shared.options.partitions.max(1)];
    for mut worker in workers {
        bad.append(&mut worker.bad);
        rows += worker.rows;
        seen_until = seen_until.max(worker.seen_until);
        for (partition, mut buffers) in partitions.iter_mut().zip(worker.into_buffers()) {
            partition.append(&mut buffers);
        }
    }
    // Events that lack their `created` because its line is bad are not worth a word of their own.
    if stop && !bad.is_empty() {
        return Err(first(bad));
    }
    let inputs = Inputs { names: shared.names, by_position: shared.names.len() == 1 };
    let partitions = group_all(partitions, inputs, shared.options.threads.max(1), &mut bad);
    bad.sort_by_key(|bad| bad.origin);
    if stop && !bad.is_empty() {
        return Err(first(bad));
    }
    Ok(Batch { partitions, skipped: bad, digests: digests(), rows, seen_until })
}

fn first(mut bad: Vec<BadEvent>) -> Vec<BadEvent> {
    bad.sort_by_key(|bad| bad.origin);
    bad.truncate(MAX_REPORTED);
    bad
}

fn group_all(
    partitions: Vec<Vec<Buffer>>,
    inputs: Inputs<'_>,
    threads: usize,
    bad: &mut Vec<BadEvent>,
) -> Vec<Partition> {
    if threads == 1 {
        return partitions.into_iter().map(|buffers| group(buffers, inputs, bad)).collect();
    }
    let share = partitions.len().div_ceil(threads).max(1);
    let mut partitions = partitions.into_iter();
    thread::scope(|scope| {
        let mut handles = Vec::new();
        loop {
            let mine: Vec<_> = partitions.by_ref().take(share).collect();
            if mine.is_empty() {
                break;
            }
            handles.push(scope.spawn(move || {
                let mut bad = Vec::new();
                let grouped: Vec<_> =
                    mine.into_iter().map(|buffers| group(buffers, inputs, &mut bad)).collect();
                (grouped, bad)
            }));
        }
        let mut out = Vec::new();
        for handle in handles {
            match handle.join() {
                Ok((mut grouped, mut found)) => {
                    out.append(&mut grouped);
                    bad.append(&mut found);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        out
    })
}
