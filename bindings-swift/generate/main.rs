//! Writes the Swift sources and the C header that belong to a library: `keyhelm-swift-generate LIBRARY SETTINGS FOLDER`.

use uniffi::{SwiftBindingsOptions, generate_swift_bindings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, settings, folder] = &arguments[..] else {
        return Err("keyhelm-swift-generate LIBRARY SETTINGS FOLDER".into());
    };
    generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        generate_headers: true,
        source: library.into(),
        out_dir: folder.into(),
        config: Some(settings.into()),
        ..SwiftBindingsOptions::default()
    })?;
    Ok(())
}
