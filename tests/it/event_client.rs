//! A client of the event stream.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Response, Service};

pub const EVENTS: &str = "/api/v1/events";
/// Longer than anything here takes, and shorter than until the first comment.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A stream as a client gets it.
pub struct Stream {
    pub socket: TcpStream,
    /// What was read and not returned yet, without the frame of the chunks.
    text: String,
    chunks: Vec<u8>,
    pub head: Response,
}

impl Stream {
    /// Listens, with a query and more header lines.
    pub fn open(service: &Service, query: &str, lines: &str) -> Self {
        Self::on(service.connect(), query, lines)
    }

    pub fn on(mut socket: TcpStream, query: &str, lines: &str) -> Self {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("GET {EVENTS}{query} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n");
        socket.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            assert_ne!(read(&mut socket, &mut bytes), 0, "no head");
        };
        let head = Response::parse(&bytes[..end]);
        assert_eq!(head.status, 200, "{}", String::from_utf8_lossy(&bytes));
        Self { socket, text: String::new(), chunks: bytes.split_off(end), head }
    }

    /// Returns the next block; `None` at the end of the body.
    pub fn next(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                return Some(block);
            }
            let Some(end) = self.chunks.windows(2).position(|window| window == b"\r\n") else {
                assert_ne!(read(&mut self.socket, &mut self.chunks), 0, "no end of the body");
                continue;
            };
            let size = std::str::from_utf8(&self.chunks[..end]).unwrap();
            let size = usize::from_str_radix(size, 16).unwrap();
            while self.chunks.len() < end + 2 + size + 2 {
                assert_ne!(read(&mut self.socket, &mut self.chunks), 0, "no end of the chunk");
            }
            let chunk = &self.chunks[end + 2..end + 2 + size];
            self.text.push_str(std::str::from_utf8(chunk).unwrap());
            self.chunks.drain(..end + 2 + size + 2);
            if size == 0 {
                assert_eq!(self.text, "");
                return None;
            }
        }
    }

    /// Reads the first block and returns its id.
    pub fn opening(&mut self) -> Option<String> {
        let block = self.next().expect("a block");
        let mut lines = block.lines();
        let retry = lines.next().and_then(|line| line.strip_prefix("retry: ")).expect("a time");
        assert!((1000..10_000).contains(&retry.parse::<u32>().unwrap()), "{retry}");
        lines.next().map(|line| line.strip_prefix("id: ").expect("an id").to_owned())
    }

    /// Returns the data of the next event, whose id is its token.
    pub fn event(&mut self) -> Value {
        let block = self.next().expect("an event");
        let (id, data) = block.split_once('\n').expect("two lines");
        let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(id.strip_prefix("id: "), data["token"].as_str());
        data
    }
}

/// Reads some bytes, and returns how many; 0 at the end.
pub fn read(socket: &mut TcpStream, into: &mut Vec<u8>) -> usize {
    let mut buffer = [0; 16 << 10];
    let length = socket.read(&mut buffer).expect("something within the time");
    into.extend_from_slice(&buffer[..length]);
    length
}
