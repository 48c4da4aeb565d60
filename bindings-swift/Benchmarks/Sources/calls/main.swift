// Calls per second of Keyhelm in Swift beside URLSession and the Rust core, all to one server on this machine, in turns:
// `calls PEER [SECONDS ROUNDS]`. PEER is the program that serves, and that makes the core's own calls.

import Foundation

let arguments = CommandLine.arguments
guard arguments.count > 1 else { fatalError("calls PEER [SECONDS ROUNDS]") }
let seconds = arguments.count > 2 ? Double(arguments[2])! : 5
let rounds = arguments.count > 3 ? Int(arguments[3])! : 5

let peer = try Peer(arguments[1])
let callers: [any Caller] = [
    CoreCaller(peer: peer), try KeyhelmCaller(url: peer.url), SessionCaller(url: peer.url, parses: false),
    SessionCaller(url: peer.url, parses: true),
]
for atOnce in [1, 64] {
    var measured: [String: [Measured]] = [:]
    for _ in 0..<rounds {
        for caller in callers {
            measured[caller.name, default: []].append(try await caller.measure(atOnce: atOnce, seconds: seconds))
        }
    }
    report(callers.map(\.name), measured, atOnce: atOnce)
}

/// Medians, and what each costs beside the others.
func report(_ names: [String], _ measured: [String: [Measured]], atOnce: Int) {
    func median(_ name: String, _ part: (Measured) -> Double) -> Double {
        let sorted = (measured[name] ?? []).map(part).sorted()
        return sorted[sorted.count / 2]
    }
    let core = median(names[0]) { $0.rate }
    let session = median(SessionCaller.plain) { $0.rate }
    print("\n\(atOnce) at once, medians of \(rounds) turns of \(seconds) s")
    print("| | calls/s | lowest to highest | of URLSession's | µs a call over the core | CPU µs a call |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in names {
        let rate = median(name) { $0.rate }
        let rates = (measured[name] ?? []).map { Int($0.rate) }
        let over = (1 / rate - 1 / core) * 1e6
        print(
            "| \(name) | \(Int(rate)) | \(rates.min()!) to \(rates.max()!) | \(hundredths(rate / session))"
                + " | \(name == names[0] ? "" : hundredths(over)) | \(hundredths(median(name) { $0.cpu })) |")
    }
}

func hundredths(_ number: Double) -> String {
    String(format: number < 10 ? "%.2f" : "%.0f", number)
}
