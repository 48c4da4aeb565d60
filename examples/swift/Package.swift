// swift-tools-version: 5.9
import PackageDescription

// A lesson per program, run by `swift run <name>` after `bindings-swift/build`.
let lessons = ["create_and_revoke", "list_keys", "quickstart", "redact_logs", "regenerate_safely", "wait_out_a_limit"]

let package = Package(
    name: "lessons",
    platforms: [.macOS(.v12)],
    dependencies: [.package(path: "../../bindings-swift")],
    targets: lessons.map { lesson in
        .executableTarget(
            name: lesson,
            dependencies: [
                .product(name: "Keyhelm", package: "bindings-swift"),
                .product(name: "KeyhelmTesting", package: "bindings-swift"),
            ],
            path: ".",
            exclude: lessons.filter { $0 != lesson }.map { "\($0).swift" },
            sources: ["\(lesson).swift"]
        )
    }
)
