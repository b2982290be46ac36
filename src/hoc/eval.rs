//! The evaluator: names, places, expressions, statements.
//!
//! A path is walked to a [`Place`](place::Place), which is then read or assigned; names are resolved at that moment
//! ([`names`]), because in hoc what a name stands for depends on what ran before.

mod arithmetic;
mod arguments;
mod call;
mod expression;
mod names;
mod path;
mod place;
mod read;
mod write;
