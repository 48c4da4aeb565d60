//! The main job on the built-in sandbox: what each of the five platforms can do, keys made, listed, replaced and
//! ended where the platform offers it, a lost answer and what became of it, and a limit waited out.
#![expect(clippy::print_stdout, reason = "the tour is a report for a person")]

#[path = "../setup.rs"]
mod setup;

mod lost_answer;
mod one_platform;
mod report;
mod waited_limit;

use std::process::ExitCode;

use keyhelm::{Operation, Platform};
use keyhelm_sandbox::Sandbox;
use report::Report;

#[tokio::main]
async fn main() -> ExitCode {
    match tour().await {
        Ok(report) => {
            println!("\n{}", report.summary());
            if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(failure) => {
            println!("\nThe tour ended early: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn tour() -> Result<Report, setup::Failure> {
    let sandbox = Sandbox::start().await?;
    let mut report = Report::default();
    println!("Keyhelm on its sandbox: five platforms, no account needed. Every secret is masked.");
    capabilities();
    for platform in Platform::ALL {
        let client = setup::settings(&sandbox, platform).build()?;
        one_platform::walk(&mut report, &client).await;
    }
    lost_answer::walk(&mut report, &sandbox).await?;
    waited_limit::walk(&mut report, &sandbox).await?;
    Ok(report)
}

/// Who can do what, as a table.
fn capabilities() {
    println!("\nWho can do what (api: this client; dashboard: a person; -: nobody, by the documentation)\n");
    print!("  {:<22}", "");
    for platform in Platform::ALL {
        print!("{:<11}", platform.display_name());
    }
    println!();
    for operation in Operation::ALL {
        print!("  {:<22}", operation.as_str());
        for platform in Platform::ALL {
            let availability = platform.capability(operation).availability.as_str();
            print!("{:<11}", if availability == "none" { "-" } else { availability });
        }
        println!();
    }
}
