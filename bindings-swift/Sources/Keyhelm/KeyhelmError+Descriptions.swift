import Foundation

extension KeyhelmError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line: the code, the call, what happened, what to do.
    public var description: String {
        facts.line ?? "\(code.rawValue): \(message)"
    }

    public var debugDescription: String { description }
}

extension KeyhelmError: LocalizedError {
    public var errorDescription: String? { description }
    public var failureReason: String? { message }
    public var recoverySuggestion: String? { hint }
}

extension KeyhelmError: CustomNSError {
    public static var errorDomain: String { "Keyhelm.KeyhelmError" }

    /// The place of the code among all codes, from 1. It stays what it is: new codes come last.
    public var errorCode: Int {
        1 + (ErrorCode.allCases.firstIndex(of: code) ?? -1)
    }

    public var errorUserInfo: [String: Any] {
        var info: [String: Any] = [NSLocalizedDescriptionKey: description, NSLocalizedFailureReasonErrorKey: message]
        info[NSLocalizedRecoverySuggestionErrorKey] = hint
        return info
    }
}
