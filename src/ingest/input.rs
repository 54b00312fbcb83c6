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
    rest: Vec<u8>,
    next_line: u64,
    ended: bool,
}

/// Whole lines.
pub(crate) struct Block {
    /// The number of the first one.
    pub first_line: u64,
    pub bytes: Vec<u8>,
}

/// How many bytes a block has, unless a line is longer.
const BLOCK: usize = 1 << 20;
/// Offsets in a line have 32 bits.
const LONGEST_LINE: usize = 1 << 31;

impl<R: Read> Blocks<R> {
    pub fn new(reader: R) -> Blocks<R> {
        Blocks { reader, rest: Vec::new(), next_line: 1, ended: false }
    }

    /// The next block; none at the end.
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        while !self.ended {
            let wanted = BLOCK.max(bytes.len());
            bytes.reserve(BLOCK + 1);
            let n = self.reader.by_ref().take(wanted as u64).read_to_end(&mut bytes)?;
            self.ended = n < wanted;
            if let Some(at) = memchr::memrchr(b'\n', &bytes[searched..]) {
                self.rest = bytes.split_off(searched + at + 1);
                if !self.ended || self.rest.is_empty() {
                    return Ok(Some(self.block(bytes)));
                }
                bytes.append(&mut self.rest);
                break;
            }
            searched = bytes.len();
            if searched > LONGEST_LINE {
                return Err(io::Error::other("it has a line of more than 2 GiB"));
            }
        }
        Ok((!bytes.is_empty()).then(|| self.block(bytes)))
    }

    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let first_line = self.next_line;
        self.next_line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Block { first_line, bytes }
    }
}
