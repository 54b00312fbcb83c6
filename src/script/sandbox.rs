//! What a script can do: the engine with its packages, chosen one by one, and every limit set.

use crate::{date, functions, operators};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicStringPackage, MoreStringPackage, Package,
};
use rhai::{Engine, OptimizationLevel};

/// As many steps a call may take.
pub(crate) const STEPS: u64 = 50_000;
/// As deep functions may call each other.
pub(crate) const CALLS: usize = 16;
/// As many variables there may be at a time.
pub(crate) const VARIABLES: usize = 100;
/// As many functions a script may define.
pub(crate) const FUNCTIONS: usize = 50;
/// As deep expressions may nest: outside of functions, and in them.
pub(crate) const NESTING: (usize, usize) = (32, 16);
/// As many bytes the texts of a value may have.
pub(crate) const TEXT: usize = 32_768;
/// As many values the lists of a value may have.
pub(crate) const LIST: usize = 1_000;
/// As many entries the maps of a value may have.
pub(crate) const MAP: usize = 200;

/// What a script must not do, and what it cannot do without modules, a clock, or an output.
pub(crate) const FORBIDDEN: [&str; 13] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "sleep",
    "timestamp",
    "rand",
    "exit",
    "Fn",
    "curry",
    "call",
    "is_shared",
];

/// An engine that runs scripts: no output, no clock, no files, no randomness, no state between calls.
pub(crate) fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    operators::register(&mut engine);
    functions::register(&mut engine);
    date::register(&mut engine);
    for symbol in FORBIDDEN {
        engine.disable_symbol(symbol);
    }
    // The operators that come with rhai compare anything with anything; ours come first this way.
    engine.set_fast_operators(false);
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    // What is written is what runs, at its place.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_operations(STEPS);
    engine.set_max_call_levels(CALLS);
    engine.set_max_variables(VARIABLES);
    engine.set_max_functions(FUNCTIONS);
    engine.set_max_expr_depths(NESTING.0, NESTING.1);
    engine.set_max_string_size(TEXT);
    engine.set_max_array_size(LIST);
    engine.set_max_map_size(MAP);
    engine.set_max_strings_interned(0);
    engine
}
