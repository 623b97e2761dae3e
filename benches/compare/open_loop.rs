//! Sends requests at a fixed rate over some connections and prints latencies in µs as JSON.
//!
//! usage: open_loop ADDRESS TARGET REQUESTS_PER_SECOND SECONDS CONNECTIONS [HEADER…]
//!
//! Each request is due at a time that no earlier response can delay, and its latency counts from that time, even if
//! it waits for a free connection (no coordinated omission). One thread asks all waiting connections in turn without
//! sleeping, so it needs a core of its own. `late_p99` is the client's own part: how long after their time requests
//! are sent while a connection is free.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Times at which requests are due, in nanoseconds since the start.
struct Pace {
    rate: u64,
    end: u64,
    next: u64,
}

impl Pace {
    fn new(rate: u64, seconds: u64) -> Self {
        Self { rate, end: rate * seconds, next: 0 }
    }

    /// Returns the time of the next request if it has come, whatever happened to those before.
    fn due(&mut self, now: u64) -> Option<u64> {
        let time = self.next * 1_000_000_000 / self.rate;
        (self.next < self.end && time <= now).then(|| {
            self.next += 1;
            time
        })
    }

    fn is_over(&self) -> bool {
        self.next >= self.end
    }
}

/// A connection with at most one request.
struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    /// When the request that is being answered was due.
    due: Option<u64>,
}

impl Connection {
    fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, received: Vec::with_capacity(1 << 16), due: None })
    }

    /// Reads what has arrived and returns whether the response is complete.
    fn poll(&mut self, part: &mut [u8]) -> std::io::Result<bool> {
        loop {
            match self.stream.read(part) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => self.received.extend_from_slice(&part[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
            if length(&self.received).is_some_and(|length| self.received.len() >= length) {
                return Ok(true);
            }
        }
    }
}

/// Returns the bytes of a response with its body, once its head is complete.
fn length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&received[..head]).to_ascii_lowercase();
    let status = text.split(' ').nth(1).unwrap_or_default();
    assert!(matches!(status, "200" | "304"), "{text}");
    let body = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let body = body.map_or(0, |value| value.trim().parse().expect("a length"));
    Some(head + if status == "304" { 0 } else { body })
}

/// Returns the smallest value that at least a share of all values don't exceed, in µs.
fn percentile(ordered: &[u64], share: f64) -> f64 {
    let rank = (share * ordered.len() as f64).ceil().max(1.0) as usize;
    ordered[rank - 1] as f64 / 1e3
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, target, rate, seconds, connections, headers @ ..] = &arguments[..] else {
        panic!("see the source for the arguments");
    };
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let mut request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n");
    for header in headers {
        request += &format!("{header}\r\n");
    }
    request += "\r\n";
    let open = |_| Connection::open(address);
    let mut all = (0..number(connections)).map(open).collect::<Result<Vec<_>, _>>()?;
    let mut pace = Pace::new(number(rate), number(seconds));
    let (mut free, mut busy): (Vec<usize>, Vec<usize>) = ((0..all.len()).collect(), Vec::new());
    let (mut waiting, mut latencies, mut late) = (VecDeque::new(), Vec::new(), Vec::new());
    let mut part = vec![0; 1 << 16];
    let start = Instant::now();
    let now = || start.elapsed().as_nanos() as u64;
    let limit = Duration::from_secs(number(seconds) + 30).as_nanos() as u64;
    while !(pace.is_over() && waiting.is_empty() && busy.is_empty()) && now() < limit {
        while let Some(time) = pace.due(now()) {
            waiting.push_back((time, free.len() > waiting.len()));
        }
        while let (Some(&(time, was_free)), Some(&index)) = (waiting.front(), free.last()) {
            let connection = &mut all[index];
            if was_free {
                late.push(now() - time);
            }
            connection.stream.write_all(request.as_bytes())?;
            connection.due = Some(time);
            free.pop();
            waiting.pop_front();
            busy.push(index);
        }
        let mut position = 0;
        while position < busy.len() {
            let index = busy[position];
            if all[index].poll(&mut part)? {
                let due = all[index].due.take().expect("a request was sent");
                latencies.push(now() - due);
                all[index].received.clear();
                busy.swap_remove(position);
                free.push(index);
            } else {
                position += 1;
            }
        }
    }
    let unanswered = waiting.len() + busy.len();
    latencies.sort_unstable();
    late.sort_unstable();
    let at = |share| percentile(&latencies, share);
    println!(
        "{{\"answered\":{},\"unanswered\":{unanswered},\"p50\":{},\"p90\":{},\"p99\":{},\"p999\":{},\"late_p99\":{}}}",
        latencies.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.999),
        if late.is_empty() { 0.0 } else { percentile(&late, 0.99) },
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server with one connection that takes 1 ms per request but stands still once, in virtual time.
    fn latencies_with_a_stall(stall: u64) -> Vec<u64> {
        let (mut pace, mut waiting, mut latencies) =
            (Pace::new(500, 1), VecDeque::new(), Vec::new());
        let mut clock = 0;
        while !(pace.is_over() && waiting.is_empty()) {
            while let Some(due) = pace.due(clock) {
                waiting.push_back(due);
            }
            match waiting.pop_front() {
                Some(due) => {
                    clock += if latencies.len() == 100 { stall } else { 1_000_000 };
                    latencies.push(clock - due);
                }
                None => clock += 100_000,
            }
        }
        latencies
    }

    #[test]
    fn requests_are_due_at_equal_distances() {
        let mut pace = Pace::new(4, 1);
        let all: Vec<_> = std::iter::from_fn(|| pace.due(u64::MAX)).collect();
        assert_eq!(all, [0, 250_000_000, 500_000_000, 750_000_000]);
        assert!(pace.is_over());
        assert_eq!(Pace::new(4, 1).due(0), Some(0));
    }

    #[test]
    fn a_stall_counts_for_every_request_that_was_due_in_it() {
        assert!(latencies_with_a_stall(1_000_000).iter().all(|latency| *latency == 1_000_000));
        let slow = latencies_with_a_stall(200_000_000);
        // 100 requests are due within the 200 ms, and as many until the server has caught up: a closed loop sees one.
        let delayed = slow.iter().filter(|latency| **latency > 1_000_000).count();
        assert!((190..=210).contains(&delayed), "{delayed}");
        assert_eq!(slow.iter().max(), Some(&200_000_000));
    }

    #[test]
    fn a_response_ends_where_its_length_says() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"), None);
        assert_eq!(length(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{"), Some(40));
        assert_eq!(length(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"), Some(48));
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let values: Vec<u64> = (1..=100).map(|value| value * 1000).collect();
        assert_eq!(
            [0.0, 0.5, 0.99, 1.0].map(|share| percentile(&values, share)),
            [1.0, 50.0, 99.0, 100.0]
        );
    }
}
