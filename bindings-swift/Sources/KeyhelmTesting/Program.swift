#if os(macOS) || os(Linux)
import Foundation

/// Finds the sandbox's program, or builds it in a checkout.
enum Program {
    static let name = "keyhelm-sandbox"
    static let variable = "KEYHELM_SANDBOX"

    /// Its path: from `KEYHELM_SANDBOX`, else from the `PATH`, else built in the checkout around us.
    static func find(
        environment: [String: String] = ProcessInfo.processInfo.environment, near places: [String] = nearby
    ) throws -> String {
        if let named = environment[variable], !named.isEmpty { return named }
        if let found = onPath(name, environment) { return found }
        for place in places {
            var folder = URL(fileURLWithPath: place)
            while folder.path != "/" {
                if isCheckout(folder) { return try build(in: folder, environment) }
                folder.deleteLastPathComponent()
            }
        }
        throw SandboxError(
            "there is no \(name): name it in \(variable), put it on the PATH, or call this from a checkout of Keyhelm")
    }

    static let nearby = [FileManager.default.currentDirectoryPath, #filePath]

    private static func onPath(_ name: String, _ environment: [String: String]) -> String? {
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }

    private static func isCheckout(_ folder: URL) -> Bool {
        ["Cargo.toml", "tests/sandbox/Cargo.toml"].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
        }
    }

    private static func build(in checkout: URL, _ environment: [String: String]) throws -> String {
        guard let cargo = onPath("cargo", environment) else {
            throw SandboxError("there is no \(name), and no cargo to build it with: name it in \(variable)")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: cargo)
        process.arguments = ["build", "--quiet", "--package", name]
        process.currentDirectoryURL = checkout
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw SandboxError("cargo could not build \(name)") }
        let target = environment["CARGO_TARGET_DIR"].map { URL(fileURLWithPath: $0, relativeTo: checkout) }
        let folder = (target ?? checkout.appendingPathComponent("target"))
            .appendingPathComponent(environment["CARGO_BUILD_TARGET"] ?? "")
        return folder.appendingPathComponent("debug/\(name)").path
    }
}
#endif
