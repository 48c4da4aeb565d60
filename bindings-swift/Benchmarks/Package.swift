// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v12)],
    dependencies: [.package(path: "..")],
    targets: [
        .executableTarget(name: "calls", dependencies: [.product(name: "Keyhelm", package: "bindings-swift")]),
        .executableTarget(name: "size", dependencies: [.product(name: "Keyhelm", package: "bindings-swift")]),
    ]
)
