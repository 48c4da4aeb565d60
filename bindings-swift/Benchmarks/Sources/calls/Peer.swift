import Foundation

/// The program beside us, which serves until this one ends.
final class Peer: @unchecked Sendable {
    let url: String
    private let path: String
    private let process = Process()
    private let stdin = Pipe()

    init(_ path: String) throws {
        self.path = path
        let stdout = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["serve"]
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        let line = String(decoding: stdout.fileHandleForReading.availableData, as: UTF8.self)
        url = line.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func call(count: Int, atOnce: Int) throws -> Measured {
        let (process, stdout) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["call", url, "\(count)", "\(atOnce)"]
        process.standardOutput = stdout
        try process.run()
        let told = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let numbers = try JSONDecoder().decode([Double].self, from: told)
        return Measured(rate: numbers[1], cpu: numbers[0])
    }
}
