//! Builds the interface with npm, so that a fresh clone needs one command. `SKIP_UI=1` leaves it out.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    for path in ["web", "public", "scripts", "vite.config.ts", "package-lock.json"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=SKIP_UI");
    if env::var_os("SKIP_UI").is_some() {
        fs::create_dir_all("dist").unwrap_or_else(|error| fail(&format!("ui/dist cannot be made: {error}")));
        return;
    }
    let age = |path: &str| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    if age("node_modules/.package-lock.json") < age("package-lock.json") {
        npm(&["ci", "--no-audit", "--no-fund"]);
    }
    npm(&["run", "build"]);
    if !Path::new("dist/index.html").exists() {
        fail("the build of the interface left no dist/index.html");
    }
}

fn npm(args: &[&str]) {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    match Command::new(npm).args(args).output() {
        Err(_) => fail("Node.js 20.19 or newer is needed to build the interface"),
        Ok(out) if !out.status.success() => {
            let said = [out.stdout, out.stderr].concat();
            fail(&format!("npm {} failed:\n{}", args.join(" "), String::from_utf8_lossy(&said)));
        }
        Ok(_) => {}
    }
}

fn fail(why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(1)
}
