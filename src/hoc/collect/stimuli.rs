//! Vectors that are played, and statements that run when a simulation begins.

use super::draft::Draft;
use crate::cell::processes::{LeftOut, Play, PlayTimes, Variable};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::vector::{Played, PlayedAt};
use crate::hoc::value::Reference;

impl Draft<'_> {
    pub(super) fn add_plays(&mut self) {
        let hoc = self.hoc;
        for played in hoc.played.iter().filter(|played| hoc.objects.is_alive(played.vector)) {
            match self.play(played) {
                Ok(play) => self.found.plays.push(play),
                Err(what) => self.found.leave_out(LeftOut::Play { what }),
            }
        }
    }

    fn play(&mut self, played: &Played) -> Result<Play, &'static str> {
        let into = match &played.into {
            Some(reference @ Reference::Member { .. }) => self.variable(reference),
            Some(Reference::Range { .. }) => return Err("a variable of a section"),
            Some(_) => return Err("a variable of hoc"),
            None => return Err("a statement"),
        };
        let into @ Variable::Member { .. } = into.ok_or("what is not of the cell")? else {
            return Err("a variable of a section");
        };
        let at = match played.at {
            Some(PlayedAt::Every(step_ms)) => PlayTimes::Every(step_ms),
            Some(PlayedAt::Times(times)) => PlayTimes::Times(self.vector(times)?),
            None => return Err("a variable in a way that is not known"),
        };
        Ok(Play { vector: self.vector(played.vector)?, into, at, is_continuous: played.is_continuous })
    }

    pub(super) fn count_handlers(&mut self) {
        let handlers = self.hoc.objects.builtins().filter(|(_, builtin)| match builtin {
            BuiltinObject::Inert(inert) => inert.handler().is_some(),
            _ => false,
        });
        for _ in 0..handlers.count() {
            self.found.leave_out(LeftOut::Handler);
        }
    }
}
