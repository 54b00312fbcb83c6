//! Bytes to events: readers, mappings, ordering, partitioning by ticket
