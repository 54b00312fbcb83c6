//! Inputs: their bytes, decompressed and digested on the way.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

use crate::Format;

/// Something to read events from; the caller opens it.
pub struct Input<'a> {
    /// Its name, for messages; also tells the format (`.ndjson`, `.jsonl`, `.json`, `.csv`, then perhaps `.gz` or
    /// `.zst`).
    pub name: String,
    /// Its format, where the name does not tell. Without either the mapping's format counts, else the first
    /// character: `{` begins NDJSON.
    pub format: Option<Format>,
    /// Its bytes. What begins like gzip or zstd is decompressed, whatever the name.
    pub reader: Box<dyn Read + Send + 'a>,
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({})", self.name)
    }
}

/// The SHA-256 digest of an input's bytes as they were read, before decompression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputDigest {
    /// The input's name.
    pub name: String,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

/// An input on its way.
pub(crate) struct Opened<'a> {
    pub name: String,
    pub format: Format,
    pub reader: Box<dyn Read + Send + 'a>,
    pub digest: SharedDigest,
}

/// The digest of a reader that somebody else owns.
#[derive(Clone, Default)]
pub(crate) struct SharedDigest(Arc<Mutex<Sha256>>);

impl SharedDigest {
    fn update(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
    }

    /// The digest in hexadecimal.
    pub fn hex(&self) -> String {
        let digest = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Digests what passes through.
struct Digesting<R> {
    inner: R,
    digest: SharedDigest,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digest.update(&buffer[..n]);
        Ok(n)
    }
}

const BUFFER: usize = 1 << 17;

impl<'a> Opened<'a> {
    /// Finds out what an input is.
    pub fn new(input: Input<'a>, mapping_format: Option<Format>) -> io::Result<Opened<'a>> {
        let digest = SharedDigest::default();
        let raw = Digesting { inner: input.reader, digest: digest.clone() };
        let mut reader = BufReader::with_capacity(BUFFER, without_bom(decompressed(raw)?)?);
        let known = input.format.or_else(|| by_name(&input.name)).or(mapping_format);
        let format = match known {
            Some(format) => format,
            None => by_content(reader.fill_buf()?),
        };
        Ok(Opened { name: input.name, format, reader: Box::new(reader), digest })
    }
}

/// The first bytes of a reader, fewer only at its end, and the reader as it was before.
fn look<'a, const N: usize, R: Read + Send + 'a>(
    mut reader: R,
) -> io::Result<(Vec<u8>, impl Read + Send + 'a)> {
    let mut start = Vec::with_capacity(N);
    reader.by_ref().take(N as u64).read_to_end(&mut start)?;
    let whole = io::Cursor::new(start.clone()).chain(reader);
    Ok((start, whole))
}

fn decompressed<'a, R: Read + Send + 'a>(raw: R) -> io::Result<Box<dyn Read + Send + 'a>> {
    let (start, whole) = look::<4, R>(raw)?;
    if start.starts_with(&[0x1F, 0x8B]) {
        return Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, whole))));
    }
    if start == [0x28, 0xB5, 0x2F, 0xFD] {
        return Ok(Box::new(zstd::stream::read::Decoder::new(whole)?));
    }
    Ok(Box::new(whole))
}

fn without_bom<'a, R: Read + Send + 'a>(reader: R) -> io::Result<Box<dyn Read + Send + 'a>> {
    let (start, mut whole) = look::<3, R>(reader)?;
    if start == [0xEF, 0xBB, 0xBF] {
        whole.read_exact(&mut [0; 3])?;
    }
    Ok(Box::new(whole))
}

/// The format that a name tells.
fn by_name(name: &str) -> Option<Format> {
    let lower = name.to_ascii_lowercase();
    let plain = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let is = |extension: &str| plain.ends_with(extension);
    if is(".csv") {
        Some(Format::Csv)
    } else if is(".ndjson") || is(".jsonl") || is(".json") {
        Some(Format::Ndjson)
    } else {
        None
    }
}

fn by_content(start: &[u8]) -> Format {
    match start.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'{') | None => Format::Ndjson,
        Some(_) => Format::Csv,
    }
}

/// Reads what is left, so that the digest is one of all bytes: a decoder may stop before trailing ones.
pub(crate) fn drain(reader: &mut dyn Read) -> io::Result<()> {
    io::copy(reader, &mut io::sink()).map(drop)
}

/// Lines of an input in blocks that end where a line does.
pub(crate) struct Blocks<R> {
    reader: R,
    /// The beginning of a line that the next block goes on with.
    rest: Vec<u8>,
    next_line: u64,
    ended: bool,
    spare: Spare,
}

/// Buffers that are no longer in use. One that serves again is in the cache, and need not be cleared.
type Spare = Arc<Mutex<Vec<Vec<u8>>>>;

/// Whole lines.
pub(crate) struct Block {
    /// The number of the first one.
    pub first_line: u64,
    buffer: Vec<u8>,
    length: usize,
    spare: Spare,
}

impl Block {
    /// The lines.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// How many bytes a block has, unless a line is longer.
const BLOCK: usize = 1 << 20;
/// Offsets in a line have 32 bits.
const LONGEST_LINE: usize = 1 << 31;

impl<R: Read> Blocks<R> {
    pub fn new(reader: R) -> Blocks<R> {
        Blocks { reader, rest: Vec::new(), next_line: 1, ended: false, spare: Spare::default() }
    }

    /// The next block; none at the end.
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffer = spare.unwrap_or_default();
        let (mut filled, mut searched) = (self.rest.len(), 0);
        buffer.resize(buffer.len().max(filled + BLOCK), 0);
        buffer[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        while !self.ended {
            // A line that is longer than a block is read in ever larger pieces.
            let wanted = filled + BLOCK.max(filled);
            buffer.resize(buffer.len().max(wanted), 0);
            filled += self.fill(&mut buffer[filled..wanted])?;
            let last = memchr::memrchr(b'\n', &buffer[searched..filled]);
            if let (Some(last), false) = (last, self.ended) {
                let end = searched + last + 1;
                self.rest.extend_from_slice(&buffer[end..filled]);
                return Ok(Some(self.block(buffer, end)));
            }
            searched = filled;
            if searched > LONGEST_LINE {
                return Err(io::Error::other("it has a line of more than 2 GiB"));
            }
        }
        Ok((filled > 0).then(|| self.block(buffer, filled)))
    }

    /// Reads until the buffer is full or the input ends; returns how much was read.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn block(&mut self, buffer: Vec<u8>, length: usize) -> Block {
        let first_line = self.next_line;
        self.next_line += memchr::memchr_iter(b'\n', &buffer[..length]).count() as u64;
        Block { first_line, buffer, length, spare: self.spare.clone() }
    }
}
