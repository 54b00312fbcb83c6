//! The scripts of a plan, run for the engine.

use crate::program::Program;
use crate::{sandbox, values};
use duly_engine::{ScriptFault, ScriptHost, ScriptValue, Value};
use duly_plan::{ScriptCode, ScriptId};
use rhai::Engine;
use std::fmt;

/// Runs the scripts of one plan; shared by all threads.
pub struct Host {
    engine: Engine,
    scripts: Vec<Script>,
}

struct Script {
    code: ScriptCode,
    /// What was read; the message if it cannot be, which a checked plan excludes.
    program: Result<Program, String>,
}

impl Host {
    /// The scripts of a plan in their order, each read once.
    #[must_use]
    pub fn new(scripts: &[duly_plan::Script]) -> Host {
        let engine = sandbox::engine();
        let script = |script: &duly_plan::Script| {
            let code = script.code.clone();
            let program = Program::new(&engine, &code).map_err(|finding| finding.message);
            Script { code, program }
        };
        let scripts = scripts.iter().map(script).collect();
        Host { engine, scripts }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.scripts.iter().map(|script| &script.code.name)).finish()
    }
}

impl ScriptHost for Host {
    fn call(&self, id: ScriptId, inputs: &[Value<'_>]) -> Result<ScriptValue, ScriptFault> {
        let Script { code, program } = &self.scripts[id.index()];
        let fault = |span, message| ScriptFault { script: id, span, message };
        let program = program.as_ref().map_err(|message| fault(code.span, message.clone()))?;
        let given = program
            .call(&self.engine, code, inputs.iter().map(values::into_script))
            .map_err(|failure| fault(failure.span, failure.message))?;
        values::from_script(&given, code.result).map_err(|message| fault(code.span, message))
    }
}
