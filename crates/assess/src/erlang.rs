//! Erlang C: how many agents a queue of calls needs.
//!
//! Assumes Poisson arrivals, exponential handle times and callers who wait (M/M/n); real callers
//! give up, so it asks for slightly more agents than are needed. Formulas: A. K. Erlang, *Solution
//! of some problems in the theory of probabilities of significance in automatic telephone
//! exchanges*, 1917; Gans, Koole and Mandelbaum, *Telephone call centers: tutorial, review and
//! research prospects*, M&SOM 5(2), 2003, section 4.1.

/// Loads above this are no contact centre but broken handle times.
const LARGEST_LOAD: f64 = 100_000.0;

/// A queue at work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Offered load in erlangs: calls a second times seconds a call.
    pub load: f64,
    /// Agents at their desks.
    pub agents: u32,
    /// Share of the calls answered within the wanted seconds.
    pub service_level: f64,
    /// Share of their time in which agents handle calls.
    pub occupancy: f64,
    /// Mean wait of all calls, seconds.
    pub mean_wait: f64,
}

/// Probability that a call must wait, for `load` erlangs and more agents than that.
///
/// By the recursion of the Erlang B formula, B(n) = a·B(n−1) / (n + a·B(n−1)), which neither
/// overflows nor loses digits, and C = n·B / (n − a·(1 − B)).
pub fn waiting_probability(load: f64, agents: u32) -> f64 {
    if load <= 0.0 {
        return 0.0;
    }
    let blocked = (1..=agents).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    waiting(blocked, load, agents)
}

fn waiting(blocked: f64, load: f64, agents: u32) -> f64 {
    let agents = f64::from(agents);
    if agents <= load {
        return 1.0;
    }
    agents * blocked / (agents - load * (1.0 - blocked))
}

/// The fewest agents that answer `service_level` of the calls within `answer_seconds`. Nothing
/// where there are no calls or the figures make no sense.
pub fn smallest(
    calls_an_hour: f64,
    handle_seconds: f64,
    service_level: f64,
    answer_seconds: f64,
) -> Option<Queue> {
    let load = calls_an_hour * handle_seconds / 3600.0;
    if !(load > 0.0 && load <= LARGEST_LOAD) {
        return None;
    }
    let mut blocked = 1.0;
    let mut agents = 0;
    loop {
        agents += 1;
        blocked = load * blocked / (f64::from(agents) + load * blocked);
        let spare = f64::from(agents) - load;
        if spare <= 0.0 {
            continue;
        }
        let wait = waiting(blocked, load, agents);
        let reached = 1.0 - wait * (-spare * answer_seconds / handle_seconds).exp();
        // At 1 exactly, rounding alone decides when the level counts as reached.
        if reached >= service_level.min(1.0 - 1e-9) {
            return Some(Queue {
                load,
                agents,
                service_level: reached,
                occupancy: load / f64::from(agents),
                mean_wait: wait * handle_seconds / spare,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook sum, in its own words, for loads where it does not overflow.
    fn by_definition(load: f64, agents: u32) -> f64 {
        let term = |k: u32| (1..=k).fold(1.0, |t, i| t * load / f64::from(i));
        let last = term(agents) * f64::from(agents) / (f64::from(agents) - load);
        last / ((0..agents).map(term).sum::<f64>() + last)
    }

    #[test]
    fn known_values() {
        // One server: the load itself. Two servers at half load: one third.
        assert!((waiting_probability(0.7, 1) - 0.7).abs() < 1e-12);
        assert!((waiting_probability(1.0, 2) - 1.0 / 3.0).abs() < 1e-12);
        // The textbook example of 200 calls of 3 minutes in half an hour: 24 agents for 80/20.
        let queue = smallest(400.0, 180.0, 0.8, 20.0).unwrap();
        assert!((queue.load - 20.0).abs() < 1e-12);
        assert_eq!(queue.agents, 24);
    }

    #[test]
    fn no_calls_need_nobody_and_absurd_ones_have_no_answer() {
        assert_eq!(smallest(0.0, 300.0, 0.8, 20.0), None);
        assert_eq!(smallest(100.0, f64::NAN, 0.8, 20.0), None);
        assert_eq!(smallest(1e9, 1e9, 0.8, 20.0), None);
    }

    proptest! {
        #[test]
        fn the_recursion_is_the_definition(load in 0.1f64..40.0, spare in 1u32..10) {
            let agents = load.floor() as u32 + spare;
            let found = waiting_probability(load, agents);
            prop_assert!((found - by_definition(load, agents)).abs() < 1e-9);
        }

        #[test]
        fn one_agent_fewer_misses_the_service_level(calls in 1.0f64..500.0, aht in 30.0f64..900.0) {
            let queue = smallest(calls, aht, 0.8, 20.0).unwrap();
            prop_assert!(queue.service_level >= 0.8);
            let fewer = queue.agents - 1;
            let spare = f64::from(fewer) - queue.load;
            let level = 1.0 - waiting_probability(queue.load, fewer) * (-spare * 20.0 / aht).exp();
            prop_assert!(spare <= 0.0 || level < 0.8);
        }

        #[test]
        fn one_queue_never_needs_more_than_two(a in 1.0f64..300.0, b in 1.0f64..300.0, aht in 60.0f64..600.0) {
            let need = |calls| smallest(calls, aht, 0.8, 20.0).unwrap().agents;
            prop_assert!(need(a + b) <= need(a) + need(b));
        }
    }
}
