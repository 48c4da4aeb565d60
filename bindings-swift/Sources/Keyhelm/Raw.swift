// The one file that names the generated module; nothing of it is part of this library's own interface.
#if compiler(>=6.0)
internal import KeyhelmFFI
#else
import KeyhelmFFI
#endif

typealias RawAllKeys = KeyhelmFFI.AllKeys
typealias RawApiKey = KeyhelmFFI.ApiKey
typealias RawCancel = KeyhelmFFI.Cancel
typealias RawCapability = KeyhelmFFI.Capability
typealias RawClient = KeyhelmFFI.Client
typealias RawClientKey = KeyhelmFFI.ClientKey
typealias RawError = KeyhelmFFI.CoreError
typealias RawEvent = KeyhelmFFI.Event
typealias RawFacts = KeyhelmFFI.Facts
typealias RawFailure = KeyhelmFFI.Failure
typealias RawHeader = KeyhelmFFI.Header
typealias RawIssuedKey = KeyhelmFFI.IssuedKey
typealias RawListener = KeyhelmFFI.Listener
typealias RawOrigin = KeyhelmFFI.Origin
typealias RawPage = KeyhelmFFI.Page
typealias RawQueryItem = KeyhelmFFI.QueryItem
typealias RawRateLimit = KeyhelmFFI.RateLimit
typealias RawRecognition = KeyhelmFFI.Recognition
typealias RawReconciliation = KeyhelmFFI.Reconciliation
typealias RawRedactor = KeyhelmFFI.Redactor
typealias RawRedactorStream = KeyhelmFFI.RedactorStream
typealias RawRequest = KeyhelmFFI.Request
typealias RawResponse = KeyhelmFFI.Response
typealias RawSecret = KeyhelmFFI.Secret
typealias RawSettings = KeyhelmFFI.Settings
typealias RawVerification = KeyhelmFFI.Verification

enum Raw {
    static func capabilities(_ platform: Platform) throws -> [String: RawCapability] {
        try KeyhelmFFI.capabilities(platform: platform.rawValue)
    }

    static func expiresAt(_ date: String) throws -> Int64 {
        try KeyhelmFFI.expiresAt(date: date)
    }

    static func isRetryable(_ code: ErrorCode) throws -> Bool {
        try KeyhelmFFI.isRetryable(code: code.rawValue)
    }

    static func missingScopes(have: [String], need: [String]) throws -> [String] {
        try KeyhelmFFI.missingScopes(have: have, need: need)
    }

    static func recognise(_ text: RawSecret) throws -> RawRecognition {
        try KeyhelmFFI.recognise(text: text)
    }
}
