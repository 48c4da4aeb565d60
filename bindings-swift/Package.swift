// swift-tools-version: 5.9
import PackageDescription

// Where `bindings-swift/build` puts the library.
let library = "\(Context.packageDirectory)/lib"

let strict: [SwiftSetting] = [.enableExperimentalFeature("StrictConcurrency")]

let package = Package(
    name: "Keyhelm",
    platforms: [.macOS(.v12), .iOS(.v15)],
    products: [
        .library(name: "Keyhelm", targets: ["Keyhelm"]),
        .library(name: "KeyhelmTesting", targets: ["KeyhelmTesting"]),
    ],
    targets: [
        .target(name: "Keyhelm", dependencies: ["KeyhelmFFI"], swiftSettings: strict),
        // Generated, as is the header in `CKeyhelm`: `bindings-swift/generate/run`.
        .target(
            name: "KeyhelmFFI",
            dependencies: ["CKeyhelm"],
            linkerSettings: [
                .unsafeFlags(["-L\(library)"]),
                .linkedFramework("CoreFoundation", .when(platforms: [.macOS, .iOS])),
                .linkedFramework("Security", .when(platforms: [.macOS, .iOS])),
                .linkedFramework("SystemConfiguration", .when(platforms: [.macOS, .iOS])),
            ]
        ),
        .systemLibrary(name: "CKeyhelm"),
        .target(name: "KeyhelmTesting", dependencies: ["Keyhelm"], swiftSettings: strict),
        .testTarget(
            name: "KeyhelmTests",
            dependencies: ["Keyhelm", "KeyhelmFFI", "KeyhelmTesting"],
            swiftSettings: strict
        ),
    ]
)
