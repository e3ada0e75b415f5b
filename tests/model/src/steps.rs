//! A sequence of steps out of a seed, and the search for a shorter one that fails too.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Steps that make customers, before those of any kind.
const CUSTOMERS: usize = 6;

/// Steps after these.
const FURTHER: usize = 48;

/// Bytes that one step chooses by; the choices that go beyond are the plainest.
const BYTES: usize = 40;

/// Runs that one search may take.
const RUNS_MAX: usize = 600;

/// Declares the kinds of requests, each with how often it is made.
macro_rules! kinds {
    ($($kind:ident * $weight:literal,)+) => {
        /// What a step asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Kind {
            $($kind),+
        }

        pub(crate) const WEIGHTED: &[(Kind, u32)] = &[$((Kind::$kind, $weight)),+];
    };
}

kinds! {
    CreateCustomer * 16,
    UpdateCustomer * 24,
    DeleteCustomer * 6,
    BlockCustomer * 6,
    ChangeSettings * 4,
    Book * 10,
    Transfer * 10,
    SetLowBalance * 3,
    CreateAccount * 6,
    CreateOwnAccount * 9,
    UpdateOwnAccount * 10,
    BookOnAccount * 9,
    UpdateAccount * 4,
    ChangePassword * 1,
    BlockAccount * 2,
    DeleteAccount * 3,
    CreateTariff * 6,
    UpdateTariff * 2,
    DeleteTariff * 4,
    CreatePlan * 4,
    UpdatePlan * 2,
    DeletePlan * 2,
    CreateGroup * 5,
    UpdateGroup * 1,
    DeleteGroup * 4,
    CreateWebUser * 3,
    BlockWebUser * 3,
}

/// One step, before it is known what there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    /// What its sequence dwells on.
    pub(crate) theme: u8,
    pub(crate) bytes: Vec<u8>,
}

/// The sequence of `seed`: something to refer to, some customers, then anything. Each seed is fonder of some kinds than
/// of others, and dwells on one theme, so that what takes several steps of a few kinds comes about.
pub(crate) fn of_seed(seed: u64) -> Vec<Step> {
    let mut random = StdRng::seed_from_u64(seed);
    let theme = random.random();
    let fondness = |random: &mut StdRng, weight: u32| weight * [0, 1, 1, 3][random.random_range(0..4)];
    let weighted: Vec<(Kind, u32)> =
        WEIGHTED.iter().map(|(kind, weight)| (*kind, fondness(&mut random, *weight))).collect();
    let length = random.random_range(FURTHER / 2..=FURTHER);
    let mut kinds: Vec<Kind> = Vec::new();
    kinds.extend([Kind::CreateGroup, Kind::CreateTariff, Kind::CreatePlan]);
    kinds.extend([Kind::CreateCustomer; CUSTOMERS]);
    kinds.extend((0..length).map(|_| draw(&mut random, &weighted)));
    let step = |kind| {
        let mut bytes = vec![0; BYTES];
        random.fill(bytes.as_mut_slice());
        Step { kind, theme, bytes }
    };
    kinds.into_iter().map(step).collect()
}

fn draw(random: &mut StdRng, weighted: &[(Kind, u32)]) -> Kind {
    let total: u32 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut ticket = random.random_range(0..total.max(1));
    for (kind, weight) in weighted {
        match ticket.checked_sub(*weight) {
            Some(rest) => ticket = rest,
            None => return *kind,
        }
    }
    Kind::UpdateCustomer
}

/// A shorter and plainer sequence of which `fails` is still true. `fails` tells at which step, if it does.
pub(crate) fn shrink(steps: Vec<Step>, mut fails: impl FnMut(&[Step]) -> Option<usize>) -> Vec<Step> {
    let mut search = Search { best: steps, runs: 0, fails: &mut fails };
    loop {
        let before = search.best.clone();
        search.leave_out();
        search.simplify();
        if search.best == before || search.is_over() {
            return search.best;
        }
    }
}

struct Search<'a> {
    best: Vec<Step>,
    runs: usize,
    fails: &'a mut dyn FnMut(&[Step]) -> Option<usize>,
}

impl Search<'_> {
    fn is_over(&self) -> bool {
        RUNS_MAX <= self.runs
    }

    /// Keeps `candidate` up to the step at which it fails, if it does.
    fn try_out(&mut self, mut candidate: Vec<Step>) -> bool {
        if self.is_over() {
            return false;
        }
        self.runs += 1;
        let Some(at) = (self.fails)(&candidate) else { return false };
        candidate.truncate(at + 1);
        self.best = candidate;
        true
    }

    fn leave_out(&mut self) {
        let mut size = self.best.len();
        while 0 < size {
            let mut end = self.best.len();
            while 0 < end && !self.is_over() {
                let start = end.saturating_sub(size);
                let mut candidate = self.best.clone();
                candidate.drain(start..end.min(self.best.len()));
                self.try_out(candidate);
                end = start.min(self.best.len());
            }
            size /= 2;
        }
    }

    fn simplify(&mut self) {
        let mut at = 0;
        while at < self.best.len() {
            self.simplify_step(at);
            at += 1;
        }
    }

    /// The later bytes first: they are the rarer choices, and most of them are not looked at.
    fn simplify_step(&mut self, at: usize) {
        let mut size = BYTES;
        while 0 < size {
            let mut end = BYTES;
            while 0 < end {
                let start = end.saturating_sub(size);
                let mut candidate = self.best.clone();
                let Some(bytes) = candidate.get_mut(at).and_then(|step| step.bytes.get_mut(start..end))
                else {
                    return;
                };
                let is_plain = bytes.iter().all(|byte| *byte == 0);
                bytes.fill(0);
                if !is_plain {
                    self.try_out(candidate);
                }
                end = start;
            }
            size /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_steps() {
        assert_eq!(of_seed(7), of_seed(7));
        assert_ne!(of_seed(7), of_seed(8));
    }

    #[test]
    fn a_search_leaves_what_is_needed() {
        let is_needed =
            |step: &Step| step.kind == Kind::Transfer && step.bytes.get(3).is_some_and(|byte| 9 < *byte);
        let fails = |steps: &[Step]| {
            let mut needed = steps.iter().enumerate().filter(|(_, step)| is_needed(step));
            needed.nth(1).map(|(at, _)| at)
        };
        let steps = (0..100).map(of_seed).find(|steps| fails(steps).is_some()).unwrap();
        let shrunk = shrink(steps, fails);
        assert_eq!(shrunk.len(), 2);
        for step in shrunk {
            let used = step.bytes.iter().filter(|byte| **byte != 0).count();
            assert_eq!((step.kind, used), (Kind::Transfer, 1));
        }
    }
}
