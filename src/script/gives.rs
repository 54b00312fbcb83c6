//! What a script's text says about its result and its parameters before it ever runs.

use crate::sandbox::FORBIDDEN;
use duly_plan::ScriptType;
use rhai::{AST, ASTNode, Expr, Position, Stmt, Token};

/// What an expression gives, where that is certain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Number,
    Text,
    YesNo,
    List,
    Map,
    Nothing,
}

impl Kind {
    /// In an admin's words.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::YesNo => "yes or no",
            Kind::List => "a list",
            Kind::Map => "a map",
            Kind::Nothing => "nothing",
        }
    }

    /// The type to declare for it; none where there is none, or more than one.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Kind::Number => Some("number"),
            Kind::Text => Some("text"),
            Kind::YesNo => Some("yes/no"),
            Kind::List | Kind::Map | Kind::Nothing => None,
        }
    }

    fn fits(self, wanted: ScriptType) -> bool {
        match wanted {
            ScriptType::Number | ScriptType::Duration | ScriptType::Instant => self == Kind::Number,
            ScriptType::Text => self == Kind::Text,
            ScriptType::YesNo => self == Kind::YesNo,
            ScriptType::ListOfText | ScriptType::ListOfDates => self == Kind::List,
            ScriptType::Date => false,
        }
    }
}

/// A result that is certainly not of the wanted type, and its place: the first of them if every way through the
/// script ends in one.
pub(crate) fn never(tree: &AST, wanted: ScriptType) -> Option<(Kind, Position)> {
    let mut returns = false;
    tree.walk(&mut |path: &[ASTNode<'_>]| {
        returns |= matches!(path.last(), Some(ASTNode::Stmt(Stmt::Return(..))));
        true
    });
    if returns {
        return None;
    }
    let mut ends = Vec::new();
    if !last(tree.statements(), Position::NONE, &mut ends) {
        return None;
    }
    let wrong = ends.iter().all(|(kind, _)| !kind.fits(wanted));
    ends.first().copied().filter(|_| wrong)
}

/// Collects what a block can end in; whether all of that is certain.
fn last(block: &[Stmt], place: Position, ends: &mut Vec<(Kind, Position)>) -> bool {
    match block.last() {
        None | Some(Stmt::Noop(_)) => {
            ends.push((Kind::Nothing, place));
            true
        }
        Some(Stmt::Expr(expr)) => value(expr, ends),
        Some(Stmt::FnCall(call, at)) => operator(call.op_token.as_ref(), *at, ends),
        Some(Stmt::Block(block)) => last(block.statements(), block.position(), ends),
        Some(Stmt::If(flow, at)) => {
            last(flow.body.statements(), *at, ends) && last(flow.branch.statements(), *at, ends)
        }
        Some(Stmt::Var(..) | Stmt::Assignment(..)) => {
            ends.push((Kind::Nothing, place));
            true
        }
        Some(_) => false,
    }
}

fn value(expr: &Expr, ends: &mut Vec<(Kind, Position)>) -> bool {
    let kind = match expr {
        Expr::BoolConstant(..) | Expr::And(..) | Expr::Or(..) => Kind::YesNo,
        Expr::IntegerConstant(..) | Expr::FloatConstant(..) => Kind::Number,
        Expr::StringConstant(..) | Expr::InterpolatedString(..) | Expr::CharConstant(..) => Kind::Text,
        Expr::Array(..) => Kind::List,
        Expr::Map(..) => Kind::Map,
        Expr::Unit(..) => Kind::Nothing,
        Expr::Stmt(block) => return last(block.statements(), block.position(), ends),
        Expr::FnCall(call, at) => return operator(call.op_token.as_ref(), *at, ends),
        _ => return false,
    };
    ends.push((kind, expr.start_position()));
    true
}

/// The comparisons give yes or no, whatever they compare.
fn operator(token: Option<&Token>, at: Position, ends: &mut Vec<(Kind, Position)>) -> bool {
    let compares = matches!(
        token,
        Some(
            Token::EqualsTo
                | Token::NotEqualsTo
                | Token::LessThan
                | Token::LessThanEqualsTo
                | Token::GreaterThan
                | Token::GreaterThanEqualsTo
                | Token::Bang
        )
    );
    if compares {
        ends.push((Kind::YesNo, at));
    }
    compares
}

/// The variables that a script's text names.
pub(crate) fn names(tree: &AST) -> Vec<String> {
    let mut found = Vec::new();
    tree.walk(&mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Expr(Expr::Variable(variable, ..))) = path.last() {
            found.push(variable.1.to_string());
        }
        true
    });
    found
}

/// The first call of something that scripts cannot use, for what rhai itself takes for a function to be found
/// later.
pub(crate) fn forbidden(tree: &AST) -> Option<(String, Position)> {
    let mut found = None;
    tree.walk(&mut |path: &[ASTNode<'_>]| {
        let called = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, at) | Expr::MethodCall(call, at))) => Some((call, at)),
            Some(ASTNode::Stmt(Stmt::FnCall(call, at))) => Some((call, at)),
            _ => None,
        };
        if let Some((call, at)) = called.filter(|(call, _)| FORBIDDEN.contains(&call.name.as_str())) {
            found.get_or_insert((call.name.to_string(), *at));
        }
        found.is_none()
    });
    found
}
