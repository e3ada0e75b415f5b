//! A run of some operations beside the last run of the others.

use crate::report::{EngineReport, Report, SizeReport};

impl Report {
    /// This report with what `run` measured in the place of what it has of the same. What a run of some operations says of
    /// the whole (memory, start-up) is left out: it is another whole.
    pub(crate) fn renewed_by(mut self, run: Self) -> Self {
        for engine in run.engines {
            match self.engines.iter_mut().find(|known| known.engine == engine.engine) {
                None => self.engines.push(engine),
                Some(known) => known.renew(engine),
            }
        }
        self
    }
}

impl EngineReport {
    fn renew(&mut self, run: Self) {
        for size in run.sizes {
            match self.sizes.iter_mut().find(|known| known.customers == size.customers) {
                None => self.sizes.push(size),
                Some(known) => known.renew(size),
            }
        }
        self.sizes.sort_by_key(|size| size.customers);
    }
}

impl SizeReport {
    fn renew(&mut self, run: Self) {
        for operation in run.operations {
            self.operations.retain(|known| known.operation != operation.operation);
            self.operations.push(operation);
        }
        if !run.downloads.is_empty() {
            self.downloads = run.downloads;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::tests::sample;

    #[test]
    fn what_was_measured_again_stands_for_what_was() {
        let known = sample();
        let mut run = sample();
        run.engines[0].sizes.remove(0);
        let size = &mut run.engines[0].sizes[0];
        size.memory_peak_bytes = 1;
        size.downloads.clear();
        size.operations.retain(|one| one.operation == "listCustomers");
        size.operations[0].rate = 7.0;
        let renewed = known.clone().renewed_by(run);
        let [small, large] = renewed.engines[0].sizes.as_slice() else { panic!("two sizes") };
        assert_eq!(small.operations[0].rate, known.engines[0].sizes[0].operations[0].rate);
        let rate = |name: &str| large.operations.iter().find(|one| one.operation == name).unwrap().rate;
        assert_eq!((rate("listCustomers"), rate("admin/balance")), (7.0, 5_000.0));
        assert_eq!(large.operations.len(), small.operations.len());
        assert_eq!((large.memory_peak_bytes, large.downloads.len()), (400_000_000, 1));
    }
}
