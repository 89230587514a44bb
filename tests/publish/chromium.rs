//! A headless Chromium, spoken to over a pipe.
//!
//! Its remote protocol as far as the tests of the page need it: open, ask,
//! click, type. The browser lives in a profile of its own that goes away with
//! it, ends when the pipe does, so also when the test process is killed, and is
//! never waited for without an end.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where Debian's package puts it.
const CHROMIUM: &str = "/usr/bin/chromium";
/// The longest that one answer may take, on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(120);
/// The longest that it may take to end when asked to.
const FAREWELL: Duration = Duration::from_secs(10);
/// What it is started with: no window, nothing fetched on its own, and no
/// sandbox, which root and most containers cannot have; it opens our page only.
const FLAGS: [&str; 11] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
];

//------------ View ------------------------------------------------------------

/// How the page is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// The width in CSS pixels.
    pub(super) width: u32,
    /// The height in CSS pixels.
    pub(super) height: u32,
    /// Whether the dark scheme is asked for.
    pub(super) dark: bool,
}

//------------ Chromium --------------------------------------------------------

/// A running browser with one tab.
#[derive(Debug)]
pub(super) struct Chromium {
    child: Child,
    /// What we say; it is taken when the browser has to go.
    input: Option<ChildStdin>,
    /// What it says, one message each.
    output: Receiver<Value>,
    /// The number of the last command.
    last: u64,
    /// The tab's session; none until it is open.
    session: Option<String>,
    /// What it told unasked since the page was opened.
    events: Vec<Value>,
    /// Its profile and its home.
    _profile: TempDir,
}

impl Chromium {
    /// Starts it and opens an empty tab.
    pub(super) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The protocol's pipes are the descriptors 3 and 4.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null"])
            .arg(CHROMIUM)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (said, output) = channel();
        let mut pipe = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while pipe.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                let heard = serde_json::from_slice(&message).map(|value| said.send(value));
                if !matches!(heard, Ok(Ok(()))) {
                    break;
                }
                message.clear();
            }
        });
        let mut this = Self {
            input: child.stdin.take(),
            child,
            output,
            last: 0,
            session: None,
            events: Vec::new(),
            _profile: profile,
        };
        let target = this.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = this.call("Target.attachToTarget", attach);
        this.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            this.call(&format!("{domain}.enable"), json!({}));
        }
        this
    }

    /// Opens a file in a view and waits until all of it is there.
    pub(super) fn open(&mut self, file: &Path, view: View) {
        let scheme = if view.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", media);
        let size = json!({
            "width": view.width, "height": view.height,
            "deviceScaleFactor": 1, "mobile": view.width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
        self.events.clear();
        let url = format!("file://{}", file.display());
        let opened = self.call("Page.navigate", json!({ "url": url }));
        assert_eq!(opened["errorText"], Value::Null, "{url}");
        let end = Instant::now() + PATIENCE;
        while !self.told("Page.loadEventFired") {
            let event = self.hear(end);
            self.events.push(event);
        }
    }

    /// The page as it would be printed, or back on the screen.
    pub(super) fn print(&mut self, paper: bool) {
        let media = if paper { "print" } else { "" };
        self.call("Emulation.setEmulatedMedia", json!({ "media": media }));
    }

    /// Whether pages opened from now on may run scripts.
    pub(super) fn scripts(&mut self, allowed: bool) {
        let disabled = json!({ "value": !allowed });
        self.call("Emulation.setScriptExecutionDisabled", disabled);
    }

    /// The value of an expression, waited for where it is a promise.
    pub(super) fn ask(&mut self, expression: &str) -> Value {
        let question = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        let answer = self.call("Runtime.evaluate", question);
        let shown: String = expression.chars().take(200).collect();
        assert_eq!(answer["exceptionDetails"], Value::Null, "{shown}");
        answer["result"]["value"].clone()
    }

    /// Presses the mouse where an element is seen.
    pub(super) fn click(&mut self, selector: &str) {
        let place = self.ask(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); \
             e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); \
             return {{ x: r.x + r.width / 2, y: r.y + r.height / 2 }}; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let press = json!({
                "type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1,
            });
            self.call("Input.dispatchMouseEvent", press);
        }
    }

    /// Presses a key that has a name: `Tab`, `Enter`.
    pub(super) fn press(&mut self, key: &str, code: u32, text: &str) {
        for kind in ["keyDown", "keyUp"] {
            let press = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
                "text": if kind == "keyDown" { text } else { "" },
            });
            self.call("Input.dispatchKeyEvent", press);
        }
    }

    /// Types into whatever has the focus.
    pub(super) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// What went wrong on the page since it was opened: words on the console,
    /// exceptions, and requests that failed or were refused.
    pub(super) fn complaints(&self) -> Vec<String> {
        let bad = |event: &&Value| match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" | "Log.entryAdded" | "Network.loadingFailed" => true,
            "Runtime.consoleAPICalled" => event["params"]["type"] != "log",
            "Network.responseReceived" => {
                let status = event["params"]["response"]["status"].as_u64();
                status.is_some_and(|status| status >= 400)
            }
            _ => false,
        };
        self.events
            .iter()
            .filter(bad)
            .map(Value::to_string)
            .collect()
    }

    /// What the page asked for since it was opened, itself first.
    pub(super) fn requests(&self) -> Vec<String> {
        self.events
            .iter()
            .filter(|event| event["method"] == "Network.requestWillBeSent")
            .map(|event| event["params"]["request"]["url"].to_string())
            .collect()
    }

    fn told(&self, method: &str) -> bool {
        self.events.iter().any(|event| event["method"] == method)
    }

    /// Gives a command and waits for its result.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let mut line = command.to_string().into_bytes();
        line.push(0);
        let input = self.input.as_mut().unwrap();
        input.write_all(&line).unwrap();
        input.flush().unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            let mut answer = self.hear(end);
            if answer["id"] == id {
                assert_eq!(answer["error"], Value::Null, "{method}");
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    /// The next message before `end`.
    fn hear(&self, end: Instant) -> Value {
        let left = end.saturating_duration_since(Instant::now());
        match self.output.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("Chromium did not answer in {PATIENCE:?}"),
            Err(RecvTimeoutError::Disconnected) => {
                panic!("{CHROMIUM} did not start or ended; tests/run installs it")
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // With the pipe closed it ends by itself; it is not waited for longer
        // than that takes.
        drop(self.input.take());
        let end = Instant::now() + FAREWELL;
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
