//! The parser that pest makes of `grammar/nmodl.pest`.
#![allow(missing_docs, reason = "the rules are documented in the grammar")]

use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../grammar/nmodl.pest"]
pub(super) struct NmodlParser;
