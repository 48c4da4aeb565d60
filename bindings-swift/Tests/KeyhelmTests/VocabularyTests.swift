import Keyhelm
import KeyhelmFFI
import XCTest

/// Swift's words are the core's.
final class VocabularyTests: XCTestCase {
    func testEveryWord() throws {
        let core = try vocabulary()
        let swift: [String: [String]] = [
            "platform": Platform.allCases.map(\.rawValue),
            "environment": Platform.Environment.allCases.map(\.rawValue),
            "operation": Platform.Operation.allCases.map(\.rawValue),
            "code": ErrorCode.allCases.map(\.rawValue),
            "status": KeyStatus.allCases.map(\.rawValue),
            "previous": Previous.allCases.map(\.rawValue),
            "availability": Keyhelm.Capability.Availability.allCases.map(\.rawValue),
            "outcome": Keyhelm.Reconciliation.Outcome.allCases.map(\.rawValue),
            "verification": Keyhelm.Verification.Outcome.allCases.map(\.rawValue),
            "event": Keyhelm.Event.Kind.allCases.map(\.rawValue),
        ]
        XCTAssertEqual(core, swift)
    }

    func testEveryScope() throws {
        typealias Bousol = Scope.Bousol
        typealias Adyen = Scope.Adyen
        let swift = [
            "bousol.INVOICES_READ": Bousol.invoicesRead,
            "bousol.INVOICES_WRITE": Bousol.invoicesWrite,
            "bousol.PAYMENT_LINKS_READ": Bousol.paymentLinksRead,
            "bousol.PAYMENT_LINKS_WRITE": Bousol.paymentLinksWrite,
            "bousol.CLIENTS_READ": Bousol.clientsRead,
            "bousol.CLIENTS_WRITE": Bousol.clientsWrite,
            "bousol.PAYOUTS_READ": Bousol.payoutsRead,
            "bousol.PAYOUTS_WRITE": Bousol.payoutsWrite,
            "bousol.DISBURSEMENTS_READ": Bousol.disbursementsRead,
            "bousol.DISBURSEMENTS_WRITE": Bousol.disbursementsWrite,
            "bousol.WEBHOOKS_READ": Bousol.webhooksRead,
            "bousol.WEBHOOKS_WRITE": Bousol.webhooksWrite,
            "adyen.API_CREDENTIALS_READ_AND_WRITE": Adyen.apiCredentialsReadAndWrite,
            "adyen.ACCOUNT_READ": Adyen.accountRead,
            "adyen.WEBHOOKS_READ_AND_WRITE": Adyen.webhooksReadAndWrite,
            "adyen.USERS_READ_AND_WRITE": Adyen.usersReadAndWrite,
            "adyen.CHECKOUT_WEBSERVICE": Adyen.checkoutWebservice,
            "adyen.MERCHANT_PAL_WEBSERVICE": Adyen.merchantPalWebservice,
            "adyen.MERCHANT_RECURRING": Adyen.merchantRecurring,
        ]
        XCTAssertEqual(try scopes(), swift)
        XCTAssertEqual(Set(Bousol.all), Set(swift.filter { $0.key.hasPrefix("bousol") }.values))
    }
}
