//! Running one command from the repository's root, with its name and time said; or beside what comes next.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The repository's root, whichever folder the command was given in.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command to run; stops the caller when it fails.
pub struct Run {
    command: Command,
    line: String,
}

impl Run {
    /// Any program.
    pub fn new(program: &str) -> Run {
        let mut command = Command::new(program);
        command.current_dir(root());
        Run { command, line: program.to_string() }
    }

    /// A cargo subcommand, by the cargo that runs this.
    pub fn cargo(subcommand: &str) -> Run {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let mut run = Run::new(&cargo).args([subcommand]);
        run.line = format!("cargo {subcommand}");
        run
    }

    /// This very program with another command.
    pub fn xtask(command: &str) -> Result<Run> {
        let program = std::env::current_exe().context("this program's own file is gone")?;
        let mut run = Run { command: Command::new(program), line: format!("cargo xtask {command}") };
        run.command.current_dir(root()).arg(command);
        Ok(run)
    }

    /// npm in the interface's folder.
    pub fn npm(args: &[&str]) -> Run {
        let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut run = Run::new(program).args(args.iter().copied());
        run.command.current_dir(root().join("ui"));
        run
    }

    /// Adds arguments.
    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Run {
        for arg in args {
            self.line.push(' ');
            self.line.push_str(arg);
            self.command.arg(arg);
        }
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Run {
        self.command.env(name, value);
        self
    }

    /// Runs it. Errors: it could not start, or it failed.
    #[expect(clippy::disallowed_methods, reason = "people want to know how long a step took")]
    pub fn go(mut self) -> Result<()> {
        eprintln!("\n── {}", self.line);
        let started = Instant::now();
        let status = self.command.status().with_context(|| format!("{} could not be started", self.line))?;
        eprintln!("── {:.0} s", started.elapsed().as_secs_f64());
        if !status.success() {
            bail!("{} failed ({status})", self.line);
        }
        Ok(())
    }

    /// Starts it beside whatever comes next; what it says is kept until [`Beside::end`]. Errors: it could not start.
    pub fn beside(mut self) -> Result<Beside> {
        eprintln!("\n── {}, beside what follows", self.line);
        let (mut said, tell) = std::io::pipe()?;
        self.command.stdin(Stdio::null()).stdout(tell.try_clone()?).stderr(tell);
        let child = self.command.spawn().with_context(|| format!("{} could not be started", self.line))?;
        // Read all along, or it would stop where the pipe is full.
        let said = std::thread::spawn(move || {
            let mut kept = Vec::new();
            let _whole = said.read_to_end(&mut kept).is_ok();
            String::from_utf8_lossy(&kept).into_owned()
        });
        Ok(Beside { child, said, line: self.line })
    }

    /// Runs it silently and says whether it succeeded, with its standard output.
    pub fn ask(mut self) -> Option<String> {
        let output = self.command.output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
    }
}

/// A command that runs beside others.
pub struct Beside {
    child: Child,
    said: JoinHandle<String>,
    line: String,
}

impl Beside {
    /// Waits for it and prints all it said. Errors: it failed.
    pub fn end(mut self) -> Result<()> {
        let status = self.child.wait()?;
        let said = self.said.join().unwrap_or_default();
        eprintln!("\n── {}, beside what went before:\n{}", self.line, said.trim());
        if !status.success() {
            bail!("{} failed ({status})", self.line);
        }
        Ok(())
    }
}
