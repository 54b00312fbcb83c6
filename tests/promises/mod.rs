//! What must hold for any bytes at all: each function reads its bytes as one part of duly does, and panics where a
//! promise is broken. The fuzz targets call them with what the fuzzer thinks of, the tests with the kept corpus.

mod events;
mod layout;
mod mapping;
mod policy;
mod run;
mod shapes;

pub use events::events;
pub use layout::layout;
pub use mapping::mapping;
pub use policy::parser;
pub use run::run;
pub use shapes::reshaped;
