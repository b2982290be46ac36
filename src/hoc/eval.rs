//! The evaluator: names, places, expressions, statements.
//!
//! A path is walked to a [`Place`](place::Place), which is then read or assigned; names are resolved at that moment
//! ([`names`]), because in hoc what a name stands for depends on what ran before.

mod alike;
mod arguments;
mod arithmetic;
mod call;
pub(crate) mod computed;
mod declare;
pub(crate) mod executed;
mod expression;
pub(crate) mod function_table;
pub(crate) mod load;
mod loops;
mod mechanism_call;
pub(crate) mod names;
mod path;
mod place;
pub(crate) mod read;
mod sections;
pub(crate) mod statement;
pub(crate) mod suspect;
mod template;
mod undefined;
pub(crate) mod unknown;
pub(crate) mod unrun;
mod windows;
mod write;
