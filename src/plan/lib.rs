//! The compiled policy: data only, ids instead of names, spans on everything
