//! Things that are made of each other, put into an order in which each comes after those it is made of.

/// An order of things by their numbers, and the circles that stood in its way.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// Every thing once; but for circles, each after those it reads.
    pub order: Vec<usize>,
    /// Each from a thing back to itself.
    pub circles: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Order {
    /// The order of things that read these others.
    pub fn of(reads: &[Vec<usize>]) -> Order {
        let mut found = Order::default();
        let mut marks = vec![Mark::New; reads.len()];
        for at in 0..reads.len() {
            found.visit(at, reads, &mut marks);
        }
        found
    }

    /// Takes in a thing and what it reads. The chain of things is a list and not the call stack, for a text may
    /// make it long.
    fn visit(&mut self, from: usize, reads: &[Vec<usize>], marks: &mut [Mark]) {
        if marks[from] != Mark::New {
            return;
        }
        marks[from] = Mark::Open;
        let mut chain: Vec<(usize, usize)> = vec![(from, 0)];
        while let Some((thing, next)) = chain.last_mut() {
            let (at, read) = (*thing, reads[*thing].get(*next).copied());
            *next += 1;
            match read {
                None => {
                    marks[at] = Mark::Done;
                    self.order.push(at);
                    chain.pop();
                }
                Some(read) => match marks[read] {
                    Mark::Done => {}
                    Mark::New => {
                        marks[read] = Mark::Open;
                        chain.push((read, 0));
                    }
                    Mark::Open => {
                        let start = chain.iter().position(|(c, _)| *c == read).unwrap_or(0);
                        self.circles.push(chain[start..].iter().map(|(c, _)| *c).chain([read]).collect());
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn each_comes_after_what_it_reads_and_a_circle_is_told_once() {
        let found = Order::of(&[vec![2], vec![], vec![1]]);
        assert_eq!((found.order, found.circles.len()), (vec![1, 2, 0], 0));
        let found = Order::of(&[vec![1], vec![2], vec![1, 0]]);
        assert_eq!(found.circles, [vec![1, 2, 1], vec![0, 1, 2, 0]]);
    }
}
