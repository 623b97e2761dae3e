//! The real binary as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::thread::JoinHandle;

use crate::support::Response;

/// The binary without settings of the environment.
pub fn inkstone() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inkstone"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("INKSTONE_") {
            command.env_remove(name);
        }
    }
    command.env_remove("PORT");
    command
}

/// Runs a command to its end.
pub fn run(arguments: &[&str]) -> Output {
    inkstone().args(arguments).stdin(Stdio::null()).output().expect("the binary runs")
}

/// Bytes that must be UTF-8.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// A running server, killed where a test fails before it has ended.
pub struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
    /// Where it listens, such as `http://127.0.0.1:8080` or `unix:/run/inkstone.sock`.
    pub origin: String,
}

impl Server {
    /// Starts it on a free port.
    pub fn start(content: &Path, arguments: &[&str]) -> Self {
        Self::start_as(inkstone(), Stdio::piped(), content, arguments)
    }

    /// Like [`Server::start`], with another command, and another place for its log.
    pub fn start_as(mut command: Command, log: Stdio, content: &Path, arguments: &[&str]) -> Self {
        command.arg(content);
        command.args(["--listen", "127.0.0.1:0", "--shutdown-delay", "0"]).args(arguments);
        Self::spawn(command, log)
    }

    /// Starts `inkstone dev` on a free port.
    pub fn dev(content: &Path, arguments: &[&str]) -> Self {
        let mut command = inkstone();
        command.arg("dev").arg(content).args(["--listen", "127.0.0.1:0"]).args(arguments);
        Self::started(command)
    }

    /// Waits until the server of a command listens.
    pub fn started(command: Command) -> Self {
        Self::spawn(command, Stdio::piped())
    }

    /// Runs a command that serves, and waits until it listens.
    pub fn spawn(mut command: Command, log: Stdio) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the binary runs");
        let log = child.stderr.take().map(|stream| std::thread::spawn(|| read(stream)));
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut server = Self { child, output, log, origin: String::new() };
        server.origin = server.address_behind("listening on ");
        server
    }

    /// Returns what follows these words on the next line of standard output.
    pub fn address_behind(&mut self, words: &str) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        match line.trim().strip_prefix(words) {
            Some(address) => address.to_owned(),
            None => {
                let _ = self.child.kill();
                let log = self.log.take().map(|log| log.join().expect("a log"));
                panic!("`{line}` does not begin with `{words}`: {}", log.unwrap_or_default());
            }
        }
    }

    /// Sends a request with some header lines and reads the whole answer.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
        let host = self.origin.strip_prefix("http://").expect("an http address");
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(host).expect("it listens");
        write!(stream, "{request}\r\n").expect("the request is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        Response::parse(&answer)
    }

    /// The status and the body of a GET without headers of one's own.
    pub fn get(&self, path: &str) -> (u16, String) {
        let response = self.send("GET", path, &[]);
        (response.status, response.body)
    }

    /// Returns whether a file below a folder is mapped into its memory.
    #[cfg(target_os = "linux")]
    pub fn maps(&self, folder: &str) -> bool {
        let maps = fs::read_to_string(format!("/proc/{}/maps", self.child.id())).expect("maps");
        maps.lines().any(|line| line.contains(folder))
    }

    /// Sends a signal that does not end the server.
    pub fn signal(&self, signal: &str) {
        send_signal(&self.child, signal);
    }

    /// Sends a signal and gives the exit code.
    pub fn end(self, signal: &str) -> Option<i32> {
        self.end_with_log(signal).0
    }

    /// Sends a signal and gives the exit code and everything that was logged.
    pub fn end_with_log(mut self, signal: &str) -> (Option<i32>, String) {
        send_signal(&self.child, signal);
        let code = self.child.wait().expect("it ends").code();
        let log = self.log.take().map(|log| log.join().expect("a log"));
        (code, log.unwrap_or_default())
    }
}

/// Sends a signal, such as `-TERM`.
pub fn send_signal(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([signal, &pid]).status().expect("kill runs");
    assert!(sent.success());
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut stream: ChildStderr) -> String {
    let mut log = String::new();
    stream.read_to_string(&mut log).expect("UTF-8");
    log
}
